//! What was paid at Stripe, against what we made of it.

use std::collections::BTreeMap;

use shared::domain::amount::Amount;
use shared::domain::command::{Adjust, Adjustment, Command};
use shared::domain::entry::{Entry, EntryKind};
use shared::domain::event::EventState;
use shared::domain::id::{AccountId, EventId, Label, PurchaseId};
use shared::domain::posting::Posting;
use shared::domain::purchase::Purchase;
use shared::domain::purchase::returned::RefundState;
use shared::domain::world::{Item, Name};

use crate::memory::Memory;
use crate::simulation::asks::Ask;
use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::auditor::{disputes, subscriptions};
use crate::simulation::catalog::{PACKS, PackFacts};
use crate::simulation::stripe::Truth;
use crate::simulation::stripe::post::About;

/// The pack that was ordered, as the auditor knows it.
pub fn pack(purchase: &Purchase) -> &'static PackFacts {
    PACKS.iter().find(|pack| pack.id == purchase.article.as_str()).unwrap()
}

fn purchase(memory: &Memory, id: &str) -> Option<Purchase> {
    let name = Name::Purchase(PurchaseId::parse(id).unwrap());
    match memory.state.borrow().items.get(&name) {
        Some(Item::Purchase(purchase)) => Some((**purchase).clone()),
        _ => None,
    }
}

/// What was granted, and for which payments.
#[derive(Default)]
pub struct Payments {
    /// Whose account each payment was granted to.
    fulfilled: BTreeMap<String, AccountId>,
}

impl Payments {
    /// What an entry gives is what its cause says.
    pub fn gives(
        &mut self,
        entry: &Entry,
        ask: Option<&Ask>,
        memory: &Memory,
        truth: &Truth,
        judge: Judge,
    ) -> Result<(), Violation> {
        let given = entry.postings.iter().filter_map(|posting| match posting {
            Posting::Granted { feature, amount, .. } => Some((feature.to_string(), *amount)),
            _ => None,
        });
        let given: Vec<_> = given.collect();
        let wrong = || format!("its cause does not give that: {entry:?}");
        match entry.kind {
            EntryKind::Fulfil => {
                let id = &entry.operation.principal;
                let known = self.fulfilled.insert(id.clone(), entry.account.clone());
                let once = known.is_none();
                judge.must(Check::Money, once, || format!("{id} was fulfilled twice"))?;
                let paid = truth.paid(id).next().is_some();
                judge.must(Check::Money, paid, || format!("{id} was not paid: {entry:?}"))?;
                let Some(order) = purchase(memory, id) else { return Ok(()) };
                let brings = pack(&order).brings.iter().map(|(feature, amount)| {
                    let times = |amount: u64| Amount::Of(amount * order.quantity);
                    ((*feature).to_owned(), amount.map_or(Amount::Unlimited, times))
                });
                judge.must(Check::Issue, brings.eq(given), wrong)
            }
            EntryKind::Adjust => {
                let by = match ask {
                    Some(Ask::Command(Command::Adjust(Adjust { feature, by, .. }))) => {
                        (feature.to_string(), *by)
                    }
                    _ => return judge.must(Check::Issue, given.is_empty(), wrong),
                };
                let asked = match by {
                    (feature, Adjustment::Give(amount, _)) => vec![(feature, amount)],
                    (_, Adjustment::Take(_)) => Vec::new(),
                };
                judge.must(Check::Issue, asked == given, wrong)
            }
            // The book knows what may come back.
            EntryKind::Reverse => Ok(()),
            EntryKind::Open
            | EntryKind::Consume
            | EntryKind::Record
            | EntryKind::Hold
            | EntryKind::Settle
            | EntryKind::Release
            | EntryKind::Subscribe
            | EntryKind::Settings
            | EntryKind::Pass => judge.must(Check::Issue, given.is_empty(), wrong),
        }
    }

    /// The account that a payment was granted to.
    pub fn granted_to<'a>(&'a self, purchase: &'a Purchase) -> &'a AccountId {
        self.fulfilled.get(purchase.id.as_str()).unwrap_or(&purchase.account)
    }

    /// A letter was answered with 200, or its event was stored as done.
    pub fn is_done(
        &self,
        letter: usize,
        memory: &Memory,
        truth: &Truth,
        answered: bool,
        judge: Judge,
    ) -> Result<(), Violation> {
        let letter = &truth.letters[letter];
        let name = Name::Event(EventId::parse(&letter.id).unwrap());
        let state = match memory.state.borrow().items.get(&name) {
            Some(Item::Event(event)) => Some(event.state.clone()),
            _ => None,
        };
        let kept = matches!(state, Some(EventState::Done | EventState::Ignored));
        let why = || format!("answered as done, but stored as {state:?}: {letter:?}");
        judge.must(Check::Done, !answered || kept, why)?;
        if state != Some(EventState::Done) {
            return Ok(());
        }
        let happened = match letter.about {
            About::Paid(sale) => {
                let order = &truth.sales[sale].order;
                purchase(memory, order).is_some_and(|order| order.charged().is_some())
            }
            About::Back(number, status) => {
                let back = &truth.backs[number];
                let order = purchase(memory, &truth.sales[back.sale].order);
                order.is_some_and(|order| {
                    let known = order.refunds.iter().find(|known| known.id.as_str() == back.id);
                    known.is_some_and(|known| known.state >= rank(status))
                })
            }
            About::Quarrel(number, state) => {
                let order = purchase(memory, &truth.sales[truth.quarrels[number].sale].order);
                let (known, so) = order
                    .map_or((false, true), |order| disputes::knows(&order, truth, number, state));
                let why = || format!("done, and an older state stands: {letter:?}");
                judge.must(Check::Disputed, so || !known, why)?;
                known
            }
            About::Sub(place) => subscriptions::is_known(&truth.subs[place], memory),
            About::Sale(_) | About::Nothing => true,
        };
        judge.must(Check::Done, happened, || format!("done without its effects: {letter:?}"))
    }

    /// In the end, when everything was told, every order is what is true at Stripe.
    pub fn closes(&self, memory: &Memory, truth: &Truth, judge: Judge) -> Result<(), Violation> {
        let state = memory.state.borrow();
        for item in state.items.values() {
            let Item::Purchase(order) = item else { continue };
            let id = order.id.as_str();
            let granted = self.fulfilled.contains_key(id) && order.charged().is_some();
            let paid: Vec<_> = truth.paid(id).collect();
            let why = || format!("paid {}, granted {granted}: {order:?}", !paid.is_empty());
            judge.must(Check::Money, granted != paid.is_empty(), why)?;
            let Some(charged) = order.charged().filter(|_| !paid.is_empty()) else { continue };
            let intent = order.provider.intent.as_ref().map(Label::as_str);
            let sale = paid.iter().find(|(_, sale)| sale.intent.as_deref() == intent);
            let wrong = || format!("{order:?} is not {paid:?} with {:?}", truth.backs);
            let Some((place, sale)) = sale else {
                judge.must(Check::Facts, false, wrong)?;
                continue;
            };
            let agrees = charged == sale.charged && order.refunded() == truth.returned(*place);
            judge.must(Check::Facts, agrees, wrong)?;
            disputes::closes(order, (*place, charged), truth, judge)?;
        }
        Ok(())
    }
}

fn rank(status: &str) -> RefundState {
    match status {
        "pending" => RefundState::Pending,
        "succeeded" => RefundState::Succeeded,
        _ => RefundState::Failed,
    }
}
