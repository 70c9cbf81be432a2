//! Answers that say no, and whether they may.

use shared::domain::id::AccountId;

use crate::memory::Memory;
use crate::simulation::asks::Ask;
use crate::simulation::auditor::Auditor;
use crate::simulation::auditor::checks::{Check, Violation};
use crate::simulation::calls::Told;
use crate::simulation::stripe::{Far, Truth};

impl Auditor {
    /// Who ordered.
    pub(super) fn buyer(&self, order: &str) -> Option<AccountId> {
        self.asked.values().find_map(|ask| match ask {
            Ask::Sell(asked) if asked.purchase.as_str() == order => Some(asked.account.clone()),
            _ => None,
        })
    }

    /// There is nothing more to pay of an order: it was paid, or its page expired.
    pub(super) fn is_over(&self, told: &Told, truth: &Truth) -> Result<(), Violation> {
        let Ask::Sell(order) = &told.asked.ask else { return Ok(()) };
        let id = order.purchase.as_str();
        let over = truth.sales.iter().any(|sale| sale.order == id && sale.far != Far::Open);
        self.judge.must(Check::Answer, over, || format!("nothing is over: {order:?}"))
    }

    /// Somebody ordered something else under the same name.
    pub(super) fn was_otherwise(&self, told: &Told) -> Result<(), Violation> {
        let Ask::Sell(order) = &told.asked.ask else { return Ok(()) };
        let otherwise = |ask: &Ask| match ask {
            Ask::Sell(other) => {
                other.purchase == order.purchase
                    && (&other.article, other.quantity) != (&order.article, order.quantity)
            }
            _ => false,
        };
        let was = self.asked.values().any(otherwise);
        self.judge.must(Check::Receipt, was, || format!("nobody ordered otherwise: {order:?}"))
    }

    pub(super) fn gave_up(&self, told: &Told) -> Result<(), Violation> {
        let excused = told.faults > 0;
        self.judge.must(Check::Alive, excused, || {
            format!("gave up with nothing wrong: {} {:?}", told.asked.ask, told.heard)
        })
    }

    pub(super) fn answered(
        &self,
        told: &Told,
        status: u16,
        memory: &Memory,
        truth: &Truth,
    ) -> Result<(), Violation> {
        let Ask::Bring(bringing) = &told.asked.ask else { return Ok(()) };
        let judge = self.judge;
        if bringing.forged {
            let refused = status == 400;
            return judge.must(Check::Money, refused, || format!("{status} for a forged letter"));
        }
        if status == 200 {
            return self.payments.is_done(bringing.letter, memory, truth, true, judge);
        }
        let letter = bringing.letter;
        let excused = truth.may_come_again(letter) || truth.is_for_a_person(letter);
        if excused { Ok(()) } else { self.gave_up(told) }
    }
}
