//! The functions, and the callers under way in them: futures that are moved on by hand, one call of
//! the store or of Stripe at a time.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use checkout::Checkout;
use reset::sweep::lists::walk;
use reset::sweep::swept::Swept;
use shared::app::App;
use shared::domain::catalog::Catalog;
use shared::domain::command::Request;
use shared::domain::moment::Moment;
use shared::domain::world::Name;
use shared::perform::Performer;
use shared::store::items::sweep_mark::SweepMark;
use shared::stripe::return_url::{ReturnUrl, ReturnUrls};
use shared::stripe::secret::Secrets;
use shared::stripe_events::Events;
use webhook::Webhook;

use crate::memory::Memory;
use crate::memory::chance::Chance;
use crate::memory::pace::{ALLOWED, OwnTime};
use crate::simulation::asks::{Ask, Asked, Heard};
use crate::simulation::stripe::Stripe;
use crate::simulation::stripe::post::SECRET;

/// So many processes of each function, each with a memory of its own.
const PROCESSES: usize = 2;

/// The most that are under way at once.
const TOGETHER: usize = 6;

/// How long a sweep may take.
const SWEEPING: Duration = Duration::from_mins(1);

/// Where buyers come from.
const SHOP: &str = "https://app.example";

/// How far the sweep is; none before the first one.
type Mark = Rc<RefCell<Option<SweepMark>>>;

type Running = Pin<Box<dyn Future<Output = Heard>>>;

struct Call {
    number: usize,
    begun: u64,
    store_calls: u64,
    faults: u64,
    asked: Asked,
    future: Running,
}

/// What a caller was told.
pub struct Told {
    /// Who.
    pub number: usize,
    /// At which step they began.
    pub begun: u64,
    /// What they asked.
    pub asked: Asked,
    /// What they were told.
    pub heard: Heard,
    /// How often the store was called for it.
    pub store_calls: u64,
    /// How many calls of the store and of Stripe went wrong on the way.
    pub faults: u64,
}

/// One process of each function.
struct Process {
    ledger: Performer<Memory>,
    webhook: Webhook<Memory, Stripe>,
    checkout: Checkout<Memory, Stripe>,
}

/// Everybody under way.
pub struct Calls {
    memory: Memory,
    stripe: Stripe,
    catalog: Catalog,
    shop: ReturnUrl,
    processes: Vec<Rc<Process>>,
    mark: Mark,
    running: [Option<Call>; TOGETHER],
    count: usize,
}

impl Calls {
    /// Nobody yet.
    pub fn over(memory: &Memory, stripe: &Stripe, catalog: &Catalog) -> Self {
        let mut calls = Self {
            memory: memory.clone(),
            stripe: stripe.clone(),
            catalog: catalog.clone(),
            shop: ReturnUrls::parse(SHOP).unwrap().check(SHOP).unwrap(),
            processes: Vec::new(),
            mark: Mark::default(),
            running: std::array::from_fn(|_| None),
            count: 0,
        };
        calls.processes = (0..PROCESSES).map(|_| calls.fresh()).collect();
        calls
    }

    fn fresh(&self) -> Rc<Process> {
        let ledger = || Performer::new(self.memory.clone(), self.catalog.clone());
        Rc::new(Process {
            ledger: ledger(),
            webhook: Webhook {
                events: Events::over(App::over(ledger()), self.stripe.clone()),
                secrets: Secrets::parse(SECRET).unwrap(),
                livemode: false,
            },
            checkout: Checkout {
                app: App::over(ledger()),
                stripe: self.stripe.clone(),
                returns: ReturnUrls::parse(SHOP).unwrap(),
                publishable_key: None,
            },
        })
    }

    /// Whether nobody is under way.
    pub fn is_idle(&self) -> bool {
        self.running.iter().all(Option::is_none)
    }

    /// Whether somebody can begin.
    pub fn has_room(&self) -> bool {
        self.running.iter().any(Option::is_none)
    }

    /// Somebody asks; their number.
    pub fn begin(&mut self, chance: &Chance, asked: Asked) -> usize {
        let process = Rc::clone(&self.processes[chance.place(PROCESSES)]);
        let allowed = if matches!(asked.ask, Ask::Sweep) { SWEEPING } else { ALLOWED };
        let pace = OwnTime::with(asked.at, allowed, chance.next());
        let future = match &asked.ask {
            Ask::Sweep => sweep(process, pace, Rc::clone(&self.mark)),
            ask => run(process, ask.clone(), pace, self.shop.clone()),
        };
        self.count += 1;
        let (number, begun) = (self.count, self.memory.state.borrow().step);
        let free = self.running.iter_mut().find(|place| place.is_none());
        let call = Call { number, begun, store_calls: 0, faults: 0, asked, future };
        *free.expect("there is room") = Some(call);
        number
    }

    /// A caller's function is killed in the middle; who it was.
    pub fn kill(&mut self, chance: &Chance) -> Option<usize> {
        let place = chance.place(TOGETHER);
        self.running[place].take().map(|call| call.number)
    }

    /// A process starts anew and remembers nothing.
    pub fn restart(&mut self, chance: &Chance) {
        let place = chance.place(PROCESSES);
        self.processes[place] = self.fresh();
    }

    /// Somebody goes one step on; what they were told, if they are done.
    pub fn go_on(&mut self, chance: &Chance) -> Option<Told> {
        let from = chance.place(TOGETHER);
        let mut places = (0..TOGETHER).map(|place| (from + place) % TOGETHER);
        let place = places.find(|place| self.running[*place].is_some())?;
        let (before, _) = (self.faults(), self.memory.calls());
        let call = self.running[place].as_mut()?;
        self.memory.state.borrow_mut().current = call.number;
        let polled = call.future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        call.store_calls += self.memory.calls();
        call.faults += self.stripe.truth.borrow().faults + self.memory.state.borrow().faults;
        call.faults -= before;
        let Poll::Ready(heard) = polled else {
            return None;
        };
        let Call { number, begun, store_calls, faults, asked, .. } = self.running[place].take()?;
        Some(Told { number, begun, asked, heard, store_calls, faults })
    }

    fn faults(&self) -> u64 {
        self.stripe.truth.borrow().faults + self.memory.state.borrow().faults
    }
}

fn run(process: Rc<Process>, ask: Ask, pace: OwnTime, shop: ReturnUrl) -> Running {
    match ask {
        Ask::Command(command) => Box::pin(async move {
            let request = Request { at: pace.at, command };
            Heard::Performed(process.ledger.perform(&request, &pace).await)
        }),
        Ask::Read(account) => Box::pin(async move {
            let world = process.ledger.read(&[Name::Account(account.clone())], &pace).await;
            Heard::Read(world.map(|world| world.account(&account).cloned()))
        }),
        Ask::Sell(order) => Box::pin(async move {
            let sold = process.checkout.sell(order, shop.clone(), shop, &pace).await;
            Heard::Sold(sold.map(|(purchase, _)| purchase).map_err(|problem| problem.kind()))
        }),
        Ask::Bring(bringing) => Box::pin(async move {
            let signatures = [bringing.signature.as_bytes()];
            let answer = process.webhook.take(&signatures, &bringing.body, &pace).await;
            let status = answer.unwrap_or_else(|problem| problem.kind().status());
            Heard::Answered(status.as_u16())
        }),
        Ask::Sweep => Box::pin(async { Heard::Swept(false) }),
    }
}

/// Sweeps from the mark, and keeps it unless another sweep was faster.
fn sweep(process: Rc<Process>, pace: OwnTime, kept: Mark) -> Running {
    Box::pin(async move {
        let known = kept.borrow().clone();
        let first = || SweepMark {
            version: 0,
            since: Moment::from_millis(0).unwrap(),
            place: None,
            report: None,
        };
        let mut mark = known.clone().unwrap_or_else(first);
        let mut swept = Swept::at(pace.at);
        walk(&process.webhook.events, &mut mark, &mut swept, &pace).await;
        if *kept.borrow() == known {
            mark.version += 1;
            *kept.borrow_mut() = Some(mark);
        }
        Heard::Swept(swept.finished)
    })
}
