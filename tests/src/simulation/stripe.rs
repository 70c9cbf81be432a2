//! A Stripe for stories: what really was paid and given back, and what it tells of it.

pub mod api;
pub mod deeds;
pub mod disputes;
pub mod happen;
pub mod invoices;
pub mod objects;
mod opening;
pub mod post;
pub mod subs;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::memory::chance::Chance;
use crate::simulation::stripe::invoices::Bill;
use crate::simulation::stripe::post::{About, Letter};
use crate::simulation::stripe::subs::Sub;

/// How far a checkout session is, in truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Far {
    /// The buyer may pay.
    Open,
    /// The buyer is done, the bank is not.
    Awaited,
    /// It is paid.
    Paid,
    /// The bank said no.
    Failed,
    /// The buyer never came.
    Expired,
}

/// A checkout session with its payment.
#[derive(Debug, Clone)]
pub struct Sale {
    /// `cs_…`
    pub session: String,
    /// `pi_…`; a session that costs nothing has none.
    pub intent: Option<String>,
    /// `ch_…`
    pub charge: String,
    /// The order that it was opened for, as it stands in its metadata.
    pub order: String,
    /// What it calls its buyer; nobody may believe it.
    pub reference: String,
    /// What it asks, before discounts and taxes.
    pub asked: u64,
    /// What was ordered costs this.
    pub price: u64,
    /// What is or will be charged.
    pub charged: u64,
    /// Whether the charge carries the mark of the order.
    pub marked: bool,
    /// How far it is.
    pub far: Far,
}

/// One customer.
#[derive(Debug, Clone)]
pub struct Customer {
    /// `cus_…`
    pub id: String,
    /// The account of ours that it stands for.
    pub account: String,
}

/// One refund.
#[derive(Debug, Clone)]
pub struct Back {
    /// `re_…`
    pub id: String,
    /// Of which sale.
    pub sale: usize,
    /// How much.
    pub amount: u64,
    /// `pending`, `succeeded` or `failed`.
    pub status: &'static str,
}

/// One dispute.
#[derive(Debug, Clone)]
pub struct Quarrel {
    /// `du_…`
    pub id: String,
    /// About which sale.
    pub sale: usize,
    /// The bank's currency.
    pub currency: &'static str,
    /// How it was, the oldest first.
    pub states: Vec<Verdict>,
}

/// How a dispute is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Stripe's word for how far it is.
    pub status: &'static str,
    /// How much; never less than before.
    pub amount: u64,
}

impl Quarrel {
    /// How it is now.
    pub fn now(&self) -> Verdict {
        *self.states.last().expect("a state")
    }
}

/// Everything that is true at Stripe.
#[derive(Debug, Default)]
pub struct Truth {
    /// The second that it is.
    pub now: i64,
    /// Customers by the key under which they were made.
    pub customers: BTreeMap<String, Customer>,
    /// Sales in the order of their sessions.
    pub sales: Vec<Sale>,
    /// Invoices in the order of their making.
    pub bills: Vec<Bill>,
    /// Which sale was opened under a key, or which invoice was changed, and when.
    pub keys: BTreeMap<String, (i64, usize)>,
    /// Subscriptions in the order of their beginning.
    pub subs: Vec<Sub>,
    /// Refunds in the order of their making.
    pub backs: Vec<Back>,
    /// Disputes in the order of their opening.
    pub quarrels: Vec<Quarrel>,
    /// Everything that was or will be told.
    pub letters: Vec<Letter>,
    /// Which letter of every few is lost for good, where some are.
    pub loses: Option<usize>,
    /// How often in a thousand calls Stripe is away, before or after it did what it was asked.
    pub away: u64,
    /// How many calls met that.
    pub faults: u64,
}

/// Stripe; its copies are doors to the same one.
#[derive(Clone)]
pub struct Stripe {
    /// What is true there.
    pub truth: Rc<RefCell<Truth>>,
    chance: Rc<Chance>,
}

impl Stripe {
    /// A Stripe where nothing happened yet.
    pub fn with(chance: Rc<Chance>) -> Self {
        Self { truth: Rc::default(), chance }
    }
}

impl Truth {
    /// What is back of a sale, at most what was charged.
    pub fn returned(&self, sale: usize) -> u64 {
        let counts = |back: &&Back| back.sale == sale && back.status != "failed";
        self.backs.iter().filter(counts).map(|back| back.amount).sum()
    }

    /// The account of whom a letter is about, by the order that it belongs to.
    pub fn buyer<T>(&self, letter: usize, of_order: impl Fn(&str) -> Option<T>) -> Option<T> {
        let sale = match self.letters[letter].about {
            About::Paid(sale) | About::Sale(sale) => sale,
            About::Back(number, _) => self.backs[number].sale,
            About::Quarrel(number, _) => self.quarrels[number].sale,
            About::Sub(place) => return of_order(&self.subs[place].order),
            About::Nothing => return None,
        };
        of_order(&self.sales[sale].order)
    }

    /// Whether a person has to look at what a letter is about: it was paid twice, or not as it was
    /// ordered.
    pub fn is_for_a_person(&self, letter: usize) -> bool {
        match self.letters[letter].about {
            About::Paid(sale) => {
                let sale = &self.sales[sale];
                sale.asked != sale.price || self.paid(&sale.order).count() > 1
            }
            About::Sale(_)
            | About::Back(..)
            | About::Quarrel(..)
            | About::Sub(_)
            | About::Nothing => false,
        }
    }

    /// Whether a payment may be told before it can be understood: what was charged is not what was
    /// asked, and its order does not know its session yet.
    pub fn may_come_again(&self, letter: usize) -> bool {
        match self.letters[letter].about {
            About::Paid(sale) => self.sales[sale].charged != self.sales[sale].asked,
            About::Sale(_)
            | About::Back(..)
            | About::Quarrel(..)
            | About::Sub(_)
            | About::Nothing => false,
        }
    }

    /// An account that more than one customer stands for.
    pub fn twice_a_customer(&self) -> Option<&str> {
        let mut accounts: Vec<_> = self.customers.values().map(|it| &it.account).collect();
        accounts.sort_unstable();
        let twice = accounts.windows(2).find(|pair| pair[0] == pair[1]);
        twice.map(|pair| pair[0].as_str())
    }

    /// The sales of an order that are paid as it was ordered.
    pub fn paid(&self, order: &str) -> impl Iterator<Item = (usize, &Sale)> {
        let good = move |sale: &Sale| {
            let as_ordered = sale.asked == sale.price || sale.charged == sale.price;
            sale.order == order && sale.far == Far::Paid && as_ordered
        };
        self.sales.iter().enumerate().filter(move |(_, sale)| good(sale))
    }
}
