//! What is asked about a person's cards and invoices, as Stripe gets it.

use serde_json::{Value, json};

use crate::stripe::api::StripeApi as _;
use crate::stripe::return_url::ReturnUrls;
use crate::stripe::stand_in::{Asked, StandIn, id, key};

/// The parameters of a form as Stripe decodes them, in their order by name.
fn sent(asked: &Asked) -> Vec<(String, String)> {
    let pairs = url::form_urlencoded::parse(asked.body.as_bytes()).into_owned();
    let mut pairs: Vec<(String, String)> = pairs.collect();
    pairs.sort();
    pairs
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn plain(line: &str) -> String {
    line.replace("%5B", "[").replace("%5D", "]")
}

fn method(name: &str) -> Value {
    json!({ "id": name, "type": "card", "card": null, "created": 5, "customer": "cus_1" })
}

/// OB-5: a card is saved under the caller's key, for charges when nobody is there, marked as ours.
#[tokio::test]
async fn a_setup_intent_is_made_for_the_customer_and_marked_with_our_account() {
    let made = json!({ "id": "seti_1", "client_secret": "seti_1_secret_2" });
    let (stripe, client) = StandIn::answering(vec![(200, made)]).await;
    let opened = client.create_setup_intent(&id("cus_1"), "org:acme", &key()).await.unwrap();
    assert_eq!((opened.id.as_str(), opened.client_secret.as_str()), ("seti_1", "seti_1_secret_2"));
    let asked = stripe.asked().remove(0);
    assert_eq!(asked.line, "POST /stripe/v1/setup_intents");
    assert_eq!(asked.header("idempotency-key"), Some("checkout:pur_1"));
    let expected = [
        ("allowed_payment_method_types[0]", "card"),
        ("customer", "cus_1"),
        ("metadata[tallystick_account]", "org:acme"),
        ("usage", "off_session"),
    ];
    assert_eq!(sent(&asked), pairs(&expected));
}

#[tokio::test]
async fn cards_are_listed_by_their_customer_and_read_with_it() {
    let page = json!({ "data": [method("pm_2"), method("pm_1")], "has_more": true });
    let (stripe, client) = StandIn::answering(vec![(200, page), (200, method("pm_2"))]).await;
    let page = client.list_payment_methods(&id("cus_1"), Some(&id("pm_3")), 2).await.unwrap();
    let ids: Vec<&str> = page.data.iter().map(|method| method.id.as_str()).collect();
    assert_eq!((ids, page.has_more), (vec!["pm_2", "pm_1"], true));
    assert_eq!(client.retrieve_payment_method(&id("pm_2")).await.unwrap(), page.data[0]);
    let asked = stripe.asked();
    let line = "GET /stripe/v1/customers/cus_1/payment_methods\
                ?limit=2&expand[0]=data.customer&starting_after=pm_3";
    assert_eq!(plain(&asked[0].line), line);
    assert_eq!(plain(&asked[1].line), "GET /stripe/v1/payment_methods/pm_2?expand[0]=customer");
}

#[tokio::test]
async fn a_default_is_set_and_a_card_removed_without_a_key_that_would_answer_as_before() {
    let answers = vec![(200, json!({ "id": "cus_1" })), (200, method("pm_1"))];
    let (stripe, client) = StandIn::answering(answers).await;
    client.set_default_payment_method(&id("cus_1"), &id("pm_1")).await.unwrap();
    client.detach_payment_method(&id("pm_1")).await.unwrap();
    let asked = stripe.asked();
    assert_eq!(asked[0].line, "POST /stripe/v1/customers/cus_1");
    let expected = [("invoice_settings[default_payment_method]", "pm_1")];
    assert_eq!(sent(&asked[0]), pairs(&expected));
    assert_eq!(asked[1].line, "POST /stripe/v1/payment_methods/pm_1/detach");
    assert!(asked.iter().all(|asked| asked.header("idempotency-key").is_none()));
}

#[tokio::test]
async fn invoices_are_listed_by_their_customer_and_the_portal_opened_for_it() {
    let invoice = json!({
        "id": "in_1", "customer": "cus_1", "number": null, "status": "draft", "currency": "usd",
        "amount_due": 1, "amount_paid": 0, "amount_remaining": 1, "created": 5,
        "description": null, "hosted_invoice_url": null, "invoice_pdf": null,
    });
    let page = json!({ "data": [invoice], "has_more": false });
    let opened = json!({ "url": "https://billing.stripe.com/p/1" });
    let answers = vec![(200, page), (200, invoice), (200, opened)];
    let (stripe, client) = StandIn::answering(answers).await;
    let page = client.list_invoices(&id("cus_1"), Some(&id("in_2")), 20).await.unwrap();
    assert_eq!(client.retrieve_billed(&id("in_1")).await.unwrap(), page.data[0]);
    let urls = ReturnUrls::parse("https://app.example").unwrap();
    let back = urls.check("https://app.example/account").unwrap();
    let url = client.create_portal_session(&id("cus_1"), &back).await.unwrap();
    assert_eq!(url, "https://billing.stripe.com/p/1");
    let asked = stripe.asked();
    let line = "GET /stripe/v1/invoices?customer=cus_1&limit=20&starting_after=in_2";
    assert_eq!(asked[0].line, line);
    assert_eq!(asked[1].line, "GET /stripe/v1/invoices/in_1");
    assert_eq!(asked[2].line, "POST /stripe/v1/billing_portal/sessions");
    let expected = [("customer", "cus_1"), ("return_url", "https://app.example/account")];
    assert_eq!(sent(&asked[2]), pairs(&expected));
}
