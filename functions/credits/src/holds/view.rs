//! Holds as they are told.

use serde::Serialize;
use shared::domain::account::Account;
use shared::domain::entry::Entry;
use shared::domain::hold::Hold;
use shared::domain::posting::Posting;
use shared::http::entry::ReceiptView;
use shared::http::problem::{Kind, Problem};

/// A hold, with the receipt of the operation that made it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoldView {
    /// Its name in `settle` and `release`.
    pub hold: String,
    /// From this moment on nothing is held any more, RFC 3339 in UTC.
    pub expires_at: String,
    /// What was set aside.
    #[serde(flatten)]
    pub receipt: ReceiptView,
}

/// The end of a hold, with its receipt.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndView {
    /// The hold.
    pub hold: String,
    /// Whether it had expired before: then nothing of it was there to use or to give back.
    pub expired: bool,
    /// What was used or released.
    #[serde(flatten)]
    pub receipt: ReceiptView,
}

/// The live holds of an account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoldsView {
    /// The account's id.
    pub account: String,
    /// At most 100, in the order in which they were made.
    pub holds: Vec<LiveHoldView>,
}

/// A hold that has not ended.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveHoldView {
    /// Its name.
    pub hold: String,
    /// The member of the organisation who holds.
    pub member: Option<String>,
    /// From this moment on nothing is held any more, RFC 3339 in UTC.
    pub expires_at: String,
    /// What it holds.
    pub held: Vec<HeldView>,
}

/// What is held of one feature.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldView {
    /// The feature's id.
    pub feature: String,
    /// How much.
    pub amount: u64,
}

impl HoldView {
    /// The hold that an entry made.
    pub fn of(entry: &Entry) -> Result<Self, Problem> {
        let begins = |posting: &Posting| match posting {
            Posting::Held { hold, expires, .. } => Some((*hold, *expires)),
            _ => None,
        };
        let begun = entry.postings.iter().find_map(begins);
        let (hold, expires) = begun.ok_or_else(|| Problem::new(Kind::Internal))?;
        let receipt = ReceiptView::of(entry);
        Ok(Self { hold: hold.to_string(), expires_at: expires.to_string(), receipt })
    }
}

impl LiveHoldView {
    /// One hold of an account.
    pub fn of(hold: &Hold, account: &Account) -> Self {
        let mut parts: Vec<HeldView> = Vec::new();
        for part in &hold.parts {
            let feature = account.feature_of(&part.from).map(ToString::to_string);
            let feature = feature.unwrap_or_default();
            match parts.iter_mut().find(|one| one.feature == feature) {
                Some(one) => one.amount = one.amount.saturating_add(part.amount),
                None => parts.push(HeldView { feature, amount: part.amount }),
            }
        }
        Self {
            hold: hold.id.to_string(),
            member: hold.seat.as_ref().map(|seat| seat.member.to_string()),
            expires_at: hold.expires.to_string(),
            held: parts,
        }
    }
}
