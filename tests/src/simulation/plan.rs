//! What callers ask: drawn at random, asked again, asked twice at once, told in another order.

use shared::catalog_file;
use shared::domain::amount::{Amount, Quantity};
use shared::domain::catalog::Catalog;
use shared::domain::command::{
    Adjust, Adjustment, Command, Fact, Open, Operations, Order, Settle, Spend, Use,
};
use shared::domain::entry::Note;
use shared::domain::event::{EventRecord, EventState};
use shared::domain::hash::Hash;
use shared::domain::id::{AccountId, EventId, FeatureId, Label, PackId, PurchaseId};
use shared::domain::moment::Moment;
use shared::domain::money::Currency;
use shared::domain::operation::{Fingerprint, OperationId, Scope};
use shared::domain::purchase::{Refund, RefundState};

use crate::memory::chance::Chance;

/// The catalog of every story; the auditor has these numbers of its own.
const CATALOG: &str = r#"
currency = "usd"
[[feature]]
id = "credit"
name = "Credits"
kind = "counted"
unit = "credit"
[[feature]]
id = "minute"
name = "Minutes"
kind = "counted"
unit = "minute"
[[plan]]
id = "plan-free"
name = "Free"
default = true
[[plan.allowance]]
feature = "credit"
amount = 3
every = "day"
[[plan.allowance]]
feature = "minute"
amount = 20
every = "month"
[[pack]]
id = "pack-keep"
name = "Keep"
description = "stays"
price = 700
[[pack.grant]]
feature = "credit"
amount = 10
[[pack]]
id = "pack-brief"
name = "Brief"
description = "is lost after five days"
price = 900
[[pack.grant]]
feature = "credit"
amount = 12
expires_after_days = 5
priority = 50
"#;

/// How many accounts there are.
const ACCOUNTS: u64 = 3;

/// How many orders an account has at most.
const ORDERS: u64 = 6;

/// How many of the last requests may be asked again.
const AGAIN: usize = 24;

/// A request and when it is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// When, by a clock that may be wrong.
    pub at: Moment,
    /// What.
    pub command: Command,
}

/// Draws requests.
pub struct Plan {
    now: Moment,
    count: u64,
    asked: Vec<Command>,
}

impl Default for Plan {
    fn default() -> Self {
        let now = Moment::from_millis(1_767_225_600_000).unwrap();
        Self { now, count: 0, asked: Vec::new() }
    }
}

/// The rules of every story.
pub fn catalog() -> Catalog {
    catalog_file::parse(CATALOG).unwrap()
}

/// A feature of the catalog.
pub fn feature(id: &str) -> FeatureId {
    FeatureId::parse(id).unwrap()
}

fn label(text: String) -> Label {
    Label::parse(text).unwrap()
}

fn one_use(id: &str, amount: u64) -> Use {
    Use { feature: feature(id), amount: Quantity::new(amount).unwrap() }
}

impl Plan {
    /// Time passes: an hour, or up to forty days.
    pub fn jump(&mut self, chance: &Chance) {
        let hours = if chance.permille(800) { chance.below(30) } else { chance.below(960) };
        let later = self.now.millis() + i64::try_from(hours * 3_600_000).unwrap();
        self.now = Moment::from_millis(later).unwrap();
    }

    /// The next request.
    pub fn draw(&mut self, chance: &Chance) -> Asked {
        self.count += 1;
        let skew = i64::try_from(chance.below(600_000)).unwrap() - 300_000;
        let at = Moment::from_millis(self.now.millis() + skew).unwrap();
        let recent = self.asked.len().saturating_sub(AGAIN);
        let known = &self.asked[recent..];
        let command = match chance.below(100) {
            0..=34 if !known.is_empty() => known[chance.place(known.len())].clone(),
            35..=38 if !known.is_empty() => other_body(&known[chance.place(known.len())]),
            _ => self.fresh(chance, at),
        };
        self.asked.push(command.clone());
        Asked { at, command }
    }

    fn fresh(&self, chance: &Chance, at: Moment) -> Command {
        let person = chance.below(ACCOUNTS);
        let account = AccountId::parse(format!("user:{person}")).unwrap();
        let operation = OperationId::keyed(Scope::Service, "key:1", &format!("k{}", self.count));
        let note = Note::default();
        match chance.below(100) {
            0..=2 => Command::Open(Open { operation, account }),
            3..=44 => {
                let operations = Operations { first: operation, others: Vec::new() };
                let uses = vec![one_use("credit", 1 + chance.below(6))];
                Command::Consume(Spend { operations, account, uses, note })
            }
            45..=54 => Command::Consume(self.session(chance, account)),
            55..=59 => {
                let operations = Operations { first: operation, others: Vec::new() };
                let uses = vec![one_use("minute", 1 + chance.below(9))];
                Command::Record(Spend { operations, account, uses, note })
            }
            60..=67 => {
                let amount = 1 + chance.below(6);
                let until = chance.permille(300).then(|| at.plus_days(3));
                let by = if chance.permille(600) {
                    Adjustment::Give(Amount::Of(amount), until)
                } else {
                    Adjustment::Take(Quantity::new(amount).unwrap())
                };
                let feature = feature("credit");
                Command::Adjust(Adjust { operation, account, feature, by, note })
            }
            _ => self.payment(chance, account, at),
        }
    }

    /// One session uses one feature or both, whatever the key.
    fn session(&self, chance: &Chance, account: AccountId) -> Spend {
        let session = label(format!("s{}", self.count / 40));
        let ids: &[&str] = [&["credit"][..], &["minute"], &["credit", "minute"]][chance.place(3)];
        let uses: Vec<_> = ids.iter().map(|id| one_use(id, 2)).collect();
        let name = |one: &Use| OperationId::of_session("consume", &one.feature, &session);
        let first = name(&uses[0]);
        let others = uses[1..].iter().map(name).collect();
        let note = Note { session: Some(session), ..Note::default() };
        Spend { operations: Operations { first, others }, account, uses, note }
    }

    /// An order, or something told about one: paid, failed, returned.
    fn payment(&self, chance: &Chance, account: AccountId, at: Moment) -> Command {
        let number = chance.below(ORDERS) + self.count / 200;
        let purchase = PurchaseId::parse(format!("pur_{account}_{number}")).unwrap();
        let (pack, price) =
            if number.is_multiple_of(2) { ("pack-keep", 700) } else { ("pack-brief", 900) };
        let kind = chance.below(10);
        if kind < 3 {
            let (pack, fingerprint) = (PackId::parse(pack).unwrap(), Fingerprint(Hash::of(b"o")));
            return Command::Order(Order { purchase, account, pack, quantity: 1, fingerprint });
        }
        // A notification has one name for ever and tells one thing; two may tell the same.
        let variant = chance.below(8);
        let fact = match kind {
            3..=5 => {
                let currency = Currency::parse("usd").unwrap();
                Fact::Paid { asked: price, charged: price, currency }
            }
            6 => Fact::Failed { reason: label("declined".to_owned()) },
            _ => {
                let state = [RefundState::Pending, RefundState::Succeeded, RefundState::Failed]
                    [usize::try_from(variant % 3).unwrap()];
                let id = label(format!("re_{purchase}_{}", variant / 3));
                let amount = 150 + 170 * (variant / 3);
                Fact::Returned { refunds: vec![Refund { id, intent: None, amount, state }] }
            }
        };
        let kind = if kind < 6 { 3 } else { kind.min(7) };
        let event = EventRecord {
            id: EventId::parse(format!("evt_{purchase}_{kind}_{variant}")).unwrap(),
            version: 0,
            kind: label("some.kind".to_owned()),
            at,
            state: EventState::Ignored,
        };
        let intent = Some(label(format!("pi_{purchase}")));
        Command::Settle(Settle { purchase, account, event, intent, charge: None, fact })
    }
}

/// The same name with another request.
fn other_body(command: &Command) -> Command {
    let mut command = command.clone();
    if let Command::Consume(spend) | Command::Record(spend) = &mut command {
        let units = spend.uses[0].amount.units();
        spend.uses[0].amount = Quantity::new(units + 1).unwrap();
    }
    command
}
