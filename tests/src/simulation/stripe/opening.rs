//! Opening a checkout at the Stripe of stories, once for each key.

use shared::stripe::checkout::{CheckoutPrice, CheckoutRequest};

use crate::simulation::stripe::{Far, Sale, Truth};

/// For so many seconds Stripe knows a key again.
/// <https://docs.stripe.com/api/idempotent_requests>
const KEY_SECONDS: i64 = 86_400;

impl Truth {
    /// What was done under a key, while Stripe knows it.
    pub(super) fn known(&self, key: &str) -> Option<usize> {
        let known = self.keys.get(key).filter(|(at, _)| self.now - at < KEY_SECONDS);
        known.map(|(_, place)| *place)
    }

    pub(super) fn open(&mut self, request: &CheckoutRequest, key: &str, chance: u64) -> usize {
        if let Some(known) = self.known(key) {
            return known;
        }
        let CheckoutPrice::Inline { unit_amount, .. } = &request.price else {
            panic!("these stories have no prices in Stripe");
        };
        let price = u64::try_from(*unit_amount).unwrap() * request.quantity;
        // Somebody of the house may have changed the price there.
        let asked = if chance.is_multiple_of(40) { price - 100 } else { price };
        let number = self.sales.len();
        let charged = match chance / 64 % 8 {
            0 => asked / 2,
            1 => asked + asked / 10,
            2 => 0,
            _ => asked,
        };
        let reference = if chance.is_multiple_of(5) {
            format!("user:{}", chance / 5 % 3)
        } else {
            request.purchase.clone()
        };
        self.sales.push(Sale {
            session: format!("cs_{number}"),
            intent: (charged > 0).then(|| format!("pi_{number}")),
            charge: format!("ch_{number}"),
            order: request.purchase.clone(),
            reference,
            asked,
            price,
            charged,
            marked: (chance / 512).is_multiple_of(2),
            far: Far::Open,
        });
        self.keys.insert(key.to_owned(), (self.now, number));
        number
    }
}
