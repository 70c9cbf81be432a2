//! An explanation as it is told.

use serde::Serialize;
use shared::domain::account::Account;
use shared::domain::amount::Amount;
use shared::domain::catalog::Feature;
use shared::domain::explain::moved::Moved;
use shared::domain::explain::{Block, Drawn, Explanation, Next, Source};
use shared::domain::grant::{Cause, Grant};
use shared::domain::id::FeatureId;
use shared::domain::moment::Moment;
use shared::http::amount::number;
use shared::http::refused::offers_json;

/// Why so much of a feature may be used or not. Amounts are whole units; -1 is unlimited.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExplainView {
    /// The account's id.
    pub account: String,
    /// The feature's id.
    pub feature: String,
    /// Its name for people; absent where the catalog no longer has it.
    pub name: Option<String>,
    /// `counted` or `switch`; absent where the catalog no longer has it.
    pub kind: Option<&'static str>,
    /// The moment that is explained, RFC 3339 in UTC.
    pub at: String,
    /// How much was asked about.
    pub requested: u64,
    /// Whether so much could be used at that moment.
    pub allowed: bool,
    /// What can be drawn, in the order in which it is: what they give and `missing` make the request.
    pub sources: Vec<SourceView>,
    /// Why not: `insufficient`, `not_included` for a switch that is off, or `unknown_feature`.
    pub reason: Option<&'static str>,
    /// How much of the request nothing gives.
    pub missing: u64,
    /// When something changes by itself next.
    pub changes_at: Option<String>,
    /// What changes then.
    pub changes: Vec<ChangeView>,
    /// What can be used right then, if nothing else happens before.
    pub available_then: Option<i64>,
    /// The first moment at which the request is allowed by itself; absent where it is allowed
    /// already or never is.
    pub allowed_from: Option<String>,
    /// What could be bought to make it allowed; empty when it is.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub offers: serde_json::Value,
    /// The newest entries that moved the feature up to that moment, newest first.
    pub entries: Vec<MovedView>,
}

/// Something that can be drawn: the plan's allowance, or a grant.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceView {
    /// `allowance` or `grant`.
    pub source: &'static str,
    /// How much of the request it gives.
    pub gives: u64,
    /// What is left of it before the request.
    pub left: i64,
    /// The plan whose allowance it is.
    pub plan: Option<String>,
    /// What the plan allows in each period.
    pub limit: Option<i64>,
    /// What of the allowance is used in this period.
    pub used: Option<u64>,
    /// `day`, `month`, `billing_period`, or `ever` for a switch.
    pub period: Option<&'static str>,
    /// When the allowance is new.
    pub resets_at: Option<String>,
    /// The grant's id.
    pub grant: Option<String>,
    /// Where the grant comes from: `purchase`, `adjustment`, `welcome` or `other`.
    pub cause: Option<&'static str>,
    /// The purchase that brought it.
    pub purchase: Option<String>,
    /// Since when it is there.
    pub granted_at: Option<String>,
    /// When the rest of it is lost; absent for never.
    pub expires_at: Option<String>,
    /// Lower is drawn first.
    pub priority: Option<u32>,
}

/// Something that changes by itself.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeView {
    /// `allowance_renews`, `grant_ends` or `holds_expire`.
    pub what: &'static str,
    /// Which grant.
    pub grant: Option<String>,
    /// How much is allowed anew, lost if it is not used before, or no longer set aside.
    pub amount: i64,
}

/// What an entry of the ledger did to the feature.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovedView {
    /// Its number.
    pub seq: u64,
    /// When it was decided.
    pub at: String,
    /// What caused it, as in the ledger.
    pub kind: &'static str,
    /// How much was used, given, taken or lost; absent where only a new period began.
    pub amount: Option<i64>,
    /// How much of a use was beyond what was there, or of a return is owed.
    pub short: u64,
    /// What could be used right afterwards, as it was told then; absent where the entry was made for
    /// another feature.
    pub available: Option<i64>,
    /// The session that a use belongs to.
    pub session: Option<String>,
    /// The caller's own reference; of a payment, our purchase.
    pub reference: Option<String>,
    /// Why a person corrected.
    pub note: Option<String>,
}

impl ExplainView {
    /// An explanation and the entries behind it.
    pub fn of(
        account: &Account,
        feature: &FeatureId,
        known: Option<&Feature>,
        at: Moment,
        explanation: &Explanation<'_>,
        moved: &[Moved<'_>],
    ) -> Self {
        let next = explanation.next.as_ref();
        Self {
            account: account.id.to_string(),
            feature: feature.to_string(),
            name: known.map(|known| known.name.clone()),
            kind: known.map(|known| known.kind.as_str()),
            at: at.to_string(),
            requested: explanation.requested.units(),
            allowed: explanation.block.is_none(),
            sources: explanation.sources.iter().map(SourceView::of).collect(),
            reason: explanation.block.map(Block::as_str),
            missing: explanation.missing,
            changes_at: next.map(|next| next.at.to_string()),
            changes: next.map(ChangeView::all).unwrap_or_default(),
            available_then: next.map(|next| number(next.available)),
            allowed_from: explanation.allowed_from.map(|at| at.to_string()),
            offers: offers_json(&explanation.offers),
            entries: moved.iter().map(MovedView::of).collect(),
        }
    }
}

impl SourceView {
    fn of(source: &Source) -> Self {
        match &source.of {
            Drawn::Allowance(plan, allowance) => Self {
                plan: Some(plan.to_string()),
                limit: Some(number(allowance.limit)),
                used: Some(allowance.used),
                period: Some(allowance.every.as_str()),
                resets_at: allowance.resets.map(|at| at.to_string()),
                ..Self::empty("allowance", source.gives, allowance.left())
            },
            Drawn::Grant(grant) => Self::grant(grant, source.gives),
        }
    }

    fn grant(grant: &Grant, gives: u64) -> Self {
        let cause = grant.cause();
        Self {
            grant: Some(grant.id.to_string()),
            cause: Some(cause.as_str()),
            purchase: match &cause {
                Cause::Purchase(purchase) => Some(purchase.to_string()),
                Cause::Adjustment | Cause::Welcome | Cause::Other => None,
            },
            granted_at: Some(grant.granted.to_string()),
            expires_at: grant.expires.map(|at| at.to_string()),
            priority: Some(grant.priority),
            ..Self::empty("grant", gives, grant.left)
        }
    }

    fn empty(source: &'static str, gives: u64, left: Amount) -> Self {
        Self {
            source,
            gives,
            left: number(left),
            plan: None,
            limit: None,
            used: None,
            period: None,
            resets_at: None,
            grant: None,
            cause: None,
            purchase: None,
            granted_at: None,
            expires_at: None,
            priority: None,
        }
    }
}

impl ChangeView {
    fn all(next: &Next) -> Vec<Self> {
        let renews = next.renews.map(|limit| Self {
            what: "allowance_renews",
            grant: None,
            amount: number(limit),
        });
        let ends = next.ends.iter().map(|(grant, left)| Self {
            what: "grant_ends",
            grant: Some(grant.to_string()),
            amount: number(*left),
        });
        let frees = (next.frees > 0).then(|| Self {
            what: "holds_expire",
            grant: None,
            amount: i64::try_from(next.frees).unwrap_or(i64::MAX),
        });
        renews.into_iter().chain(ends).chain(frees).collect()
    }
}

impl MovedView {
    fn of(moved: &Moved<'_>) -> Self {
        let Moved { entry, amount, told } = moved;
        Self {
            seq: entry.seq,
            at: entry.at.to_string(),
            kind: entry.kind.as_str(),
            amount: amount.map(number),
            short: told.map_or(0, |told| told.short),
            available: told.map(|told| number(told.available)),
            session: entry.note.session.as_ref().map(ToString::to_string),
            reference: entry.note.reference.as_ref().map(ToString::to_string),
            note: entry.note.reason.as_ref().map(ToString::to_string),
        }
    }
}
