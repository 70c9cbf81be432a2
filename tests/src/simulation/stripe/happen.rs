//! What happens at Stripe: buyers pay or do not, banks say yes or no, money goes back.

use serde_json::json;

use crate::memory::chance::Chance;
use crate::simulation::stripe::post::About;
use crate::simulation::stripe::{Back, Far, Truth, objects};

impl Truth {
    /// Something happens, if anything can.
    pub fn happen(&mut self, chance: &Chance) {
        if chance.permille(60) {
            return self.strangers(chance);
        }
        if !self.backs.is_empty() && chance.permille(200) {
            return self.refund_goes_on(chance.place(self.backs.len()), chance);
        }
        if self.sales.is_empty() {
            return;
        }
        // What was ordered lately is what most happens to.
        let length = self.sales.len();
        let recent = length - length.min(6);
        let place = if chance.permille(800) {
            recent + chance.place(length - recent)
        } else {
            chance.place(length)
        };
        match self.sales[place].far {
            Far::Open => self.buyer_comes(place, chance),
            Far::Awaited => self.bank_says(place, chance.permille(700)),
            Far::Paid => self.refund(place, chance),
            Far::Failed | Far::Expired => {}
        }
    }

    fn tell(&mut self, kind: &'static str, place: usize) {
        let sale = &self.sales[place];
        let about = if sale.far == Far::Paid { About::Paid(place) } else { About::Sale(place) };
        let object = objects::session(sale);
        self.write(kind, about, &object);
    }

    fn buyer_comes(&mut self, place: usize, chance: &Chance) {
        let free = self.sales[place].intent.is_none();
        match chance.below(10) {
            0 if !free => {
                let object = objects::intent(&self.sales[place], true);
                self.write("payment_intent.payment_failed", About::Sale(place), &object);
            }
            1 => {
                self.sales[place].far = Far::Expired;
                self.tell("checkout.session.expired", place);
            }
            2 | 3 if !free => {
                self.sales[place].far = Far::Awaited;
                self.tell("checkout.session.completed", place);
            }
            _ => {
                self.sales[place].far = Far::Paid;
                self.tell("checkout.session.completed", place);
                self.succeeds(place);
            }
        }
    }

    fn succeeds(&mut self, place: usize) {
        if self.sales[place].intent.is_some() {
            let object = objects::intent(&self.sales[place], false);
            self.write("payment_intent.succeeded", About::Paid(place), &object);
        }
    }

    fn bank_says(&mut self, place: usize, yes: bool) {
        if yes {
            self.sales[place].far = Far::Paid;
            self.tell("checkout.session.async_payment_succeeded", place);
            self.succeeds(place);
        } else {
            self.sales[place].far = Far::Failed;
            self.tell("checkout.session.async_payment_failed", place);
        }
    }

    fn refund(&mut self, place: usize, chance: &Chance) {
        let left = self.sales[place].charged - self.returned(place);
        if left == 0 {
            return;
        }
        let amount = if chance.permille(300) { left } else { 1 + chance.below(left) };
        let status = if chance.permille(400) { "pending" } else { "succeeded" };
        let number = self.backs.len();
        let back = Back { id: format!("re_{number}"), sale: place, amount, status };
        self.backs.push(back);
        self.tell_refund("refund.created", number);
        let charge = objects::charge(self, place);
        self.write("charge.refunded", About::Back(number, "pending"), &charge);
    }

    fn tell_refund(&mut self, kind: &'static str, number: usize) {
        let object = objects::refund(self, &self.backs[number]);
        let status = self.backs[number].status;
        self.write(kind, About::Back(number, status), &object);
    }

    /// A refund succeeds, or fails, which it may even after it had succeeded.
    /// <https://docs.stripe.com/refunds#failed-refunds>
    fn refund_goes_on(&mut self, number: usize, chance: &Chance) {
        match self.backs[number].status {
            "pending" if chance.permille(500) => {
                self.backs[number].status = "succeeded";
                self.tell_refund("refund.updated", number);
            }
            "pending" | "succeeded" => {
                self.backs[number].status = "failed";
                self.tell_refund("refund.failed", number);
                self.tell_refund("refund.updated", number);
            }
            _ => {}
        }
    }

    /// What is told to us and is not ours.
    fn strangers(&mut self, chance: &Chance) {
        match chance.below(3) {
            0 => self.write("customer.created", About::Nothing, &json!({"id": "cus_x"})),
            1 if !self.sales.is_empty() => {
                // A connected account writes what it likes on its own objects, our marks too.
                let mut sale = self.sales[chance.place(self.sales.len())].clone();
                sale.far = Far::Paid;
                let object = objects::session(&sale);
                let kind = "checkout.session.completed";
                self.write_of(Some("acct_1"), kind, About::Nothing, &object);
            }
            _ => {
                let object = json!({
                    "id": "re_x", "object": "refund", "charge": null, "payment_intent": null,
                    "amount": 500, "currency": "usd", "status": "succeeded",
                });
                self.write("refund.created", About::Nothing, &object);
            }
        }
    }
}
