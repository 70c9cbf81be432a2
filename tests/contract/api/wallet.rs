//! What is answered about a wallet, against the API page.

use serde_json::json;
use tests::answer::Answer;
use tests::house::House;

use crate::{document, must_fit};

/// OB-5, OB-6: what is answered about cards and invoices is what the page promises.
#[tokio::test]
async fn what_is_answered_of_a_wallet_fits_the_page() {
    let house = House::selling("tiers").await;
    let document = document::document();
    let alice = house.person("alice").await;
    let fits = |method: &str, path: &str, answer: Answer| {
        must_fit(&document, method, path, &answer);
        answer.status
    };
    let methods_path = "/v1/accounts/{account}/payment-methods";
    let methods = "/v1/accounts/me/payment-methods";
    assert_eq!(fits("get", methods_path, alice.get(methods).await), 200);
    assert_eq!(fits("post", methods_path, alice.begins_to_save("save-0", "me").await), 201);
    let unnamed = alice.post(methods, &json!({})).await;
    assert_eq!(fits("post", methods_path, unnamed), 400);
    let card = alice.saves("save-1", "me", "4242424242424242").await;
    assert_eq!(fits("get", methods_path, alice.get(methods).await), 200);
    let wrong = alice.get(&format!("{methods}?cursor=pm_none")).await;
    assert_eq!(fits("get", methods_path, wrong), 400);
    let default_path = "/v1/accounts/{account}/payment-methods/default";
    assert_eq!(fits("put", default_path, alice.prefers("me", &card).await), 200);
    assert_eq!(fits("put", default_path, alice.prefers("me", "pm_none").await), 404);
    let one_path = "/v1/accounts/{account}/payment-methods/{payment_method}";
    assert_eq!(fits("delete", one_path, alice.removes("me", &card).await), 204);
    assert_eq!(fits("delete", one_path, alice.removes("me", &card).await), 404);
    alice.subscribes("order-1", "plan-pro", "4242424242424242").await;
    let invoices = "/v1/accounts/me/invoices";
    let invoices_path = "/v1/accounts/{account}/invoices";
    let told = alice.get(invoices).await;
    assert!(told.body["data"][0].is_object(), "{}", told.body);
    assert_eq!(fits("get", invoices_path, told), 200);
    let wrong = alice.get(&format!("{invoices}?limit=0")).await;
    assert_eq!(fits("get", invoices_path, wrong), 400);
}
