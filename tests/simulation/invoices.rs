//! An order that is paid by an invoice, its function killed after every call of the store or of
//! Stripe, and others that come at the same time.

use std::pin::pin;
use std::task::{Context, Waker};

use checkout::Checkout;
use shared::app::App;
use shared::domain::command::{Command, Order, Request};
use shared::domain::hash::Hash;
use shared::domain::id::{AccountId, PackId, PurchaseId};
use shared::domain::moment::Moment;
use shared::domain::operation::Fingerprint;
use shared::domain::purchase::{Article, Purchase};
use shared::http::problem::Kind;
use shared::perform::Performer;
use shared::stripe::invoice::Payable;
use shared::stripe::return_url::ReturnUrls;
use shared::stripe_customer::customer;
use tests::memory::Memory;
use tests::memory::pace::{ALLOWED, OwnTime, finish};
use tests::simulation::catalog::catalog;
use tests::simulation::stripe::Stripe;

/// When it is ordered.
const NOW: i64 = 1_767_268_800;

/// More calls than any order needs.
const CALLS: usize = 60;

struct Office {
    memory: Memory,
    stripe: Stripe,
    seconds: i64,
}

impl Office {
    fn open() -> Self {
        let memory = Memory::of_seed(1);
        let stripe = Stripe::with(memory.chance());
        stripe.truth.borrow_mut().now = NOW;
        Self { memory, stripe, seconds: NOW }
    }

    /// A process that remembers nothing.
    fn checkout(&self) -> Checkout<Memory, Stripe> {
        Checkout {
            app: App::over(Performer::new(self.memory.clone(), catalog())),
            stripe: self.stripe.clone(),
            returns: ReturnUrls::parse("https://app.example").unwrap(),
            publishable_key: None,
        }
    }

    fn pace(&self) -> OwnTime {
        OwnTime::with(Moment::from_millis(self.seconds * 1000).unwrap(), ALLOWED, 1)
    }

    fn later(&mut self, seconds: i64) {
        self.seconds += seconds;
        self.stripe.truth.borrow_mut().now = self.seconds;
    }

    /// The order is stored, or found again.
    fn order(&self) -> Purchase {
        let order = Order {
            purchase: PurchaseId::parse("pur_1").unwrap(),
            account: AccountId::parse("org:acme").unwrap(),
            article: Article::Pack(PackId::parse("pack-keep").unwrap()),
            quantity: 3,
            fingerprint: Fingerprint(Hash::of(b"the order")),
        };
        let request = Request { at: self.pace().at, command: Command::Order(order) };
        let ledger = Performer::new(self.memory.clone(), catalog());
        finish(ledger.perform(&request, &self.pace())).unwrap();
        let app = App::over(ledger);
        let id = PurchaseId::parse("pur_1").unwrap();
        finish(app.purchase(&id, &self.pace())).unwrap().unwrap()
    }

    /// The same request from beginning to end.
    fn bills(&self) -> Result<(Purchase, Option<Payable>), Kind> {
        let (checkout, order) = (self.checkout(), self.order());
        finish(checkout.bill(order, &self.pace())).map_err(|problem| problem.kind())
    }

    /// The same request, killed after so many calls.
    fn dies(&self, after: usize) {
        let (checkout, order, pace) = (self.checkout(), self.order(), self.pace());
        let mut bill = pin!(checkout.bill(order, &pace));
        for _ in 0..after {
            if bill.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                return;
            }
        }
    }
}

/// W15, OB-1: killed anywhere and asked again, an order has one invoice, with one payment, of one
/// customer; so it has when every call is killed once.
#[test]
fn an_order_that_is_killed_anywhere_has_one_invoice() {
    let each = (0..CALLS).map(|call| vec![call]);
    for deaths in each.chain([(0..CALLS).collect()]) {
        let office = Office::open();
        for after in &deaths {
            office.dies(*after);
        }
        let (purchase, payable) = office.bills().unwrap();
        let payable = payable.unwrap();
        let truth = office.stripe.truth.borrow();
        assert_eq!((truth.bills.len(), truth.customers.len()), (1, 1), "{deaths:?}");
        let bill = &truth.bills[0];
        assert_eq!((bill.total, bill.status), (2100, "open"), "{deaths:?}");
        assert_eq!(bill.marked.as_deref(), Some("pur_1"), "{deaths:?}");
        let names = &purchase.provider;
        assert_eq!(names.invoice.as_ref().unwrap().as_str(), bill.id);
        assert_eq!(names.intent.as_ref().unwrap().as_str(), payable.id.as_str());
    }
}

/// Stripe forgets its keys after a day: an order that has no invoice by then gets none, however it
/// was left, and one that has is given its payment for as long as it is open.
#[test]
fn a_day_later_no_second_invoice_is_made() {
    for after in 0..CALLS {
        let mut office = Office::open();
        office.dies(after);
        office.later(25 * 3600);
        let billed = office.bills();
        let made = office.stripe.truth.borrow().bills.len();
        assert!(made <= 1, "killed after {after}");
        match billed {
            Ok((purchase, _)) => assert!(purchase.provider.invoice.is_some()),
            Err(kind) => assert_eq!(kind, Kind::Conflict, "killed after {after}"),
        }
    }
}

/// OB-4: however two first calls are mixed, the account is one customer at Stripe.
#[test]
fn first_calls_at_once_make_one_customer() {
    for first in 0..12 {
        let office = Office::open();
        let (one, other) = (office.checkout(), office.checkout());
        let account = AccountId::parse("org:acme").unwrap();
        let paces = [office.pace(), office.pace()];
        let mut early = pin!(customer(&one.app, &one.stripe, &account, "pur_1", &paces[0]));
        let mut context = Context::from_waker(Waker::noop());
        let is_done = (0..first).any(|_| early.as_mut().poll(&mut context).is_ready());
        let late = finish(customer(&other.app, &other.stripe, &account, "pur_2", &paces[1]));
        if !is_done {
            assert_eq!(finish(early).unwrap(), *late.as_ref().unwrap(), "{first}");
        }
        assert_eq!(office.stripe.truth.borrow().customers.len(), 1, "{first}: {late:?}");
    }
}
