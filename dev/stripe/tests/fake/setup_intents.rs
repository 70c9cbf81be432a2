//! Setup intents and kept cards: kept in the browser, listed, made the default, taken away.

use serde_json::{Value, json};

use crate::shop::{PUBLISHABLE_KEY, Shop, told};
use crate::subscribed::id;
use crate::subscription_shapes::has;

const INTENT: &str = "application automatic_payment_methods cancellation_reason client_secret \
    created customer customer_account description excluded_payment_method_types flow_directions id \
    last_setup_error latest_attempt livemode mandate metadata next_action object on_behalf_of \
    payment_method payment_method_configuration_details payment_method_options \
    payment_method_types single_use_mandate status usage";

const ATTEMPT: &str = "application created customer customer_account flow_directions id livemode \
    object on_behalf_of payment_method payment_method_details setup_error setup_intent status usage";

/// A customer, and the path and secret of an intent to keep a card for them.
async fn begun(shop: &Shop) -> (String, String, String) {
    let customer = id(&shop.makes("customers", &[("email", "ann@example.com")]).await);
    let form = [
        ("customer", customer.as_str()),
        ("usage", "off_session"),
        ("automatic_payment_methods[enabled]", "true"),
        ("metadata[account]", "org-1"),
    ];
    let intent = shop.makes("setup_intents", &form).await;
    has(&intent, INTENT);
    let secret = intent["client_secret"].as_str().unwrap().to_owned();
    (customer, format!("setup_intents/{}", id(&intent)), secret)
}

async fn confirms(shop: &Shop, path: &str, secret: &str, number: &str) -> (u16, Value) {
    let form = [
        ("client_secret", secret),
        ("payment_method_data[type]", "card"),
        ("payment_method_data[card][number]", number),
        ("payment_method_data[card][exp_month]", "12"),
        ("payment_method_data[card][exp_year]", "34"),
        ("payment_method_data[card][cvc]", "123"),
    ];
    shop.browser(&format!("{path}/confirm"), &form).await
}

#[tokio::test]
async fn a_card_is_kept_after_another_was_declined() {
    let shop = Shop::opens().await;
    let (customer, path, secret) = begun(&shop).await;
    let (status, body) = confirms(&shop, &path, &secret, "4000000000000002").await;
    assert_eq!((status, &body["error"]["decline_code"]), (402, &json!("generic_decline")));
    let seen = &body["error"]["setup_intent"];
    assert_eq!((&seen["status"], seen.get("metadata")), (&json!("requires_payment_method"), None));
    assert_eq!(shop.kinds().await.last().unwrap(), "setup_intent.setup_failed");
    assert_eq!(shop.get(&path).await["last_setup_error"]["code"], "card_declined");

    let (status, kept) = confirms(&shop, &path, &secret, "4242424242424242").await;
    assert_eq!((status, &kept["status"]), (200, &json!("succeeded")));
    let kinds = shop.kinds().await;
    assert_eq!(kinds[kinds.len() - 2..], ["payment_method.attached", "setup_intent.succeeded"]);
    let intent = shop.get(&format!("{path}?expand[]=latest_attempt")).await;
    has(&intent["latest_attempt"], ATTEMPT);
    assert_eq!(intent["last_setup_error"], Value::Null);
    let method = intent["payment_method"].as_str().unwrap();
    for list in [
        format!("payment_methods?customer={customer}&type=card"),
        format!("customers/{customer}/payment_methods"),
    ] {
        assert_eq!(shop.get(&list).await["data"][0]["id"], method, "{list}");
    }
    let own = shop.get(&format!("customers/{customer}/payment_methods/{method}")).await;
    assert_eq!((&own["customer"], &own["card"]["last4"]), (&json!(customer), &json!("4242")));
    assert_eq!(confirms(&shop, &path, &secret, "4242424242424242").await.0, 400);
    let url = format!("{}/stripe/v1/{path}?client_secret={secret}x", shop.base);
    assert_eq!(told(shop.http.get(url).bearer_auth(PUBLISHABLE_KEY)).await.0, 400);
}

#[tokio::test]
async fn a_card_set_up_with_its_holder_pays_later_without_them() {
    let shop = Shop::opens().await;
    let (customer, path, secret) = begun(&shop).await;
    let (_, asked) = confirms(&shop, &path, &secret, "4000002500003155").await;
    assert_eq!(asked["status"], "requires_action");
    assert_eq!(shop.kinds().await.last().unwrap(), "setup_intent.requires_action");
    let door = format!("{path}/authenticate");
    let (_, failed) = shop.dev(&door, json!({ "succeeded": false })).await;
    assert_eq!(failed["last_setup_error"]["code"], "setup_intent_authentication_failure");
    confirms(&shop, &path, &secret, "4000002500003155").await;
    let (_, kept) = shop.dev(&door, json!({})).await;
    assert_eq!(kept["status"], "succeeded");
    let form = [
        ("amount", "900"),
        ("currency", "usd"),
        ("customer", customer.as_str()),
        ("payment_method", kept["payment_method"].as_str().unwrap()),
        ("off_session", "true"),
        ("confirm", "true"),
    ];
    assert_eq!(shop.makes("payment_intents", &form).await["status"], "succeeded");
}

#[tokio::test]
async fn the_default_is_the_customers_own_and_is_cleared_when_it_is_detached() {
    let shop = Shop::opens().await;
    let (customer, path, secret) = begun(&shop).await;
    let (_, kept) = confirms(&shop, &path, &secret, "4242424242424242").await;
    let method = kept["payment_method"].as_str().unwrap();
    let (other, ..) = begun(&shop).await;
    let default = "invoice_settings[default_payment_method]";
    let (status, body) = shop.post(&format!("customers/{other}"), &[(default, method)]).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!("resource_missing")), "{body}");
    assert_eq!(body["error"]["param"], default);
    let read = async || {
        shop.get(&format!("customers/{customer}")).await["invoice_settings"]
            ["default_payment_method"].clone()
    };
    shop.makes(&format!("customers/{customer}"), &[(default, method)]).await;
    assert_eq!(read().await, method);
    shop.makes(&format!("customers/{customer}"), &[(default, "")]).await;
    assert_eq!(read().await, Value::Null);
    shop.makes(&format!("customers/{customer}"), &[(default, method)]).await;
    let attach = format!("payment_methods/{method}/attach");
    assert_eq!(shop.post(&attach, &[("customer", &other)]).await.0, 400);
    let gone = shop.makes(&format!("payment_methods/{method}/detach"), &[]).await;
    assert_eq!(gone["customer"], Value::Null);
    assert_eq!(read().await, Value::Null);
    assert_eq!(shop.post(&attach, &[("customer", &customer)]).await.0, 400, "it is used up");
    let of = format!("customers/{customer}/payment_methods/{method}");
    assert_eq!(told(shop.api(reqwest::Method::GET, &of)).await.0, 404);
    let told = shop.told().await;
    let detached = told.iter().find(|event| event["type"] == "payment_method.detached").unwrap();
    assert_eq!(detached["data"]["previous_attributes"]["customer"], customer);
}
