//! A purchase as an item; while it is open it is due.

use serde::{Deserialize, Serialize};

use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, FeatureId, GrantId, Label, PackId, PlanId, PurchaseId};
use crate::domain::money::{Currency, Money};
use crate::domain::operation::Fingerprint;
use crate::domain::plan::Interval;
use crate::domain::purchase::{Article, Lot, ProviderNames, Purchase, PurchaseState};
use crate::domain::world::Name;
use crate::store::items::Attributes;
use crate::store::items::document::{Millis, Units, text, text_if};
use crate::store::items::fields::{Draft, Fields, ItemError};
use crate::store::items::returned::{
    DisputeDocument, RefundDocument, dispute, dispute_document, refund, refund_document,
};
use crate::store::keys::{self, Key};

// A field that we do not know is refused: writing the purchase back would lose it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(with = "text")]
    account: AccountId,
    #[serde(with = "text_if", default, skip_serializing_if = "Option::is_none")]
    pack: Option<PackId>,
    #[serde(with = "text_if", default, skip_serializing_if = "Option::is_none")]
    plan: Option<PlanId>,
    #[serde(with = "text_if", default, skip_serializing_if = "Option::is_none")]
    interval: Option<Interval>,
    quantity: u64,
    price: u64,
    #[serde(with = "text")]
    currency: Currency,
    #[serde(with = "text")]
    fingerprint: Hash,
    created: Millis,
    state: StateDocument,
    lots: Vec<LotDocument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refunds: Vec<RefundDocument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    disputes: Vec<DisputeDocument>,
    provider: ProviderDocument,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
enum StateDocument {
    Pending,
    Failed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Millis>,
        #[serde(with = "text")]
        reason: Label,
    },
    Expired,
    Canceled,
    Paid {
        charged: u64,
        at: Millis,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LotDocument {
    #[serde(with = "text")]
    grant: GrantId,
    #[serde(with = "text")]
    feature: FeatureId,
    amount: Units,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_after_days: Option<u32>,
    priority: u32,
    taken: Units,
    owed: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProviderDocument {
    #[serde(with = "text_if", default, skip_serializing_if = "Option::is_none")]
    session: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(with = "text_if", default, skip_serializing_if = "Option::is_none")]
    intent: Option<Label>,
    #[serde(with = "text_if", default, skip_serializing_if = "Option::is_none")]
    charge: Option<Label>,
    #[serde(with = "text_if", default, skip_serializing_if = "Option::is_none")]
    invoice: Option<Label>,
}

/// The attributes of a purchase.
pub fn write(purchase: &Purchase) -> Result<Attributes, ItemError> {
    let name = Name::Purchase(purchase.id.clone());
    let due = purchase.is_unsettled().then(|| keys::due(purchase.created, &name));
    let draft = Draft::of(Key::of(&name))
        .number("version", purchase.version)
        .document("body", &document(purchase))?
        .in_account_index(keys::purchases(&purchase.account), purchase.created.millis())
        .in_due_index(due);
    Ok(draft.done())
}

/// The purchase that an item says.
pub fn read(fields: &Fields<'_>, id: PurchaseId) -> Result<Purchase, ItemError> {
    let document: Document = fields.document("body")?;
    let article = match (document.pack, document.plan, document.interval) {
        (Some(pack), None, None) => Article::Pack(pack),
        (None, Some(plan), Some(interval)) => Article::Plan(plan, interval),
        _ => return Err(fields.because("body", "it is of a pack, or of a plan and its interval")),
    };
    Ok(Purchase {
        id,
        version: fields.number("version")?,
        account: document.account,
        article,
        quantity: document.quantity,
        price: Money { minor: document.price, currency: document.currency },
        fingerprint: Fingerprint(document.fingerprint),
        created: document.created.0,
        state: state(document.state),
        lots: document.lots.into_iter().map(lot).collect(),
        refunds: document.refunds.into_iter().map(refund).collect(),
        disputes: document.disputes.into_iter().map(dispute).collect(),
        provider: ProviderNames {
            session: document.provider.session,
            url: document.provider.url,
            intent: document.provider.intent,
            charge: document.provider.charge,
            invoice: document.provider.invoice,
        },
    })
}

fn document(purchase: &Purchase) -> Document {
    let (pack, plan, interval) = match &purchase.article {
        Article::Pack(pack) => (Some(pack.clone()), None, None),
        Article::Plan(plan, interval) => (None, Some(plan.clone()), Some(*interval)),
    };
    Document {
        account: purchase.account.clone(),
        pack,
        plan,
        interval,
        quantity: purchase.quantity,
        price: purchase.price.minor,
        currency: purchase.price.currency,
        fingerprint: purchase.fingerprint.0,
        created: Millis(purchase.created),
        state: state_document(&purchase.state),
        lots: purchase.lots.iter().map(lot_document).collect(),
        refunds: purchase.refunds.iter().map(refund_document).collect(),
        disputes: purchase.disputes.iter().map(dispute_document).collect(),
        provider: ProviderDocument {
            session: purchase.provider.session.clone(),
            url: purchase.provider.url.clone(),
            intent: purchase.provider.intent.clone(),
            charge: purchase.provider.charge.clone(),
            invoice: purchase.provider.invoice.clone(),
        },
    }
}

fn state_document(state: &PurchaseState) -> StateDocument {
    match state {
        PurchaseState::Pending => StateDocument::Pending,
        PurchaseState::Failed { at, reason } => {
            StateDocument::Failed { at: at.map(Millis), reason: reason.clone() }
        }
        PurchaseState::Expired => StateDocument::Expired,
        PurchaseState::Canceled => StateDocument::Canceled,
        PurchaseState::Paid { charged, at } => {
            StateDocument::Paid { charged: *charged, at: Millis(*at) }
        }
    }
}

fn state(document: StateDocument) -> PurchaseState {
    match document {
        StateDocument::Pending => PurchaseState::Pending,
        StateDocument::Failed { at, reason } => {
            PurchaseState::Failed { at: at.map(|at| at.0), reason }
        }
        StateDocument::Expired => PurchaseState::Expired,
        StateDocument::Canceled => PurchaseState::Canceled,
        StateDocument::Paid { charged, at } => PurchaseState::Paid { charged, at: at.0 },
    }
}

fn lot_document(lot: &Lot) -> LotDocument {
    LotDocument {
        grant: lot.grant.clone(),
        feature: lot.feature.clone(),
        amount: lot.amount.into(),
        expires_after_days: lot.expires_after_days,
        priority: lot.priority,
        taken: lot.taken.into(),
        owed: lot.owed,
    }
}

fn lot(document: LotDocument) -> Lot {
    Lot {
        grant: document.grant,
        feature: document.feature,
        amount: document.amount.into(),
        expires_after_days: document.expires_after_days,
        priority: document.priority,
        taken: document.taken.into(),
        owed: document.owed,
    }
}
