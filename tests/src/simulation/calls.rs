//! The callers under way: futures that are moved on by hand, one store call at a time.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use shared::domain::command::Request;
use shared::perform::{Failure, Performed, Performer};

use crate::memory::Memory;
use crate::memory::chance::Chance;
use crate::memory::pace::{ALLOWED, OwnTime};
use crate::simulation::plan::{Asked, catalog};

/// So many warm functions, each with a memory of its own.
const FUNCTIONS: usize = 3;

type Running = Pin<Box<dyn Future<Output = Result<Performed, Failure>>>>;

struct Call {
    number: usize,
    begun: u64,
    store_calls: u64,
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
    pub outcome: Result<Performed, Failure>,
    /// How often the store was called for it.
    pub store_calls: u64,
}

/// Everybody under way.
pub struct Calls {
    functions: Vec<Rc<Performer<Memory>>>,
    running: Vec<Call>,
    count: usize,
}

fn fresh(memory: &Memory) -> Rc<Performer<Memory>> {
    Rc::new(Performer::new(memory.clone(), catalog()))
}

impl Calls {
    /// Nobody yet.
    pub fn over(memory: &Memory) -> Self {
        let functions = (0..FUNCTIONS).map(|_| fresh(memory)).collect();
        Self { functions, running: Vec::new(), count: 0 }
    }

    /// Whether nobody is under way.
    pub fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// How many are under way.
    pub fn under_way(&self) -> usize {
        self.running.len()
    }

    /// Somebody asks.
    pub fn begin(&mut self, chance: &Chance, memory: &Memory, asked: Asked) {
        let function = Rc::clone(&self.functions[chance.place(self.functions.len())]);
        let request = Request { at: asked.at, command: asked.command.clone() };
        let pace = OwnTime::with(asked.at, ALLOWED, chance.next());
        let future = Box::pin(async move { function.perform(&request, &pace).await });
        self.count += 1;
        let (number, begun) = (self.count, memory.state.borrow().step);
        self.running.push(Call { number, begun, store_calls: 0, asked, future });
    }

    /// A caller's function is killed in the middle.
    pub fn drop_one(&mut self, chance: &Chance) {
        if !self.running.is_empty() {
            let place = chance.place(self.running.len());
            self.running.swap_remove(place);
        }
    }

    /// A function starts anew and remembers nothing.
    pub fn restart_one(&mut self, chance: &Chance, memory: &Memory) {
        let place = chance.place(self.functions.len());
        self.functions[place] = fresh(memory);
    }

    /// Somebody goes one step on; what they were told, if they are done.
    pub fn go_on(&mut self, chance: &Chance, memory: &Memory) -> Option<Told> {
        if self.running.is_empty() {
            return None;
        }
        let place = chance.place(self.running.len());
        let call = &mut self.running[place];
        memory.state.borrow_mut().current = call.number;
        memory.calls();
        let polled = call.future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        call.store_calls += memory.calls();
        let Poll::Ready(outcome) = polled else {
            return None;
        };
        let Call { number, begun, store_calls, asked, .. } = self.running.swap_remove(place);
        Some(Told { number, begun, asked, outcome, store_calls })
    }
}
