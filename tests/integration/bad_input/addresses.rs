//! Addresses: of our own routes, of pages of lists, and where a buyer is sent back to.

use serde_json::json;
use tests::answer::Answer;

use super::{CHECKOUT, CONSUME, Unmoved, good};

/// IM-10: a buyer is sent back to an allowed origin alone; no order is stored otherwise.
#[tokio::test]
async fn a_return_address_of_another_origin_is_refused() {
    let unmoved = Unmoved::open().await;
    let own = format!("{}/done", unmoved.house.stack.base);
    let host = unmoved.house.stack.base.trim_start_matches("http://").to_owned();
    let long = format!("{own}?{}", "a".repeat(2048));
    for address in [
        "",
        "/done",
        "//evil.example/done",
        "https://evil.example/done",
        &format!("https://{host}/done"),
        &format!("http://user@{host}/done"),
        &format!("http://user:password@{host}/done"),
        &format!("http://{host}@evil.example/done"),
        &format!("http://{host}.evil.example/done"),
        &format!("http://{host}\\@evil.example/done"),
        "http://127.0.0.1:1/done",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        &format!("{own}\n"),
        &format!("{own}\u{202e}"),
        &long,
    ] {
        for (success, cancel) in [(address, own.as_str()), (own.as_str(), address)] {
            let body = json!({ "pack": "pack-pro", "success_url": success, "cancel_url": cancel });
            let told = unmoved.alice.post_as("order-2", CHECKOUT, &body).await;
            Unmoved::told(&told, 400, "invalid-return-url", address);
        }
    }
    unmoved.closes().await;
}

/// IM-10: packs that are not sold, plans, other prices, and people who may not order.
#[tokio::test]
async fn an_order_of_something_else_is_refused() {
    let unmoved = Unmoved::open().await;
    let own = format!("{}/done", unmoved.house.stack.base);
    let order =
        |pack: serde_json::Value| json!({ "pack": pack, "success_url": own, "cancel_url": own });
    let long = "p".repeat(300);
    for pack in ["pack-gold", "plan-unlimited", "", "Pack-Pro", "pack-pro ", "pack-pro#", &long] {
        let told = unmoved.alice.post_as("order-2", CHECKOUT, &order(json!(pack))).await;
        Unmoved::told(&told, 404, "unknown-pack", pack);
    }
    let mut priced = order(json!("pack-pro"));
    priced["price"] = json!(1);
    let mut twice = order(json!("pack-pro"));
    twice["quantity"] = json!(2);
    for body in [priced, twice, order(json!(null)), json!({ "pack": "pack-pro" }), json!({})] {
        let told = unmoved.alice.post_as("order-2", CHECKOUT, &body).await;
        Unmoved::told(&told, 400, "invalid-request", &body.to_string());
    }
    let told = unmoved.backend.post_as("order-2", CHECKOUT, &order(json!("pack-pro"))).await;
    Unmoved::told(&told, 403, "forbidden", "a key buys nothing");
    unmoved.closes().await;
}

/// Requests: pages of lists are asked for with what a page before gave, 1 to 100 at a time.
#[tokio::test]
async fn a_page_that_is_none_is_refused() {
    let unmoved = Unmoved::open().await;
    let long = format!("cursor={}", "9".repeat(5000));
    let query = [
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=x",
        "limit=",
        "limit=1.5",
        "page=2",
        "limit=70000",
        "limit=1&limit=2",
        "cursor=x",
        "cursor=",
        "cursor=-1",
        "cursor=1%00",
        "cursor=99999999999999999999999",
        &long,
    ];
    for list in ["ledger", "purchases"] {
        for query in query {
            let told =
                unmoved.backend.get(&format!("/v1/accounts/user:alice/{list}?{query}")).await;
            Unmoved::told(&told, 400, "invalid-request", &format!("{list}?{query}"));
        }
    }
    for cursor in ["0", "18446744073709551615"] {
        let path = format!("/v1/accounts/user:alice/ledger?cursor={cursor}");
        assert_eq!(unmoved.backend.get(&path).await.status, 200, "{cursor}");
    }
    let strange = "/v1/accounts/user:bob/purchases?cursor=253402207200000.pur_none";
    let told = unmoved.backend.get(strange).await;
    assert_eq!((told.status, &told.body["purchases"]), (200, &json!([])), "{told:?}");
    unmoved.closes().await;
}

/// Requests: routes that are not there, and methods that a route does not have. The gateway answers
/// them, as API Gateway does, before any function is asked.
#[tokio::test]
async fn a_route_that_is_not_there_is_not_found() {
    let unmoved = Unmoved::open().await;
    for (method, path) in [
        ("GET", "/v1"),
        ("GET", "/v2/catalog"),
        ("GET", "/v1/accounts"),
        ("GET", "/v1/accounts//balances"),
        ("GET", "/v1/accounts/user:alice/balances/"),
        ("GET", "/v1/accounts/user:alice/consume"),
        ("GET", CHECKOUT),
        ("PUT", CONSUME),
        ("PATCH", CONSUME),
        ("DELETE", CONSUME),
        ("DELETE", "/v1/accounts/user:alice"),
        ("POST", "/v1/catalog"),
        ("POST", "/v1/accounts/user:alice/ledger"),
    ] {
        let request = unmoved.backend.request(method, path).header("Idempotency-Key", "use-1");
        let told = Answer::of(request.json(&good())).await;
        assert_eq!(told.status, 404, "{method} {path}: {told:?}");
        assert_eq!(told.body, json!({ "message": "Not Found" }), "{method} {path}");
    }
    unmoved.closes().await;
}
