//! What somebody asks the ledger to do.

use crate::domain::amount::{Amount, Quantity};
use crate::domain::entry::{EntryKind, Note};
use crate::domain::event::EventRecord;
use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, FeatureId, Label, PackId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::operation::{Fingerprint, OperationId, OperationKey};
use crate::domain::purchase::Refund;
use crate::domain::world::Name;

/// A command with its name, its moment and what it was asked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// When it was asked. Retries of one request keep it.
    pub at: Moment,
    /// What to do.
    pub command: Command,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open an account before it is first seen.
    Open(Open),
    /// Use features, all or nothing.
    Consume(Spend),
    /// Tell of use after the fact; never refused for a limit.
    Record(Spend),
    /// Correct a balance by hand.
    Adjust(Adjust),
    /// Note an order before the buyer is sent to pay.
    Order(Order),
    /// Note what the provider calls the parts of an order.
    Link(Link),
    /// Note what is known of a person beside the ledger.
    Describe(Describe),
    /// A fact about a payment, told by the provider.
    Settle(Settle),
    /// Note a notification that changes nothing of ours.
    Dismiss(EventRecord),
}

/// Opens an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Names the effect.
    pub operation: OperationId,
    /// Which account.
    pub account: AccountId,
}

/// Uses features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spend {
    /// Names the effect: the first is where its entry stands, others only point at it.
    pub operations: Operations,
    /// Whose.
    pub account: AccountId,
    /// What; each feature once.
    pub uses: Vec<Use>,
    /// What is remembered with it.
    pub note: Note,
}

/// The names of one effect: at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operations {
    /// Where the entry stands.
    pub first: OperationId,
    /// Further names that must be new too.
    pub others: Vec<OperationId>,
}

/// A use of one feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Of what.
    pub feature: FeatureId,
    /// How much.
    pub amount: Quantity,
}

/// A correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjust {
    /// Names the effect.
    pub operation: OperationId,
    /// Whose.
    pub account: AccountId,
    /// Of what.
    pub feature: FeatureId,
    /// Give or take.
    pub by: Adjustment,
    /// What is remembered with it; the reason above all.
    pub note: Note,
}

/// Give or take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// Give so much, until a moment if one is named.
    Give(Amount, Option<Moment>),
    /// Take so much from its grants, in burn order.
    Take(Quantity),
}

/// An order of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Our name of it, made from the operation's.
    pub purchase: PurchaseId,
    /// Who gets it.
    pub account: AccountId,
    /// What.
    pub pack: PackId,
    /// How many.
    pub quantity: u64,
    /// What the whole request asked for.
    pub fingerprint: Fingerprint,
}

/// What the provider calls the parts of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Which order.
    pub purchase: PurchaseId,
    /// The checkout session.
    pub session: Label,
    /// Where the buyer pays.
    pub url: String,
}

/// What is known of a person beside the ledger; what is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Describe {
    /// Whose profile.
    pub account: AccountId,
    /// Where receipts go.
    pub email: Option<Label>,
    /// The account's name at the provider.
    pub customer: Option<Label>,
}

/// A fact about a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settle {
    /// Which payment.
    pub purchase: PurchaseId,
    /// Whose: read from the stored purchase, and checked against it.
    pub account: AccountId,
    /// The notification that told it, to be stored as done with its effects.
    pub event: EventRecord,
    /// The payment at the provider, where the fact names it.
    pub intent: Option<Label>,
    /// The charge at the provider, where the fact names it.
    pub charge: Option<Label>,
    /// What happened.
    pub fact: Fact,
}

/// What happened to a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The checkout is done, the money comes later.
    Awaited,
    /// It was paid.
    Paid {
        /// What was asked before discounts and tax, in minor units.
        asked: u64,
        /// What was charged, tax included.
        charged: u64,
        /// In which currency.
        currency: crate::domain::money::Currency,
    },
    /// An attempt to pay failed.
    Failed {
        /// Why.
        reason: Label,
    },
    /// The checkout expired unpaid.
    Expired,
    /// These are the refunds so far.
    Returned {
        /// Each by its own id.
        refunds: Vec<Refund>,
    },
}

impl Command {
    /// The items that the decision looks at and may write.
    pub fn touches(&self) -> Vec<Name> {
        match self {
            Self::Open(open) => vec![Name::Account(open.account.clone())],
            Self::Consume(spend) | Self::Record(spend) => {
                vec![Name::Account(spend.account.clone())]
            }
            Self::Adjust(adjust) => vec![Name::Account(adjust.account.clone())],
            Self::Order(order) => vec![Name::Purchase(order.purchase.clone())],
            Self::Link(link) => {
                vec![Name::Purchase(link.purchase.clone()), Name::Alias(link.session.clone())]
            }
            Self::Describe(describe) => {
                let mut names = vec![Name::Profile(describe.account.clone())];
                names.extend(describe.customer.clone().map(Name::Alias));
                names
            }
            Self::Settle(settle) => {
                let mut names = vec![
                    Name::Event(settle.event.id.clone()),
                    Name::Purchase(settle.purchase.clone()),
                    Name::Account(settle.account.clone()),
                ];
                names.extend(settle.intent.clone().map(Name::Alias));
                names.extend(settle.charge.clone().map(Name::Alias));
                names
            }
            Self::Dismiss(event) => vec![Name::Event(event.id.clone())],
        }
    }

    /// The names under which a caller's operation is remembered for ever; none for commands that
    /// are absolute facts and may be told any number of times.
    pub fn receipts(&self) -> Vec<Name> {
        let (account, operations): (_, Vec<_>) = match self {
            Self::Open(open) => (&open.account, vec![&open.operation]),
            Self::Consume(spend) | Self::Record(spend) => {
                let first = std::iter::once(&spend.operations.first);
                (&spend.account, first.chain(&spend.operations.others).collect())
            }
            Self::Adjust(adjust) => (&adjust.account, vec![&adjust.operation]),
            Self::Order(_)
            | Self::Link(_)
            | Self::Describe(_)
            | Self::Settle(_)
            | Self::Dismiss(_) => return Vec::new(),
        };
        let name = |operation: &OperationId| Name::Receipt(account.clone(), operation.key());
        operations.into_iter().map(name).collect()
    }

    /// What was asked for: the same for a repeat, another for another request.
    pub fn fingerprint(&self) -> Fingerprint {
        let parts = match self {
            Self::Open(open) => vec!["open".to_owned(), open.account.to_string()],
            Self::Consume(spend) => spend.parts(EntryKind::Consume),
            Self::Record(spend) => spend.parts(EntryKind::Record),
            Self::Adjust(adjust) => adjust.parts(),
            Self::Order(order) => return order.fingerprint,
            Self::Link(_) | Self::Describe(_) | Self::Settle(_) | Self::Dismiss(_) => Vec::new(),
        };
        let parts: Vec<_> = parts.iter().map(String::as_str).collect();
        Fingerprint(Hash::of_parts(&parts))
    }
}

impl Spend {
    fn parts(&self, kind: EntryKind) -> Vec<String> {
        let mut parts = vec![kind.as_str().to_owned(), self.account.to_string()];
        let mut uses: Vec<_> = self.uses.iter().collect();
        uses.sort_by(|a, b| a.feature.cmp(&b.feature));
        for one in uses {
            parts.push(one.feature.to_string());
            parts.push(one.amount.to_string());
        }
        parts.extend(note_parts(&self.note));
        parts
    }
}

impl Adjust {
    fn parts(&self) -> Vec<String> {
        let by = format!("{:?}", self.by);
        let mut parts = vec!["adjust".to_owned(), self.account.to_string()];
        parts.extend([self.feature.to_string(), by]);
        parts.extend(note_parts(&self.note));
        parts
    }
}

fn note_parts(note: &Note) -> [String; 3] {
    [&note.session, &note.reference, &note.reason]
        .map(|label| label.as_ref().map(ToString::to_string).unwrap_or_default())
}

impl PurchaseId {
    /// The purchase that an operation orders: the same for every repeat of it.
    pub fn of_operation(account: &AccountId, key: &OperationKey) -> Option<Self> {
        let hash = Hash::of_parts(&["purchase", account.as_str(), &key.to_string()]).to_string();
        Self::parse(format!("pur_{}", hash.get(..32)?)).ok()
    }
}
