//! Sample purchases whose money went back.

use shared::domain::amount::Amount;
use shared::domain::purchase::returned::{Dispute, DisputeState, Refund, RefundState};
use shared::domain::purchase::{ProviderNames, Purchase, PurchaseState};

use crate::samples::{label, now, purchase};

/// A payment that went back in part, in every way.
pub fn paid() -> Purchase {
    let mut purchase = purchase(2, 0, PurchaseState::Paid { charged: 952, at: now() });
    purchase.lots[0].expires_after_days = Some(365);
    purchase.lots[0].taken = Amount::Of(5);
    purchase.lots[0].owed = 1;
    let states = [RefundState::Pending, RefundState::Succeeded, RefundState::Failed];
    let refunds = states.into_iter().enumerate();
    purchase.refunds = refunds
        .map(|(number, state)| Refund {
            id: label(&format!("re_{number}")),
            intent: Some(label("pi_1")),
            amount: 100,
            state,
        })
        .collect();
    purchase.provider = ProviderNames {
        session: Some(label("cs_test_1")),
        url: Some("https://checkout.stripe.com/c/pay/cs_test_1".to_owned()),
        intent: Some(label("pi_1")),
        charge: Some(label("ch_1")),
        invoice: None,
    };
    purchase
}

/// One with an invoice, whose payment failed: it can still be paid.
pub fn billed() -> Purchase {
    let failed = PurchaseState::Failed { at: Some(now()), reason: label("generic_decline") };
    let mut purchase = purchase(5, 0, failed);
    purchase.provider.intent = Some(label("pi_5"));
    purchase.provider.invoice = Some(label("in_5"));
    purchase
}

/// The same, called off.
pub fn canceled() -> Purchase {
    Purchase { state: PurchaseState::Canceled, ..billed() }
}

/// The same, disputed in every way.
pub fn disputed() -> Purchase {
    let states = [DisputeState::Inquiry, DisputeState::Open, DisputeState::Lost, DisputeState::Won];
    let disputes = states.into_iter().enumerate().map(|(number, state)| Dispute {
        id: label(&format!("du_{number}")),
        intent: (number != 1).then(|| label("pi_1")),
        amount: (number != 2).then_some(300),
        state,
    });
    Purchase { disputes: disputes.collect(), ..paid() }
}
