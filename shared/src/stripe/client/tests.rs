//! Each call as Stripe gets it, and its answer as we read it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod wallet;

use serde_json::json;

use super::lists::MAX_PAGES;
use super::*;
use crate::stripe::checkout::CheckoutPrice;
use crate::stripe::event::listed::Listed;
use crate::stripe::return_url::ReturnUrls;
use crate::stripe::stand_in::{StandIn, id, key, object, refund, session};

#[tokio::test]
async fn a_customer_is_made_once_and_marked_with_our_account() {
    let (stripe, client) = StandIn::answering(vec![(200, json!({"id": "cus_1"}))]).await;
    let made = client.create_customer("user:a|b", Some("a+b@app.example"), &key()).await;
    assert_eq!(made.unwrap(), id("cus_1"));
    let asked = stripe.asked().remove(0);
    assert_eq!(asked.line, "POST /stripe/v1/customers");
    assert_eq!(asked.header("idempotency-key"), Some("checkout:pur_1"));
    assert_eq!(asked.header("authorization"), Some("Bearer sk_test_tallystick"));
    assert_eq!(asked.header("stripe-version"), Some(stripe_client_core::VERSION.as_str()));
    let mut sent: Vec<(String, String)> =
        url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect();
    sent.sort();
    let email = ("email".to_owned(), "a+b@app.example".to_owned());
    let mark = ("metadata[tallystick_account]".to_owned(), "user:a|b".to_owned());
    assert_eq!(sent, [email, mark]);
}

#[tokio::test]
async fn a_checkout_is_opened_under_its_idempotency_key() {
    let mut open = session();
    open["url"] = json!("https://checkout.stripe.com/c/pay/cs_test_1");
    let (stripe, client) = StandIn::answering(vec![(200, open.clone())]).await;
    let urls = ReturnUrls::parse("https://app.example").unwrap();
    let request = CheckoutRequest {
        recurring: None,
        purchase: "pur_1".to_owned(),
        customer: id("cus_1"),
        price: CheckoutPrice::InStripe(id("price_1")),
        quantity: 1,
        success_url: urls.check("https://app.example/?s={CHECKOUT_SESSION_ID}").unwrap(),
        cancel_url: urls.check("https://app.example/").unwrap(),
        allow_promotion_codes: false,
    };
    let opened = client.create_checkout_session(&request, &key()).await.unwrap();
    assert_eq!(opened.id.as_str(), open["id"]);
    assert_eq!(opened.url, open["url"]);
    assert_eq!(opened.expires_at, open["expires_at"]);
    let asked = stripe.asked().remove(0);
    assert_eq!(asked.line, "POST /stripe/v1/checkout/sessions");
    assert_eq!(asked.header("idempotency-key"), Some("checkout:pur_1"));
    assert!(asked.body.contains("client_reference_id=pur_1"), "{}", asked.body);
}

#[tokio::test]
async fn a_session_and_a_payment_are_read_as_in_an_event() {
    let payment = object(include_str!("../../../../events/stripe/payment_intent.succeeded.json"));
    let (stripe, client) = StandIn::answering(vec![(200, session()), (200, payment)]).await;
    let session = client.retrieve_checkout_session(&id("cs_test_1")).await.unwrap();
    assert!(session.metadata.purchase().is_some());
    let payment = client.retrieve_payment_intent(&session.payment_intent.unwrap()).await.unwrap();
    assert_eq!(payment.amount_received, Some(800));
    let asked = stripe.asked();
    assert_eq!(asked[0].line, "GET /stripe/v1/checkout/sessions/cs_test_1");
    assert_eq!(asked[1].line, format!("GET /stripe/v1/payment_intents/{}", payment.id));
    assert_eq!(asked[0].header("idempotency-key"), None);
}

#[tokio::test]
async fn an_object_of_any_kind_is_read_for_what_it_names() {
    let answers = vec![(200, refund("re_1")), (200, session())];
    let (stripe, client) = StandIn::answering(answers).await;
    for (name, path) in [("re_1", "refunds"), ("cs_test_1", "checkout/sessions")] {
        let kind = ObjectKind::of(&id(name)).unwrap();
        let related = client.retrieve_related(kind, &id(name)).await.unwrap();
        assert!(related.payment_intent.is_some(), "{name}");
        assert_eq!(stripe.asked().last().unwrap().line, format!("GET /stripe/v1/{path}/{name}"));
    }
}

#[tokio::test]
async fn all_pages_of_refunds_are_read() {
    let page = |ids: [&str; 2], more| {
        (200, json!({"object": "list", "data": ids.map(refund), "has_more": more}))
    };
    let pages = vec![page(["re_4", "re_3"], true), page(["re_2", "re_1"], false)];
    let (stripe, client) = StandIn::answering(pages).await;
    let refunds = client.list_refunds(&id("pi_1")).await.unwrap();
    let ids: Vec<&str> = refunds.iter().map(|refund| refund.id.as_str()).collect();
    assert_eq!(ids, ["re_4", "re_3", "re_2", "re_1"]);
    let asked = stripe.asked();
    assert_eq!(asked[0].line, "GET /stripe/v1/refunds?payment_intent=pi_1&limit=100");
    assert_eq!(
        asked[1].line,
        "GET /stripe/v1/refunds?payment_intent=pi_1&limit=100&starting_after=re_3"
    );
}

#[tokio::test]
async fn all_disputes_of_a_payment_are_read() {
    let told = object(include_str!("../../../../events/stripe/charge.dispute.created.json"));
    let page = json!({"object": "list", "data": [told], "has_more": false});
    let (stripe, client) = StandIn::answering(vec![(200, page)]).await;
    let disputes = client.list_disputes(&id("pi_1")).await.unwrap();
    assert_eq!(disputes.iter().map(|it| it.amount).collect::<Vec<_>>(), [800]);
    let asked = stripe.asked().remove(0);
    assert_eq!(asked.line, "GET /stripe/v1/disputes?payment_intent=pi_1&limit=100");
}

/// events are asked for by the seconds in which they happened, a page at a time, and one that
/// cannot be read does not hide the others.
#[tokio::test]
async fn events_are_listed_by_the_page() {
    let text = include_str!("../../../../events/stripe/charge.dispute.created.json");
    let good: serde_json::Value = serde_json::from_str(text).unwrap();
    let mut bad = good.clone();
    (bad["id"], bad["data"]["object"]["amount"]) = (json!("evt_2"), json!("much"));
    let page = json!({"data": [good, bad, 7], "has_more": true});
    let (stripe, client) = StandIn::answering(vec![(200, page), (200, good.clone())]).await;
    let page = client.list_events(Source::Events, &(5..=9), Some(&id("evt_0"))).await.unwrap();
    assert!(page.more);
    let read = |it: &Listed| (it.id.as_ref().map(ToString::to_string), it.event.is_ok());
    let (first, second) = (Some(good["id"].as_str().unwrap().to_owned()), Some("evt_2".to_owned()));
    let expected = [(first, true), (second, false), (None, false)];
    assert_eq!(page.events.iter().map(read).collect::<Vec<_>>(), expected);
    let one = client.retrieve_event(&id("evt_1")).await.unwrap();
    assert_eq!(one.kind.name(), "charge.dispute.created");
    let asked = stripe.asked();
    let line = "GET /stripe/v1/events?created[gte]=5&created[lte]=9&limit=100&starting_after=evt_0";
    assert_eq!(asked[0].line.replace("%5B", "[").replace("%5D", "]"), line);
    assert_eq!(asked[1].line, "GET /stripe/v1/events/evt_1");
}

#[tokio::test]
async fn a_list_that_does_not_end_is_given_up() {
    let empty = (200, json!({"data": [], "has_more": true}));
    let (_stripe, client) = StandIn::answering(vec![empty]).await;
    let error = client.list_refunds(&id("pi_1")).await.unwrap_err();
    assert!(matches!(error, StripeFault::Endless { .. }), "{error}");
    let page = (200, json!({"data": [refund("re_1")], "has_more": true}));
    let (stripe, client) = StandIn::answering(vec![page; MAX_PAGES]).await;
    let error = client.list_refunds(&id("pi_1")).await.unwrap_err();
    assert!(matches!(error, StripeFault::Endless { .. }), "{error}");
    assert_eq!(stripe.asked().len(), MAX_PAGES);
}

#[test]
fn a_client_with_a_live_key_exists_only_for_stripe_itself() {
    let settings = |api_base: &str| StripeSettings {
        secret_key: SecretKey::parse("sk_live_tallystick").unwrap(),
        api_base: api_base.to_owned(),
        timeout: Duration::from_secs(10),
    };
    let built = StripeClient::new(&settings(crate::stripe::key::STRIPE_API)).unwrap();
    assert!(built.livemode());
    let refused = StripeClient::new(&settings("http://127.0.0.1:4242")).unwrap_err();
    let ClientError::Key(KeyError::LiveKeyElsewhere { host }) = refused else { unreachable!() };
    assert_eq!(host, "127.0.0.1");
    let printed = format!("{:?}", settings("http://127.0.0.1:4242"));
    assert!(!printed.contains("sk_live"), "{printed}");
}
