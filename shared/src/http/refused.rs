//! A refusal of the ledger in the caller's words, with what would help.

use serde_json::{Value, json};

use crate::domain::catalog::Catalog;
use crate::domain::member::capped::Capped;
use crate::domain::offer::{Offer, Offered, offers};
use crate::domain::refusal::{CapReached, Refusal, Shortage};
use crate::http::amount::number;
use crate::http::problem::{Kind, Problem};

/// The problem that a refusal is told as.
pub fn problem(refusal: &Refusal, catalog: &Catalog) -> Problem {
    let detail = format!("{refusal}.");
    let detail =
        detail.get(..1).unwrap_or_default().to_uppercase() + detail.get(1..).unwrap_or_default();
    match refusal {
        Refusal::Reused => Problem::because(Kind::IdempotencyKeyReused, detail),
        Refusal::UnknownFeature(_) => Problem::because(Kind::UnknownFeature, detail),
        Refusal::UnknownPack(_) => Problem::because(Kind::UnknownPack, detail),
        Refusal::UnknownPlan(..) => Problem::because(Kind::UnknownPlan, detail),
        Refusal::Subscribed => Problem::because(Kind::AlreadySubscribed, detail),
        // It is asked for again; who still sees this asked too often at once.
        Refusal::Outdated => Problem::unavailable(1),
        Refusal::NotCounted(feature) => {
            Problem::because(Kind::NotCounted, detail).with("feature", feature.as_str())
        }
        Refusal::Quantity { .. } => Problem::invalid("/quantity", detail),
        Refusal::Insufficient(shortage) => insufficient(shortage, catalog, detail),
        Refusal::Mismatch(_) => Problem::because(Kind::UnprocessableEvent, detail),
        Refusal::Removed(_) => Problem::because(Kind::MemberRemoved, detail),
        Refusal::Capped(reached) => capped(reached, detail),
        Refusal::TooManyHolds => Problem::because(Kind::TooManyHolds, detail),
        Refusal::Ended(kind) => {
            Problem::because(Kind::HoldEnded, detail).with("ended_by", kind.as_str())
        }
        Refusal::UnknownHold | Refusal::UnknownPurchase => Problem::because(Kind::NotFound, detail),
        Refusal::Broken(_) => {
            tracing::error!(%refusal, "broken");
            Problem::new(Kind::Internal)
        }
    }
}

fn insufficient(shortage: &Shortage, catalog: &Catalog, detail: String) -> Problem {
    let missing = match shortage.available {
        crate::domain::amount::Amount::Of(units) => shortage.requested.saturating_sub(units),
        crate::domain::amount::Amount::Unlimited => 0,
    };
    Problem::because(Kind::Insufficient, detail)
        .with("feature", shortage.feature.as_str())
        .with("requested", shortage.requested)
        .with("available", number(shortage.available))
        .with("resets_at", shortage.resets.map(|at| at.to_string()))
        .with("offers", offers_json(&offers(catalog, &shortage.feature, missing)))
}

fn capped(reached: &CapReached, detail: String) -> Problem {
    let Capped { cap, used, held, resets } = &reached.capped;
    Problem::because(Kind::MemberCap, detail)
        .with("feature", cap.feature.as_str())
        .with("member", reached.member.as_str())
        .with("requested", reached.requested)
        .with("available", number(reached.available))
        .with("every", cap.every.as_str())
        .with("limit", number(cap.amount))
        .with("used", *used)
        .with("held", *held)
        .with("resets_at", resets.map(|at| at.to_string()))
}

/// Offers as they are told: what it is, what it costs, how much of the feature it brings, and
/// whether that is enough.
pub fn offers_json(offers: &[Offer<'_>]) -> Value {
    let one = |offer: &Offer<'_>| {
        let price = offer.what.price();
        let mut told = match offer.what {
            Offered::Pack(pack) => json!({ "pack": pack.id.as_str(), "name": pack.name }),
            Offered::Plan(plan, price) => json!({
                "plan": plan.id.as_str(),
                "name": plan.name,
                "interval": price.interval.as_str(),
            }),
        };
        if let Some(told) = told.as_object_mut() {
            let money = json!({ "amount": price.minor, "currency": price.currency.as_str() });
            told.insert("price".to_owned(), money);
            told.insert("amount".to_owned(), json!(number(offer.amount)));
            told.insert("covers".to_owned(), json!(offer.covers));
        }
        told
    };
    Value::Array(offers.iter().map(one).collect())
}
