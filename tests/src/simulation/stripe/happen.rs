//! What happens at Stripe: buyers pay or do not, banks say yes or no, money goes back, buyers
//! complain, somebody subscribes.

use serde_json::json;

use crate::memory::chance::Chance;
use crate::simulation::stripe::post::About;
use crate::simulation::stripe::{Far, Truth, objects};

impl Truth {
    /// Something happens, if anything can.
    pub fn happen(&mut self, chance: &Chance) {
        if chance.permille(60) {
            return self.strangers(chance);
        }
        if chance.permille(180) {
            return self.subscriptions(chance);
        }
        if !self.backs.is_empty() && chance.permille(200) {
            return self.refund_goes_on(chance.place(self.backs.len()), chance);
        }
        if !self.quarrels.is_empty() && chance.permille(220) {
            return self.bank_goes_on(chance);
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
            Far::Awaited if chance.permille(700) => self.bank_says_yes(place),
            Far::Awaited => self.bank_says_no(place),
            Far::Paid if chance.permille(400) => self.buyer_complains(place, chance),
            Far::Paid => self.refund(place, chance),
            Far::Failed | Far::Expired => {}
        }
    }

    fn buyer_comes(&mut self, place: usize, chance: &Chance) {
        let free = self.sales[place].intent.is_none();
        match chance.below(10) {
            0 if !free => self.declines(place),
            1 => self.expires(place),
            2 | 3 if !free => self.awaits(place),
            _ => self.pays(place),
        }
    }

    fn refund(&mut self, place: usize, chance: &Chance) {
        let left = self.sales[place].charged - self.returned(place);
        if left > 0 {
            let amount = if chance.permille(300) { left } else { 1 + chance.below(left) };
            let status = if chance.permille(400) { "pending" } else { "succeeded" };
            self.gives_back(place, amount, status);
        }
    }

    /// A refund succeeds, or fails, which it may even after it had succeeded.
    /// <https://docs.stripe.com/refunds#failed-refunds>
    fn refund_goes_on(&mut self, number: usize, chance: &Chance) {
        match self.backs[number].status {
            "pending" if chance.permille(500) => self.refund_succeeds(number),
            "pending" | "succeeded" => self.refund_fails(number),
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
