//! An account's document as an item: its version as a number, the rest as one JSON text.

use serde::{Deserialize, Serialize};

use crate::domain::account::{Account, Owed};
use crate::domain::grant::Grant;
use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, FeatureId, GrantId, Label, PlanId, PurchaseId};
use crate::domain::period::Every;
use crate::domain::subscription::Subscribed;
use crate::domain::usage::Usage;
use crate::domain::world::Name;
use crate::domain::zone::Zone;
use crate::store::items::Attributes;
use crate::store::items::document::{Millis, Units, text, text_if};
use crate::store::items::fields::{Draft, Fields, ItemError};
use crate::store::items::hold::HoldDocument;
use crate::store::items::member::CapDocument;
use crate::store::keys::{self, Key};

// A field that we do not know is refused: writing the account back would lose it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(with = "text")]
    head: Hash,
    opened: Millis,
    #[serde(with = "text_if", default, skip_serializing_if = "Option::is_none")]
    plan: Option<PlanId>,
    /// Absent is UTC.
    #[serde(with = "text_if", default, skip_serializing_if = "Option::is_none")]
    zone: Option<Zone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    caps: Vec<CapDocument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    subscriptions: Vec<SubscribedDocument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    grants: Vec<GrantDocument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    usage: Vec<UsageDocument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    holds: Vec<HoldDocument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    owed: Vec<OwedDocument>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SubscribedDocument {
    #[serde(with = "text")]
    subscription: Label,
    #[serde(with = "text")]
    plan: PlanId,
    anchor: Millis,
    until: Millis,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantDocument {
    #[serde(with = "text")]
    id: GrantId,
    #[serde(with = "text")]
    feature: FeatureId,
    amount: Units,
    left: Units,
    granted: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<Millis>,
    priority: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct UsageDocument {
    #[serde(with = "text")]
    feature: FeatureId,
    #[serde(with = "text")]
    every: Every,
    index: i64,
    used: u64,
    over: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwedDocument {
    #[serde(with = "text")]
    purchase: PurchaseId,
    #[serde(with = "text")]
    feature: FeatureId,
    amount: u64,
}

/// The attributes of an account.
pub fn write(account: &Account) -> Result<Attributes, ItemError> {
    let name = Name::Account(account.id.clone());
    // By the day and not by the moment: writes to the index cost, and most change no day.
    let due = account.next_due().map(|due| keys::due(due.midnight(), &name));
    let draft = Draft::of(Key::of(&name)).number("version", account.version);
    Ok(write_as(draft, "body", account)?.in_due_index(due).done())
}

/// The account that an item says.
pub fn read(fields: &Fields<'_>, id: AccountId) -> Result<Account, ItemError> {
    read_as(fields, "body", id, fields.number("version")?)
}

/// Puts the document of an account into an item; its id and its version stand elsewhere.
pub fn write_as(draft: Draft, field: &'static str, account: &Account) -> Result<Draft, ItemError> {
    let document = Document {
        head: account.head,
        opened: Millis(account.opened),
        plan: account.plan.clone(),
        zone: Some(account.zone.clone()).filter(|zone| *zone != Zone::UTC),
        caps: account.caps.iter().map(CapDocument::of).collect(),
        subscriptions: account.subscriptions.iter().map(subscribed_document).collect(),
        grants: account.grants.iter().map(grant_document).collect(),
        usage: account.usage.iter().map(usage_document).collect(),
        holds: account.holds.iter().map(HoldDocument::of).collect(),
        owed: account.owed.iter().map(owed_document).collect(),
    };
    draft.document(field, &document)
}

/// The account whose document an item holds.
pub fn read_as(
    fields: &Fields<'_>,
    field: &'static str,
    id: AccountId,
    version: u64,
) -> Result<Account, ItemError> {
    let document: Document = fields.document(field)?;
    Ok(Account {
        id,
        version,
        head: document.head,
        opened: document.opened.0,
        plan: document.plan,
        zone: document.zone.unwrap_or(Zone::UTC),
        caps: document.caps.into_iter().map(CapDocument::read).collect(),
        subscriptions: document.subscriptions.into_iter().map(subscribed).collect(),
        grants: document.grants.into_iter().map(grant).collect(),
        usage: document.usage.into_iter().map(usage).collect(),
        holds: document.holds.into_iter().map(HoldDocument::read).collect(),
        owed: document.owed.into_iter().map(owed).collect(),
    })
}

fn subscribed_document(subscribed: &Subscribed) -> SubscribedDocument {
    SubscribedDocument {
        subscription: subscribed.subscription.clone(),
        plan: subscribed.plan.clone(),
        anchor: Millis(subscribed.anchor),
        until: Millis(subscribed.until),
    }
}

fn subscribed(document: SubscribedDocument) -> Subscribed {
    let SubscribedDocument { subscription, plan, anchor, until } = document;
    Subscribed { subscription, plan, anchor: anchor.0, until: until.0 }
}

fn grant_document(grant: &Grant) -> GrantDocument {
    GrantDocument {
        id: grant.id.clone(),
        feature: grant.feature.clone(),
        amount: grant.amount.into(),
        left: grant.left.into(),
        granted: Millis(grant.granted),
        expires: grant.expires.map(Millis),
        priority: grant.priority,
    }
}

fn grant(document: GrantDocument) -> Grant {
    Grant {
        id: document.id,
        feature: document.feature,
        amount: document.amount.into(),
        left: document.left.into(),
        granted: document.granted.0,
        expires: document.expires.map(|expires| expires.0),
        priority: document.priority,
    }
}

fn usage_document(usage: &Usage) -> UsageDocument {
    UsageDocument {
        feature: usage.feature.clone(),
        every: usage.every,
        index: usage.index,
        used: usage.used,
        over: usage.over,
    }
}

fn usage(document: UsageDocument) -> Usage {
    Usage {
        feature: document.feature,
        every: document.every,
        index: document.index,
        used: document.used,
        over: document.over,
    }
}

fn owed_document(owed: &Owed) -> OwedDocument {
    OwedDocument {
        purchase: owed.purchase.clone(),
        feature: owed.feature.clone(),
        amount: owed.amount,
    }
}

fn owed(document: OwedDocument) -> Owed {
    Owed { purchase: document.purchase, feature: document.feature, amount: document.amount }
}
