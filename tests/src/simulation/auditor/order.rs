//! Which states of an account there were, and when: what is told must have been so while somebody
//! waited for it.

use std::collections::{BTreeMap, VecDeque};

use shared::domain::account::Account;
use shared::domain::id::AccountId;
use shared::domain::refusal::Shortage;

use crate::simulation::auditor::book::Book;
use crate::simulation::auditor::checks::{Check, Judge, Violation};

/// So many past states of an account are kept.
const PAST: usize = 64;

struct State {
    since: u64,
    book: Book,
    account: Account,
}

/// What was so between two steps.
pub struct Span<T> {
    /// From this step on.
    pub since: u64,
    /// Until another one.
    pub until: u64,
    /// What.
    pub it: T,
}

/// The states of every account.
#[derive(Default)]
pub struct Order(BTreeMap<AccountId, VecDeque<State>>);

impl Order {
    /// The book of an account as it is.
    pub fn book(&self, account: &AccountId) -> Book {
        let past = self.0.get(account).and_then(VecDeque::back);
        past.map(|state| state.book.clone()).unwrap_or_default()
    }

    /// An account has a new state.
    pub fn moves(&mut self, since: u64, book: Book, account: Account) {
        let past = self.0.entry(account.id.clone()).or_default();
        past.push_back(State { since, book, account });
        if past.len() > PAST {
            past.pop_front();
        }
    }

    /// The states from the one at this step on, newest first; whether that step is still known.
    fn since(&self, account: &AccountId, begun: u64) -> (impl Iterator<Item = &State>, bool) {
        let past = self.0.get(account);
        let known = past.is_some_and(|past| past.len() < PAST || past[0].since <= begun);
        let mut older = false;
        let states = past
            .into_iter()
            .flatten()
            .rev()
            .take_while(move |state| !std::mem::replace(&mut older, state.since <= begun));
        (states, known)
    }

    /// The books of an account from a step on, with the steps between which each was so; whether all
    /// are still known.
    pub fn spans(&self, account: &AccountId, begun: u64) -> (Vec<Span<Book>>, bool) {
        let (states, known) = self.since(account, begun);
        let mut spans = Vec::new();
        let mut until = u64::MAX;
        for state in states {
            spans.push(Span { since: state.since, until, it: state.book.clone() });
            until = state.since;
        }
        let first = self.0.get(account).map_or(u64::MAX, |past| past[0].since);
        if begun <= first {
            spans.push(Span { since: 0, until: first, it: Book::default() });
        }
        (spans, known || first == u64::MAX)
    }

    /// An account was read.
    pub fn reads(
        &self,
        account: &AccountId,
        told: Option<&Account>,
        begun: u64,
        judge: Judge,
    ) -> Result<(), Violation> {
        let (mut states, known) = self.since(account, begun);
        let first = self.0.get(account).map_or(u64::MAX, |past| past[0].since);
        let was = match told {
            Some(told) => !known || states.any(|state| state.account == *told),
            // It was opened after the question, or not yet.
            None => begun <= first,
        };
        judge.must(Check::Order, was, || format!("{told:?} was no state of {account} then"))
    }

    /// A use was refused.
    pub fn refuses(
        &self,
        account: &AccountId,
        short: impl Fn(&Book) -> bool,
        shortage: &Shortage,
        begun: u64,
        judge: Judge,
    ) -> Result<(), Violation> {
        let (mut states, known) = self.since(account, begun);
        // An account that nobody opened has what its plan allows.
        let first = self.0.get(account).map_or(u64::MAX, |past| past[0].since);
        let unopened = begun <= first && short(&Book::default());
        let was = (first != u64::MAX && !known) || unopened || states.any(|it| short(&it.book));
        judge.must(Check::Order, was, || format!("refused while there was enough: {shortage:?}"))
    }
}
