//! What banks do about payments: they ask, take the money, and decide who keeps it, each with the
//! letters that Stripe then writes. <https://docs.stripe.com/disputes/how-disputes-work>

use crate::memory::chance::Chance;
use crate::simulation::stripe::post::About;
use crate::simulation::stripe::{Quarrel, Truth, Verdict, objects};

/// So many disputes of one payment at most.
const MOST: usize = 3;

/// The last ones are those that most happens to.
const RECENT: usize = 4;

/// Whether the bank has the money.
fn is_away(status: &str) -> bool {
    matches!(status, "needs_response" | "under_review" | "lost")
}

impl Truth {
    /// A bank disputes so much of a payment; with a warning it only asks.
    pub fn bank_disputes(
        &mut self,
        sale: usize,
        amount: u64,
        currency: &'static str,
        status: &'static str,
    ) {
        let number = self.quarrels.len();
        let (id, first) = (format!("du_{number}"), Verdict { status, amount });
        self.quarrels.push(Quarrel { id, sale, currency, states: vec![first] });
        self.tell_dispute("charge.dispute.created", number);
        if is_away(status) {
            self.tell_dispute("charge.dispute.funds_withdrawn", number);
        }
    }

    /// The bank goes on, and perhaps wants more than before.
    pub fn dispute_becomes(&mut self, number: usize, status: &'static str, amount: u64) {
        let before = self.quarrels[number].now().status;
        self.quarrels[number].states.push(Verdict { status, amount });
        let ends = matches!(status, "warning_closed" | "won" | "lost") && before != "lost";
        let kind = if ends { "charge.dispute.closed" } else { "charge.dispute.updated" };
        self.tell_dispute(kind, number);
        match (is_away(before), is_away(status)) {
            (false, true) => self.tell_dispute("charge.dispute.funds_withdrawn", number),
            (true, false) => self.tell_dispute("charge.dispute.funds_reinstated", number),
            (true, true) | (false, false) => {}
        }
    }

    fn tell_dispute(&mut self, kind: &'static str, number: usize) {
        let object = objects::dispute(self, &self.quarrels[number]);
        let about = About::Quarrel(number, self.quarrels[number].states.len() - 1);
        self.write(kind, about, &object);
    }

    /// A buyer goes to their bank about a payment.
    pub(super) fn buyer_complains(&mut self, sale: usize, chance: &Chance) {
        let charged = self.sales[sale].charged;
        let known = self.quarrels.iter().filter(|quarrel| quarrel.sale == sale).count();
        if charged == 0 || known == MOST {
            return;
        }
        let currency = if chance.permille(150) { "eur" } else { "usd" };
        let amount = match chance.below(10) {
            0..=5 => 1 + chance.below(charged),
            _ if currency == "eur" => 1 + chance.below(2 * charged),
            _ => charged,
        };
        let status = match chance.below(10) {
            0 => "prevented",
            1..=3 => "warning_needs_response",
            _ => "needs_response",
        };
        self.bank_disputes(sale, amount, currency, status);
    }

    /// Something happens to a dispute.
    pub(super) fn bank_goes_on(&mut self, chance: &Chance) {
        let all = self.quarrels.len();
        let from = if chance.permille(800) { all.saturating_sub(RECENT) } else { 0 };
        let number = from + chance.place(all - from);
        let Verdict { status, amount } = self.quarrels[number].now();
        let status = match (status, chance.below(10)) {
            ("warning_needs_response", 0 | 1) => "warning_under_review",
            ("warning_needs_response" | "warning_under_review", 2 | 3) => "warning_closed",
            ("warning_needs_response" | "warning_under_review", _) => "needs_response",
            ("needs_response", 0 | 1) => "under_review",
            ("needs_response" | "under_review", 2..=5) => "lost",
            ("needs_response" | "under_review", _) | ("lost", 0..=3) => "won",
            _ => return,
        };
        let most = self.sales[self.quarrels[number].sale].charged;
        let grows = chance.permille(500) && amount < most && is_away(status);
        let amount = if grows { amount + 1 + chance.below(most - amount) } else { amount };
        self.dispute_becomes(number, status, amount);
    }
}
