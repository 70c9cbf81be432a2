//! What buyers, banks and the merchant do at Stripe, each with the letters that Stripe then writes.

use crate::simulation::stripe::post::About;
use crate::simulation::stripe::{Back, Far, Truth, objects};

impl Truth {
    /// The buyer pays by card, or has nothing to pay.
    pub fn pays(&mut self, place: usize) {
        self.sales[place].far = Far::Paid;
        self.tell("checkout.session.completed", place);
        self.succeeds(place);
    }

    /// The bank refuses the card; the buyer may try again.
    pub fn declines(&mut self, place: usize) {
        let object = objects::intent(&self.sales[place], true);
        self.write("payment_intent.payment_failed", About::Sale(place), &object);
    }

    /// The buyer never comes.
    pub fn expires(&mut self, place: usize) {
        self.sales[place].far = Far::Expired;
        self.tell("checkout.session.expired", place);
    }

    /// The buyer is done, and the money takes days.
    pub fn awaits(&mut self, place: usize) {
        self.sales[place].far = Far::Awaited;
        self.tell("checkout.session.completed", place);
    }

    /// The money came.
    pub fn bank_says_yes(&mut self, place: usize) {
        self.sales[place].far = Far::Paid;
        self.tell("checkout.session.async_payment_succeeded", place);
        self.succeeds(place);
    }

    /// The money does not come.
    pub fn bank_says_no(&mut self, place: usize) {
        self.sales[place].far = Far::Failed;
        self.tell("checkout.session.async_payment_failed", place);
    }

    /// The merchant gives so much back.
    pub fn gives_back(&mut self, place: usize, amount: u64, status: &'static str) {
        let number = self.backs.len();
        let back = Back { id: format!("re_{number}"), sale: place, amount, status };
        self.backs.push(back);
        self.tell_refund("refund.created", number);
        let charge = objects::charge(self, place);
        self.write("charge.refunded", About::Back(number, "pending"), &charge);
    }

    /// The refund arrived.
    pub fn refund_succeeds(&mut self, number: usize) {
        self.backs[number].status = "succeeded";
        self.tell_refund("refund.updated", number);
    }

    /// The refund came back.
    pub fn refund_fails(&mut self, number: usize) {
        self.backs[number].status = "failed";
        self.tell_refund("refund.failed", number);
        self.tell_refund("refund.updated", number);
    }

    fn tell(&mut self, kind: &'static str, place: usize) {
        let sale = &self.sales[place];
        let about = if sale.far == Far::Paid { About::Paid(place) } else { About::Sale(place) };
        let object = objects::session(sale);
        self.write(kind, about, &object);
    }

    fn succeeds(&mut self, place: usize) {
        if self.sales[place].intent.is_some() {
            let object = objects::intent(&self.sales[place], false);
            self.write("payment_intent.succeeded", About::Paid(place), &object);
        }
    }

    fn tell_refund(&mut self, kind: &'static str, number: usize) {
        let object = objects::refund(self, &self.backs[number]);
        let status = self.backs[number].status;
        self.write(kind, About::Back(number, status), &object);
    }
}
