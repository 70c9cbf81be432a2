//! What somebody asks the ledger to do.

pub mod fact;
pub mod link;
pub mod names;
pub mod setup;

use crate::domain::amount::{Amount, Quantity};
use crate::domain::command::fact::Fact;
use crate::domain::command::link::{Bill, Join, Link};
use crate::domain::command::setup::{Enrol, Settings};
use crate::domain::entry::Note;
use crate::domain::event::EventRecord;
use crate::domain::hold::HoldId;
use crate::domain::id::{AccountId, FeatureId, Label, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::operation::{Fingerprint, OperationId};
use crate::domain::purchase::Article;
use crate::domain::subscription::Subscription;

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
    /// Set amounts aside, all or nothing.
    Hold(Reserve),
    /// Settle or release what was set aside.
    EndHold(EndHold),
    /// Correct a balance by hand.
    Adjust(Adjust),
    /// Note an order before the buyer is sent to pay.
    Order(Order),
    /// Note what the provider calls the parts of an order.
    Link(Link),
    /// Note the invoice of an order, and its payment.
    Bill(Bill),
    /// Note that a second request for what is open already asks for the same order.
    Join(Join),
    /// Note what is known of a person beside the ledger.
    Describe(Describe),
    /// A fact about a payment, told by the provider.
    Settle(Settle),
    /// What a subscription is at the provider now.
    Subscribe(Box<Subscribe>),
    /// Set an account up otherwise.
    Settings(Settings),
    /// Say what a person is in an organisation, and how much of its pool they may use.
    Enrol(Enrol),
    /// Write down what time brought to an account.
    Pass(AccountId),
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

/// Sets amounts aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reserve {
    /// What, whose, and under which names.
    pub spend: Spend,
    /// For how long, in seconds.
    pub seconds: u32,
}

/// Ends a hold, once for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndHold {
    /// Whose.
    pub account: AccountId,
    /// Which.
    pub hold: HoldId,
    /// With what was really used, or with nothing.
    pub how: Ending,
}

/// How a hold ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// So much was really used; what is held and not named was not.
    Settle(Vec<Actual>),
    /// Nothing was used.
    Release,
}

/// What was really used of one feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actual {
    /// Of what.
    pub feature: FeatureId,
    /// How much; may be nothing.
    pub amount: u64,
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

/// An order of a pack or a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Our name of it, made from the operation's.
    pub purchase: PurchaseId,
    /// Who gets it.
    pub account: AccountId,
    /// What.
    pub article: Article,
    /// How many.
    pub quantity: u64,
    /// What the whole request asked for.
    pub fingerprint: Fingerprint,
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

/// What a subscription is at the provider now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscribe {
    /// The notification that made us ask, to be stored as done with its effects.
    pub event: EventRecord,
    /// The version of ours that was read before the provider was asked; 0 for none.
    pub seen: u64,
    /// What the provider answered; its version means nothing.
    pub found: Subscription,
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
    /// The invoice at the provider, where the fact names it.
    pub invoice: Option<Label>,
    /// What happened.
    pub fact: Fact,
}
