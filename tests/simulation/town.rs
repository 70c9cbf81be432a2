//! A shop that sells for a week, and what is wrong with it when it is held against Stripe's truth.

use checkout::Checkout;
use shared::app::App;
use shared::domain::amount::{Amount, Quantity};
use shared::domain::command::{Command, Operations, Order, Request, Spend, Use};
use shared::domain::entry::Note;
use shared::domain::hash::Hash;
use shared::domain::id::{AccountId, PackId, PurchaseId};
use shared::domain::moment::Moment;
use shared::domain::operation::{Fingerprint, OperationId, Scope};
use shared::domain::purchase::{Article, Purchase};
use shared::domain::world::Item;
use shared::perform::Performer;
use shared::stripe::return_url::ReturnUrls;
use shared::stripe::secret::Secrets;
use shared::stripe_events::Events;
use tests::memory::Memory;
use tests::memory::pace::{ALLOWED, OwnTime, finish};
use tests::simulation::catalog::{PACKS, catalog};
use tests::simulation::plan::feature;
use tests::simulation::stripe::post::SECRET;
use tests::simulation::stripe::{Far, Stripe, Truth};
use webhook::Webhook;

/// For so many hours Stripe tries again.
const TRIED_HOURS: i64 = 72;

/// What is known of a letter.
#[derive(Clone, Copy, PartialEq)]
pub enum Fate {
    /// It is delivered when somebody answers.
    Coming,
    /// It never arrives.
    Lost,
    /// It was answered well.
    Taken,
    /// It was tried for three days.
    GivenUp,
}

/// A shop, its buyers, and the post between it and Stripe.
pub struct Town {
    /// The store.
    pub memory: Memory,
    /// Stripe.
    pub stripe: Stripe,
    /// So many orders were made.
    pub ordered: u64,
    /// Of every letter so far.
    pub fates: Vec<Fate>,
}

impl Town {
    pub fn now(&self) -> Moment {
        Moment::from_millis(self.stripe.truth.borrow().now * 1000).unwrap()
    }

    fn ledger(&self) -> Performer<Memory> {
        Performer::new(self.memory.clone(), catalog())
    }

    pub fn events(&self) -> Events<Memory, Stripe> {
        Events::over(App::over(self.ledger()), self.stripe.clone())
    }

    fn pace(&self) -> OwnTime {
        OwnTime::with(self.now(), ALLOWED, self.memory.chance().next())
    }

    pub fn orders(&mut self) {
        self.ordered += 1;
        let pack = &PACKS[self.memory.chance().place(PACKS.len())];
        let returns = ReturnUrls::parse("https://app.example").unwrap();
        let back = returns.check("https://app.example").unwrap();
        let (app, stripe) = (App::over(self.ledger()), self.stripe.clone());
        let checkout = Checkout { app, stripe, returns, publishable_key: None };
        let order = Order {
            purchase: PurchaseId::parse(format!("pur_{}", self.ordered)).unwrap(),
            account: account(self.ordered),
            article: Article::Pack(PackId::parse(pack.id).unwrap()),
            quantity: 1,
            fingerprint: Fingerprint(Hash::of(b"order")),
        };
        drop(finish(checkout.sell(order, back.clone(), back, &self.pace())));
    }

    pub fn spends(&mut self) {
        let chance = self.memory.chance();
        let first = OperationId::keyed(Scope::Service, "key:1", &chance.next().to_string());
        let amount = Quantity::new(1 + chance.below(4)).unwrap();
        let command = Command::Consume(Spend {
            operations: Operations { first, others: Vec::new() },
            account: account(chance.next()),
            uses: vec![Use { feature: feature("credit"), amount }],
            note: Note::default(),
        });
        let request = Request { at: self.now(), command };
        drop(finish(self.ledger().perform(&request, &self.pace())));
    }

    /// Every letter that is not lost and not taken is brought, unless it is too old.
    pub fn post(&mut self) {
        let known = self.stripe.truth.borrow().letters.len();
        while self.fates.len() < known {
            let lost = self.memory.chance().permille(50);
            self.fates.push(if lost { Fate::Lost } else { Fate::Coming });
        }
        for letter in 0..known {
            let age = {
                let truth = self.stripe.truth.borrow();
                truth.now - truth.letters[letter].created
            };
            if self.fates[letter] != Fate::Coming {
                continue;
            }
            if age > TRIED_HOURS * 3600 {
                self.fates[letter] = Fate::GivenUp;
                continue;
            }
            let bringing = self.stripe.truth.borrow_mut().sign(letter, false);
            let secrets = Secrets::parse(SECRET).unwrap();
            let webhook = Webhook { events: self.events(), secrets, livemode: false };
            let signature = bringing.signature.as_bytes();
            if finish(webhook.take(&[signature], &bringing.body, &self.pace())).is_ok() {
                self.fates[letter] = Fate::Taken;
            }
        }
    }

    /// Everything that is not as Stripe's truth says it should be.
    pub fn wrongs(&self) -> Vec<String> {
        let state = self.memory.state.borrow();
        let truth = self.stripe.truth.borrow();
        let stored = state.items.values();
        let purchases: Vec<&Purchase> = stored
            .filter_map(|item| match item {
                Item::Purchase(purchase) => Some(&**purchase),
                _ => None,
            })
            .collect();
        let mut wrongs = Vec::new();
        for purchase in purchases {
            let wanted = wanted(&truth, purchase.id.as_str());
            let is_paid = purchase.charged().is_some();
            if is_paid != wanted.is_some() {
                wrongs.push(format!("{}: paid {is_paid}, and should be {wanted:?}", purchase.id));
            }
            let Some((charged, back)) = wanted.filter(|_| is_paid) else { continue };
            for lot in &purchase.lots {
                let gone = match (lot.amount, lot.taken) {
                    (Amount::Of(_), Amount::Of(taken)) => Some(taken + lot.owed),
                    (Amount::Unlimited, Amount::Unlimited) => Some(u64::MAX),
                    (Amount::Unlimited, Amount::Of(0)) => Some(0),
                    _ => None,
                };
                let share = |units: u64| match charged {
                    0 => 0,
                    _ if units == 1 && back < charged => 0,
                    _ => (units * back).div_ceil(charged),
                };
                let due = match lot.amount {
                    Amount::Of(units) => share(units),
                    Amount::Unlimited if charged > 0 && back == charged => u64::MAX,
                    Amount::Unlimited => 0,
                };
                if gone != Some(due) {
                    wrongs.push(format!("{}: {gone:?} gone, and should be {due}", purchase.id));
                }
            }
        }
        for sub in &truth.subs {
            let found = state.items.values().find_map(|item| match item {
                Item::Subscription(found) if found.id.as_str() == sub.id => Some(found),
                _ => None,
            });
            let status = found.map(|found| found.status.as_str());
            if status != Some(sub.now().status) {
                wrongs.push(format!("{}: {status:?}, and is {}", sub.id, sub.now().status));
            }
        }
        wrongs
    }
}

fn account(number: u64) -> AccountId {
    AccountId::parse(format!("user:{}", number % 5)).unwrap()
}

/// What was charged of an order that is paid as it was ordered, and what of it is back.
fn wanted(truth: &Truth, order: &str) -> Option<(u64, u64)> {
    let mut of_it = truth.sales.iter().enumerate().filter(|(_, sale)| sale.order == order);
    let paid = |sale: &tests::simulation::stripe::Sale| {
        sale.far == Far::Paid && (sale.asked == sale.price || sale.charged == sale.price)
    };
    let (place, sale) = of_it.find(|(_, sale)| paid(sale))?;
    let mut back = 0;
    for refund in &truth.backs {
        if refund.sale == place && refund.status != "failed" {
            back += refund.amount;
        }
    }
    for quarrel in &truth.quarrels {
        let last = quarrel.now();
        if quarrel.sale == place
            && ["needs_response", "under_review", "lost"].contains(&last.status)
        {
            back += if quarrel.currency == "usd" { last.amount } else { sale.charged };
        }
    }
    Some((sale.charged, back.min(sale.charged)))
}
