//! What support is answered, against the API page.

use serde_json::json;
use tests::answer::Answer;
use tests::house::House;

use crate::{document, must_fit};

/// IM-12: what is answered to support is what the page promises.
#[tokio::test]
async fn what_is_answered_to_support_fits_the_page() {
    let house = House::open().await;
    let document = document::document();
    let (alice, admin) = (house.person("alice").await, house.admin());
    let fits = |method: &str, path: &str, answer: Answer| {
        must_fit(&document, method, path, &answer);
        answer.status
    };
    alice.buys("order-1", "pack-starter").await;
    let dropped = house.nobody().put("/dev/stripe/chaos", &json!({ "drop": 1.0 })).await;
    assert_eq!(dropped.status, 200, "{}", dropped.body);
    let retry_path = "/v1/events/{event}/retry";
    assert_eq!(fits("post", retry_path, admin.retry_of_a_lost_order("evt_lost").await), 500);
    assert_eq!(fits("post", retry_path, admin.retries("evt_none").await), 404);
    for (path, address, status) in [
        ("/v1/events", "/v1/events?limit=1", 200),
        ("/v1/events", "/v1/events?state=done", 400),
        ("/v1/events/{event}", "/v1/events/evt_lost", 200),
        ("/v1/events/{event}", "/v1/events/evt_none", 404),
        ("/v1/find", "/v1/find?stripe=evt_lost", 200),
        ("/v1/find", "/v1/find?stripe=pi_none", 404),
        ("/v1/find", "/v1/find?stripe=none", 400),
        ("/v1/sweep", "/v1/sweep", 200),
    ] {
        assert_eq!(fits("get", path, admin.get(address).await), status, "{address}");
    }
    let adjust_path = "/v1/accounts/{account}/adjustments";
    for (amount, status) in [(5, 200), (-99, 402), (0, 400)] {
        let body = json!({ "feature": "interview_credit", "amount": amount, "reason": "support" });
        let told = admin.adjusts(&format!("fix{amount}"), "user:alice", &body).await;
        assert_eq!(fits("post", adjust_path, told), status, "{amount}");
    }
}
