//! One account in a world of its own; after every command the whole ledger is verified.

use crate::catalog_file;
use crate::domain::account::Account;
use crate::domain::amount::{Amount, Quantity};
use crate::domain::balance::Balance;
use crate::domain::canonical;
use crate::domain::catalog::Catalog;
use crate::domain::command::fact::Fact;
use crate::domain::command::{
    Adjust, Adjustment, Command, Operations, Order, Request, Settle, Spend, Use,
};
use crate::domain::decide::{Answer, decide};
use crate::domain::entry::{Entry, Note, Outcome};
use crate::domain::event::{EventRecord, EventState};
use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, EventId, FeatureId, Label, PackId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::money::Currency;
use crate::domain::operation::{Fingerprint, OperationId, Scope};
use crate::domain::purchase::returned::{Dispute, DisputeState, Refund, RefundState};
use crate::domain::purchase::{Article, Purchase};
use crate::domain::refusal::Refusal;
use crate::domain::verify::verify;
use crate::domain::world::{Item, World};

pub const PACKS: &str = include_str!("../../../../catalogs/packs.toml");
pub const TIERS: &str = include_str!("../../../../catalogs/tiers.toml");

pub struct House {
    pub catalog: Catalog,
    pub world: World,
    pub now: Moment,
    pub entries: Vec<Entry>,
    /// What the last fact about a payment was answered with.
    pub told: Option<Answer>,
    id: AccountId,
    count: u32,
}

pub fn at(text: &str) -> Moment {
    Moment::from(text.parse::<jiff::Timestamp>().unwrap())
}

pub fn feature(id: &str) -> FeatureId {
    FeatureId::parse(id).unwrap()
}

pub fn refund(id: &str, amount: u64, state: RefundState) -> Refund {
    Refund { id: Label::parse(id).unwrap(), intent: None, amount, state }
}

impl House {
    pub fn with(catalog: &str) -> Self {
        Self {
            catalog: catalog_file::parse(catalog).unwrap(),
            world: World::default(),
            now: at("2026-01-10T12:00:00Z"),
            entries: Vec::new(),
            told: None,
            id: AccountId::parse("user:alice").unwrap(),
            count: 0,
        }
    }

    /// The house of an organisation.
    pub fn of_organisation(catalog: &str) -> Self {
        Self { id: AccountId::parse("org:acme").unwrap(), ..Self::with(catalog) }
    }

    pub fn id(&self) -> AccountId {
        self.id.clone()
    }

    pub fn account(&self) -> &Account {
        self.world.account(&self.id).unwrap()
    }

    pub fn last_entry(&self) -> &Entry {
        self.entries.last().unwrap()
    }

    pub fn purchase(&self, id: &str) -> &Purchase {
        self.world.purchase(&PurchaseId::parse(id).unwrap()).unwrap()
    }

    pub fn available(&self, id: &str) -> Amount {
        Balance::of(self.account(), &self.catalog, &feature(id), self.now).available()
    }

    pub fn performs(&mut self, command: Command) -> Result<Answer, Refusal> {
        let request = Request { at: self.now, command };
        let change = decide(&self.catalog, &self.world, &request)?;
        for item in change.items {
            if let Item::Entry(entry) = &item {
                let text = canonical::write(entry);
                assert_eq!(canonical::read(&text).as_ref(), Ok(&**entry), "{text}");
                self.entries.push((**entry).clone());
            }
            self.world.put(item);
        }
        let account = self.world.account(&self.id);
        let folded = u64::try_from(self.entries.len()).unwrap();
        assert_eq!(verify(account, &self.entries), Ok(folded));
        Ok(change.answer)
    }

    fn operation(&mut self) -> OperationId {
        self.count += 1;
        OperationId::keyed(Scope::Service, "key:1", &format!("k{}", self.count))
    }

    pub fn spend(&mut self, uses: &[(&str, u64)]) -> Spend {
        let one = |(id, amount): &(&str, u64)| Use {
            feature: feature(id),
            amount: Quantity::new(*amount).unwrap(),
        };
        Spend {
            operations: Operations { first: self.operation(), others: Vec::new() },
            account: self.id.clone(),
            uses: uses.iter().map(one).collect(),
            note: Note::default(),
        }
    }

    pub fn consumes(&mut self, uses: &[(&str, u64)]) -> Result<Vec<Outcome>, Refusal> {
        let spend = self.spend(uses);
        self.performs(Command::Consume(spend)).map(outcome)
    }

    pub fn records(&mut self, uses: &[(&str, u64)]) -> Result<Vec<Outcome>, Refusal> {
        let spend = self.spend(uses);
        self.performs(Command::Record(spend)).map(outcome)
    }

    pub fn adjusts(&mut self, id: &str, by: Adjustment) -> Result<Vec<Outcome>, Refusal> {
        let (operation, account) = (self.operation(), self.id.clone());
        let reason = Some(Label::parse("a correction").unwrap());
        let note = Note { reason, ..Note::default() };
        let adjust = Adjust { operation, account, feature: feature(id), by, note };
        self.performs(Command::Adjust(adjust)).map(outcome)
    }

    pub fn orders(&mut self, purchase: &str, pack: &str) {
        let order = Order {
            purchase: PurchaseId::parse(purchase).unwrap(),
            account: self.id.clone(),
            article: Article::Pack(PackId::parse(pack).unwrap()),
            quantity: 1,
            fingerprint: Fingerprint(Hash::of(pack.as_bytes())),
        };
        self.performs(Command::Order(order)).unwrap();
    }

    pub fn hears(&mut self, event: &str, purchase: &str, fact: Fact) -> Result<(), Refusal> {
        self.hears_of(&format!("pi_{purchase}"), event, purchase, fact)
    }

    /// A fact of a checkout in which there was nothing to pay.
    pub fn hears_without_payment(
        &mut self,
        event: &str,
        purchase: &str,
        fact: Fact,
    ) -> Result<(), Refusal> {
        self.settles(None, event, purchase, fact)
    }

    /// A fact that is about this payment.
    pub fn hears_of(
        &mut self,
        intent: &str,
        event: &str,
        purchase: &str,
        fact: Fact,
    ) -> Result<(), Refusal> {
        self.settles(Some(Label::parse(intent).unwrap()), event, purchase, fact)
    }

    fn settles(
        &mut self,
        intent: Option<Label>,
        event: &str,
        purchase: &str,
        fact: Fact,
    ) -> Result<(), Refusal> {
        let settle = Settle {
            purchase: PurchaseId::parse(purchase).unwrap(),
            account: self.id.clone(),
            event: EventRecord {
                id: EventId::parse(event).unwrap(),
                version: 0,
                kind: Label::parse("some.kind").unwrap(),
                at: self.now,
                state: EventState::Ignored,
            },
            intent,
            charge: None,
            invoice: None,
            fact,
        };
        self.performs(Command::Settle(settle)).map(|answer| self.told = Some(answer))
    }

    /// The whole price was charged.
    pub fn pays(&mut self, event: &str, purchase: &str) -> Result<(), Refusal> {
        let price = self.purchase(purchase).price;
        let (asked, charged, currency) = (price.minor, price.minor, price.currency);
        self.hears(event, purchase, Fact::Paid { asked, charged, currency })
    }

    pub fn returns(&mut self, event: &str, purchase: &str, refunds: &[Refund]) {
        let refunds = refunds.to_vec();
        self.hears(event, purchase, Fact::Returned { refunds, disputes: Vec::new() }).unwrap();
    }

    pub fn disputes(&mut self, event: &str, purchase: &str, disputes: &[Dispute]) {
        let disputes = disputes.to_vec();
        let fact = Fact::Returned { refunds: Vec::new(), disputes };
        self.hears(event, purchase, fact).unwrap();
    }

    pub fn buys(&mut self, purchase: &str, pack: &str, when: Moment) {
        let now = std::mem::replace(&mut self.now, when);
        self.orders(purchase, pack);
        self.pays(&format!("evt_{purchase}"), purchase).unwrap();
        self.now = now;
    }
}

/// A dispute of no payment in particular.
pub fn dispute(id: &str, amount: Option<u64>, state: DisputeState) -> Dispute {
    Dispute { id: Label::parse(id).unwrap(), intent: None, amount, state }
}

pub fn usd() -> Currency {
    Currency::parse("usd").unwrap()
}

pub fn outcome(answer: Answer) -> Vec<Outcome> {
    match answer {
        Answer::Entry(entry) => entry.answer,
        Answer::Purchase(_) | Answer::Done => Vec::new(),
    }
}
