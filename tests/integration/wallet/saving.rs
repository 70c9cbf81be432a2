//! Saving a card: Stripe's form takes it, we never see it.

use serde_json::{Value, json};
use tests::answer::Answer;
use tests::house::House;

use super::{DECLINED, MASTERCARD, VISA, at_stripe, customers, made, only_customer};

/// OB-5, OB-10: a card goes from the browser to Stripe, with the publishable key, and is shown here by its
/// face. The first one is what is paid with.
#[tokio::test]
async fn a_card_is_saved_by_stripes_own_form_and_shown_by_its_face() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    let path = "/v1/accounts/org:acme/payment-methods";
    let none = ann.get(path).await;
    assert_eq!((none.status, &none.body), (200, &json!({ "data": [], "next": null })));
    assert!(customers(&house).await.is_empty(), "who looks makes nobody a customer");

    let begun = ann.begins_to_save("save-1", "org:acme").await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    assert!(begun.text("publishable_key").starts_with("pk_test_"), "{}", begun.body);
    let (intent, secret) = (begun.text("setup_intent"), begun.text("client_secret"));
    assert!(intent.starts_with("seti_") && secret.starts_with(&format!("{intent}_secret_")));
    assert_eq!(ann.pays_with("org:acme").await, [], "nothing before the card");
    let saved = ann.fills_in(&begun, VISA).await;
    assert_eq!((saved.status, &saved.body["status"]), (200, &json!("succeeded")), "{saved:?}");
    house.settled().await;

    let told = ann.get(path).await;
    let face = json!({
        "brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2030, "funding": "credit",
    });
    let method = format!("payment_methods/{}", saved.text("payment_method"));
    let method = at_stripe(&house, "GET", &method, &[]).await;
    let expected = json!([{
        "id": saved.text("payment_method"), "type": "card", "card": face, "default": true,
        "created": made(&method),
    }]);
    assert_eq!((&told.body["data"], &told.body["next"]), (&expected, &Value::Null));
    let customer = format!("customers/{}", only_customer(&house).await);
    let customer = at_stripe(&house, "GET", &customer, &[]).await;
    assert_eq!(customer["metadata"]["tallystick_account"], "org:acme");
    for line in house.stack.logs() {
        let text = format!("{line:?}");
        assert!(!text.contains(secret) && !text.contains("4242"), "{text}");
    }
}

/// OB-5, X-1: the same key is the same setup intent, another key or another person is another.
#[tokio::test]
async fn a_key_names_one_setup_intent() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let first = alice.begins_to_save("save-1", "me").await;
    let again = alice.begins_to_save("save-1", "user:alice").await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    let other = alice.begins_to_save("save-2", "me").await;
    assert_ne!(other.body["setup_intent"], first.body["setup_intent"]);
    let bobs = house.person("bob").await.begins_to_save("save-1", "me").await;
    assert_eq!(bobs.status, 201, "{}", bobs.body);
    assert_ne!(bobs.body["setup_intent"], first.body["setup_intent"]);
    let without = alice.post("/v1/accounts/me/payment-methods", &json!({})).await;
    assert_eq!((without.status, without.problem()), (400, "idempotency-key-missing"));
}

/// OB-5: a card that the bank declines is not saved, and the same form takes another.
#[tokio::test]
async fn a_declined_card_is_not_saved() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let begun = alice.begins_to_save("save-1", "me").await;
    let declined = alice.fills_in(&begun, DECLINED).await;
    assert_eq!(declined.status, 402, "{}", declined.body);
    assert_eq!(declined.body["error"]["code"], "card_declined");
    house.settled().await;
    assert_eq!(alice.pays_with("me").await, []);
    assert_eq!(alice.fills_in(&begun, MASTERCARD).await.body["status"], "succeeded");
    house.settled().await;
    assert_eq!(alice.pays_with("me").await, [("4444".to_owned(), true)]);
}

/// OB-4, OB-5: two admins who begin at once save for one customer, and it is the one that buys.
#[tokio::test]
async fn admins_who_begin_together_leave_one_customer() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    let ben = house.member("ben", "acme", "admin").await;
    let (anns, bens, again) = tokio::join!(
        ann.begins_to_save("save-1", "org:acme"),
        ben.begins_to_save("save-1", "org:acme"),
        ann.begins_to_save("save-2", "org:acme"),
    );
    let customer = only_customer(&house).await;
    for begun in [&anns, &bens, &again] {
        assert_eq!(begun.status, 201, "{}", begun.body);
        let intent = format!("setup_intents/{}", begun.text("setup_intent"));
        let intent = at_stripe(&house, "GET", &intent, &[]).await;
        let seen = (&intent["customer"], &intent["usage"]);
        assert_eq!(seen, (&json!(customer), &json!("off_session")));
        assert_eq!(intent["metadata"], json!({ "tallystick_account": "org:acme" }));
    }
    let back = format!("{}/", house.stack.base);
    let order = json!({ "pack": "pack-sessions-annual", "quantity": 30,
        "success_url": back, "cancel_url": back });
    let ordered = ann.post_as("order-1", "/v1/accounts/org:acme/checkout", &order).await;
    assert_eq!(ordered.status, 201, "{}", ordered.body);
    assert_eq!(only_customer(&house).await, customer);
}

/// OB-10: a body with a card in it is refused, whatever it calls the card, and its number is repeated
/// nowhere.
#[tokio::test]
async fn a_card_that_is_sent_to_us_is_refused() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let path = "/v1/accounts/me/payment-methods";
    for body in [
        json!({ "number": VISA }),
        json!({ "card": { "number": VISA, "exp_month": 8, "exp_year": 2030, "cvc": "123" } }),
        json!({ "payment_method": "pm_1" }),
        json!({ "x": null }),
    ] {
        let told = alice.post_as("save-1", path, &body).await;
        assert_eq!((told.status, told.problem()), (400, "invalid-request"), "{body}");
        assert!(!told.body.to_string().contains(VISA), "{}", told.body);
    }
    let form = alice.request("POST", path).header("Idempotency-Key", "save-1");
    let told = Answer::of(form.form(&[("number", VISA)])).await;
    assert_eq!((told.status, told.problem()), (415, "unsupported-media-type"));
    assert!(customers(&house).await.is_empty(), "nothing was begun");
    assert_eq!(alice.post_as("save-1", path, &json!({})).await.status, 201, "an empty one is fine");
    for line in house.stack.logs() {
        assert!(!format!("{line:?}").contains(VISA), "{line:?}");
    }
}
