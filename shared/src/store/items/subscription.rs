//! A subscription as an item.

use serde::{Deserialize, Serialize};

use crate::domain::id::{AccountId, Label, PlanId};
use crate::domain::plan::Interval;
use crate::domain::subscription::{Status, Subscription};
use crate::domain::world::Name;
use crate::store::items::Attributes;
use crate::store::items::document::{Millis, text};
use crate::store::items::fields::{Draft, Fields, ItemError};
use crate::store::keys::{self, Key};

// A field that we do not know is refused: writing the subscription back would lose it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(with = "text")]
    account: AccountId,
    #[serde(with = "text")]
    plan: PlanId,
    #[serde(with = "text")]
    interval: Interval,
    #[serde(with = "text")]
    price: Label,
    #[serde(with = "text")]
    status: Status,
    created: Millis,
    anchor: Millis,
    period_start: Millis,
    period_end: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trial_end: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cancel_at: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paid_until: Option<Millis>,
}

/// The attributes of a subscription.
pub fn write(subscription: &Subscription) -> Result<Attributes, ItemError> {
    let document = Document {
        account: subscription.account.clone(),
        plan: subscription.plan.clone(),
        interval: subscription.interval,
        price: subscription.price.clone(),
        status: subscription.status,
        created: Millis(subscription.created),
        anchor: Millis(subscription.anchor),
        period_start: Millis(subscription.period_start),
        period_end: Millis(subscription.period_end),
        trial_end: subscription.trial_end.map(Millis),
        cancel_at: subscription.cancel_at.map(Millis),
        ended: subscription.ended.map(Millis),
        paid_until: subscription.paid_until.map(Millis),
    };
    let part = keys::subscriptions(&subscription.account);
    let draft = Draft::of(Key::of(&Name::Subscription(subscription.id.clone())))
        .number("version", subscription.version)
        .document("body", &document)?
        .in_account_index(part, subscription.created.millis());
    Ok(draft.done())
}

/// The subscription that an item says.
pub fn read(fields: &Fields<'_>, id: Label) -> Result<Subscription, ItemError> {
    let document: Document = fields.document("body")?;
    Ok(Subscription {
        id,
        version: fields.number("version")?,
        account: document.account,
        plan: document.plan,
        interval: document.interval,
        price: document.price,
        status: document.status,
        created: document.created.0,
        anchor: document.anchor.0,
        period_start: document.period_start.0,
        period_end: document.period_end.0,
        trial_end: document.trial_end.map(|at| at.0),
        cancel_at: document.cancel_at.map(|at| at.0),
        ended: document.ended.map(|at| at.0),
        paid_until: document.paid_until.map(|at| at.0),
    })
}
