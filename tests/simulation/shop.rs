//! One order of one account, paid at a Stripe of the test's own, and a webhook that is told of it.

use std::cell::RefMut;
use std::collections::BTreeMap;

use checkout::Checkout;
use shared::app::App;
use shared::domain::account::Account;
use shared::domain::amount::Quantity;
use shared::domain::balance::Balance;
use shared::domain::catalog::Catalog;
use shared::domain::command::{Command, Operations, Order, Request, Reserve, Spend, Use};
use shared::domain::entry::Note;
use shared::domain::event::EventState;
use shared::domain::hash::Hash;
use shared::domain::id::{AccountId, EventId, Label, PackId, PurchaseId};
use shared::domain::moment::Moment;
use shared::domain::operation::{Fingerprint, OperationId, Scope};
use shared::domain::purchase::{Article, Purchase};
use shared::domain::subscription::Subscription;
use shared::domain::world::{Item, Name};
use shared::perform::Performer;
use shared::stripe::return_url::ReturnUrls;
use shared::stripe::secret::Secrets;
use shared::stripe_events::Events;
use tests::memory::Memory;
use tests::memory::pace::{ALLOWED, OwnTime, finish};
use tests::simulation::catalog::catalog;
use tests::simulation::plan::feature;
use tests::simulation::stripe::post::SECRET;
use tests::simulation::stripe::{Stripe, Truth};
use webhook::Webhook;

/// The hour at which everything happens.
const NOW: i64 = 1_767_268_800;

pub struct Shop {
    memory: Memory,
    stripe: Stripe,
    catalog: Catalog,
    order: PurchaseId,
}

fn account() -> AccountId {
    AccountId::parse("user:alice").unwrap()
}

fn pace() -> OwnTime {
    OwnTime::with(Moment::from_millis(NOW * 1000).unwrap(), ALLOWED, 1)
}

fn spend(name: &str, id: &str, amount: u64) -> Spend {
    let first = OperationId::keyed(Scope::Service, "key:1", name);
    Spend {
        operations: Operations { first, others: Vec::new() },
        account: account(),
        uses: vec![Use { feature: feature(id), amount: Quantity::new(amount).unwrap() }],
        note: Note::default(),
    }
}

impl Shop {
    /// Somebody ordered the pack of everything a little, for 11 dollars, and is charged so much.
    pub fn selling(charged: u64) -> Self {
        let memory = Memory::of_seed(1);
        let stripe = Stripe::with(memory.chance());
        let order = PurchaseId::parse("pur_1").unwrap();
        let shop = Self { memory, stripe, catalog: catalog(), order };
        shop.truth().now = NOW;
        shop.orders();
        {
            let mut truth = shop.truth();
            let sale = &mut truth.sales[0];
            (sale.asked, sale.charged, sale.marked) = (sale.price, charged, false);
            sale.intent = (charged > 0).then(|| "pi_0".to_owned());
        }
        shop
    }

    /// The order is made, or made again with the same key; how it stands.
    pub fn orders(&self) -> Purchase {
        let returns = ReturnUrls::parse("https://app.example").unwrap();
        let back = returns.check("https://app.example").unwrap();
        let (app, stripe) = (App::over(self.ledger()), self.stripe.clone());
        let checkout = Checkout { app, stripe, returns, publishable_key: None };
        let order = Order {
            purchase: self.order.clone(),
            account: account(),
            article: Article::Pack(PackId::parse("pack-both").unwrap()),
            quantity: 1,
            fingerprint: Fingerprint(Hash::of(b"order")),
        };
        finish(checkout.sell(order, back.clone(), back, &pace())).unwrap().0
    }

    /// The function that made the order was killed before it noted the session; or it noted another.
    pub fn notes_the_session(&mut self, session: Option<&str>) {
        let mut order = self.order();
        let session = session.map(|session| Label::parse(session).unwrap());
        (order.provider.session, order.provider.url) = (session, None);
        let item = Item::Purchase(Box::new(order));
        self.memory.state.borrow_mut().items.insert(item.name(), item);
    }

    fn ledger(&self) -> Performer<Memory> {
        Performer::new(self.memory.clone(), self.catalog.clone())
    }

    pub fn truth(&self) -> RefMut<'_, Truth> {
        self.stripe.truth.borrow_mut()
    }

    /// A letter is brought to a function that remembers nothing.
    pub fn brings(&mut self, letter: usize) {
        let status = self.tells(letter);
        assert_eq!(status, 200, "{:?}", self.truth().letters[letter]);
    }

    /// The same; what the webhook answers.
    pub fn tells(&mut self, letter: usize) -> u16 {
        let bringing = self.truth().sign(letter, false);
        let events = Events::over(App::over(self.ledger()), self.stripe.clone());
        let secrets = Secrets::parse(SECRET).unwrap();
        let webhook = Webhook { events, secrets, livemode: false };
        let signature = bringing.signature.as_bytes();
        let answer = finish(webhook.take(&[signature], &bringing.body, &pace()));
        let status = answer.unwrap_or_else(|problem| problem.kind().status());
        status.as_u16()
    }

    /// Whether the event of a letter is stored as failed.
    pub fn is_kept_as_failed(&self, letter: usize) -> bool {
        let id = EventId::parse(self.truth().letters[letter].id.as_str()).unwrap();
        let state = self.memory.state.borrow();
        let found = state.items.get(&Name::Event(id));
        matches!(found, Some(Item::Event(it)) if matches!(it.state, EventState::Failed { .. }))
    }

    /// The order as it is stored.
    pub fn order(&self) -> Purchase {
        let state = self.memory.state.borrow();
        match state.items.get(&Name::Purchase(self.order.clone())) {
            Some(Item::Purchase(order)) => (**order).clone(),
            _ => panic!("an order"),
        }
    }

    /// So many credits are used, if there are so many; once.
    pub fn spends(&mut self, amount: u64) {
        self.asks(Command::Consume(spend("spend", "credit", amount)));
    }

    /// So many minutes are set aside, if there are so many; once.
    pub fn sets_aside(&mut self, amount: u64) {
        let spend = spend(&format!("hold-{amount}"), "minute", amount);
        self.asks(Command::Hold(Reserve { spend, seconds: 3600 }));
    }

    fn asks(&self, command: Command) {
        let request = Request { at: Moment::from_millis(NOW * 1000).unwrap(), command };
        drop(finish(self.ledger().perform(&request, &pace())));
    }

    /// The subscription as it is stored, without how often it was written; and what its account may
    /// use, has used, and is given until when.
    pub fn subscription_end(&self) -> String {
        let state = self.memory.state.borrow();
        let of = |name| state.items.get(&name);
        let found = of(Name::Subscription(Label::parse("sub_0").unwrap()));
        let Some(Item::Subscription(found)) = found else { panic!("a subscription") };
        let found = Subscription { version: 0, ..(**found).clone() };
        let now = Moment::from_millis(NOW * 1000).unwrap();
        let known = match of(Name::Account(account())) {
            Some(Item::Account(known)) => known.clone(),
            _ => Account::unopened(account(), None, now),
        };
        let balance = Balance::of(&known, &self.catalog, &feature("credit"), now);
        format!("{found:?} {balance:?} {:?}", known.subscriptions)
    }

    pub fn snapshot(&self) -> BTreeMap<Name, Item> {
        self.memory.state.borrow().items.clone()
    }

    pub fn restore(&mut self, items: BTreeMap<Name, Item>) {
        self.memory.state.borrow_mut().items = items;
    }

    /// The order as it is, without what tells of its way there: how often it was written, and how
    /// much of what went back had been spent before.
    pub fn end(&self) -> String {
        let order = self.order();
        let lots =
            order.lots.iter().map(|lot| (&lot.feature, lot.taken.covers(u64::MAX) + lot.owed));
        let lots = lots.collect::<Vec<_>>();
        let facts = (&order.refunds, &order.disputes, &order.provider);
        format!("{:?}", (&order.state, lots, facts))
    }
}
