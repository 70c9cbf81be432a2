//! Two checkout sessions for one order: an answer of Stripe's was lost, and a day later its key too.

use shared::domain::purchase::PurchaseState;

use crate::shop::Shop;

/// A second session with a coupon of its own, which is the one that is paid.
fn two_sessions() -> Shop {
    let shop = Shop::selling(1100);
    {
        let mut truth = shop.truth();
        let mut second = truth.sales[0].clone();
        (second.session, second.charge) = ("cs_1".to_owned(), "ch_1".to_owned());
        (second.intent, second.charged) = (Some("pi_1".to_owned()), 550);
        truth.sales[0].charged = 825;
        truth.sales.push(second);
        truth.pays(1);
    }
    shop
}

/// The order knows the first session alone: what that one asks says nothing about this payment, so
/// that Stripe has to come again.
#[test]
fn a_payment_is_not_judged_by_another_session_of_its_order() {
    let mut shop = two_sessions();
    let [completed, succeeded] = [0, 1];
    assert_eq!(shop.tells(succeeded), 500);
    assert_eq!(shop.order().charged(), None);
    assert_eq!(shop.tells(completed), 200);
    assert_eq!(shop.order().charged(), Some(550));
    assert_eq!(shop.tells(succeeded), 200);
}

/// A payment that failed may be tried again, also where the order does not know its session yet.
#[test]
fn an_order_whose_payment_failed_can_be_opened_again() {
    let mut shop = Shop::selling(1100);
    shop.notes_the_session(None);
    shop.truth().declines(0);
    assert_eq!(shop.tells(0), 200);
    let order = shop.orders();
    assert!(matches!(order.state, PurchaseState::Failed { .. }), "{:?}", order.state);
    assert!(order.provider.url.is_some(), "somewhere to pay");
}

/// W13: what Stripe refuses now it refuses for ever: the event is kept as failed for a person, and is not
/// told as if Stripe were away.
#[test]
fn an_event_that_stripe_refuses_to_complete_is_kept() {
    let mut shop = Shop::selling(550);
    shop.notes_the_session(Some("cs_gone"));
    shop.truth().pays(0);
    let succeeded = 1;
    assert_eq!(shop.tells(succeeded), 500);
    assert!(shop.is_kept_as_failed(succeeded));
    assert_eq!(shop.order().charged(), None);
}
