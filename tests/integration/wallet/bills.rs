//! Invoices: the account's own, newest first, and nobody else's.

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::answer::Answer;
use tests::house::House;

use super::{VISA, at_stripe, customers, made};

/// Bills a customer at Stripe, as the team does by hand; a draft where it is not sent.
async fn bills(house: &House, customer: &str, cents: &str, is_sent: bool) -> String {
    let form = [
        ("customer", customer),
        ("description", "Sessions of the term"),
        ("metadata[tallystick_purchase]", "pur_1"),
        ("collection_method", "charge_automatically"),
        ("auto_advance", "false"),
    ];
    let invoice = at_stripe(house, "POST", "invoices", &form).await;
    let id = invoice["id"].as_str().expect("an id").to_owned();
    let item = [("customer", customer), ("invoice", &id), ("amount", cents), ("currency", "usd")];
    at_stripe(house, "POST", "invoiceitems", &item).await;
    if is_sent {
        at_stripe(house, "POST", &format!("invoices/{id}/finalize"), &[]).await;
    }
    id
}

/// Every invoice of one's own, page by page.
async fn all(actor: &Actor, limit: u8) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = actor.get(&format!("/v1/accounts/me/invoices?limit={limit}{cursor}")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let data = page.body["data"].as_array().unwrap();
        assert!(data.len() <= usize::from(limit), "{}", page.body);
        seen.extend(data.iter().map(|invoice| invoice["id"].as_str().unwrap().to_owned()));
        let Some(next) = page.body["next"].as_str() else { return seen };
        cursor = format!("&cursor={next}");
    }
}

/// Alice and Bob with a card each, so that both are customers; with Alice's customer and Bob's.
async fn two_customers(house: &House) -> (Actor, Actor, String, String) {
    let (alice, bob) = (house.person("alice").await, house.person("bob").await);
    alice.saves("save-1", "me", VISA).await;
    let alices = customers(house).await.remove(0);
    bob.saves("save-1", "me", VISA).await;
    let bobs = customers(house).await.into_iter().find(|customer| *customer != alices).unwrap();
    (alice, bob, alices, bobs)
}

/// OB-6: an invoice is told with its amounts, its addresses and the purchase that it is for.
#[tokio::test]
async fn an_invoice_is_told_with_its_amounts_and_its_purchase() {
    let house = House::open().await;
    let (alice, _, alices, _) = two_customers(&house).await;
    let id = bills(&house, &alices, "12000", true).await;
    let told = alice.get("/v1/accounts/me/invoices").await;
    assert_eq!((told.status, &told.body["next"]), (200, &Value::Null), "{}", told.body);
    let at_stripe = at_stripe(&house, "GET", &format!("invoices/{id}"), &[]).await;
    let expected = json!([{
        "id": id, "number": at_stripe["number"], "status": "open", "currency": "usd",
        "amount_due": 12_000, "amount_paid": 0, "amount_remaining": 12_000,
        "created": made(&at_stripe), "description": "Sessions of the term",
        "hosted_invoice_url": at_stripe["hosted_invoice_url"],
        "invoice_pdf": at_stripe["invoice_pdf"], "purchase": "pur_1",
    }]);
    assert_eq!(told.body["data"], expected);
    assert!(at_stripe["number"].is_string() && at_stripe["hosted_invoice_url"].is_string());
}

/// OB-6, BD-9: a plan's invoices name the purchase of the plan.
#[tokio::test]
async fn an_invoice_of_a_plan_names_the_purchase_of_the_plan() {
    let house = House::selling("tiers").await;
    let bob = house.person("bob").await;
    let ordered = bob.orders_plan("order-1", "plan-pro").await;
    assert_eq!(ordered.status, 201, "{}", ordered.body);
    bob.pays(ordered.text("session"), VISA).await;
    house.settled().await;
    let told = bob.get("/v1/accounts/me/invoices").await;
    let invoice = &told.body["data"][0];
    assert_eq!((&invoice["status"], &invoice["amount_remaining"]), (&json!("paid"), &json!(0)));
    assert_eq!(invoice["purchase"], ordered.body["purchase"], "{}", told.body);
}

/// OB-6: in pages of any size the list is the same, newest first, without drafts and without anybody
/// else's.
#[tokio::test]
async fn invoices_are_paged_newest_first_without_drafts() {
    let house = House::open().await;
    let (alice, bob, alices, bobs) = two_customers(&house).await;
    assert_eq!(all(&alice, 2).await, [""; 0]);
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for minute in 0..6 {
        house.move_clock(&format!("2026-01-15T12:0{}:00Z", minute + 1)).await;
        others.push(bills(&house, &bobs, "300", true).await);
        let is_sent = minute % 3 != 1;
        let invoice = bills(&house, &alices, "500", is_sent).await;
        own.extend(Some(invoice).filter(|_| is_sent));
    }
    own.reverse();
    others.reverse();
    for limit in [1, 2, 3, 5, 100] {
        assert_eq!(all(&alice, limit).await, own, "{limit} on a page");
        assert_eq!(all(&bob, limit).await, others, "{limit} on a page");
    }
}

/// OB-6: a cursor is a place in one's own list; another's invoice is told like one that is not there.
#[tokio::test]
async fn a_cursor_leads_to_nobody_elses_invoices() {
    let house = House::open().await;
    let (alice, _, alices, bobs) = two_customers(&house).await;
    let theirs = bills(&house, &bobs, "300", true).await;
    bills(&house, &alices, "500", true).await;
    let told = |answer: Answer| {
        let id = answer.header("x-request-id").expect("an id").to_owned();
        (answer.status, answer.body.to_string().replace(&id, ""))
    };
    let page = |cursor: String| {
        let alice = alice.clone();
        async move { alice.get(&format!("/v1/accounts/me/invoices?cursor={cursor}")).await }
    };
    let nothing = told(page("in_none".to_owned()).await);
    assert_eq!(nothing.0, 400, "{nothing:?}");
    for cursor in [theirs.as_str(), bobs.as_str(), "..", "a%20b", "in_1%26customer=cus_1", ""] {
        assert_eq!(told(page(cursor.to_owned()).await), nothing, "{cursor}");
    }
    for query in ["limit=0", "limit=101", "limit=x", "customer=cus_1"] {
        let told = alice.get(&format!("/v1/accounts/me/invoices?{query}")).await;
        assert_eq!((told.status, told.problem()), (400, "invalid-request"), "{query}");
    }
}
