//! The one customer of an institution at Stripe.

use tests::house::House;
use tokio::task::JoinSet;

use super::buying::{annual, at_stripe, orders};

/// OB-4: the first orders of two admins, 20 of them at once, make one customer.
#[tokio::test]
async fn many_first_orders_at_once_make_one_customer() {
    let house = House::selling("institution").await;
    let (ann, bob) =
        (house.member("ann", "acme", "admin").await, house.member("bob", "acme", "admin").await);
    let mut first = JoinSet::new();
    for number in 1..=20_u64 {
        let admin = if number % 2 == 0 { ann.clone() } else { bob.clone() };
        let key = format!("order-{number}");
        first.spawn(async move { orders(&admin, &key, &annual(number)).await });
    }
    for ordered in first.join_all().await {
        assert_eq!(ordered.status, 201, "{}", ordered.body);
    }
    let customers = at_stripe(&house, "customers").await;
    assert_eq!(customers.len(), 1, "{customers:?}");
    assert_eq!(customers[0]["metadata"]["tallystick_account"], "org:acme");
    let invoices = at_stripe(&house, "invoices").await;
    assert_eq!(invoices.len(), 20);
    assert!(invoices.iter().all(|invoice| invoice["customer"] == customers[0]["id"]));
}
