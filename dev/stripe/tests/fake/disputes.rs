//! Disputes: what the bank claims, and who has the money afterwards.

use serde_json::{Value, json};

use crate::shop::Shop;
use crate::subscribed::id;

/// A paid session; its intent.
pub async fn bought(shop: &Shop, card: &str) -> String {
    let deed = format!("checkout/{}/pay", id(&shop.session().await));
    let (status, paid) = shop.dev(&deed, json!({ "card": card })).await;
    assert_eq!(status, 200, "{paid}");
    paid["payment_intent"].as_str().unwrap().to_owned()
}

/// What the bank claims of a payment.
pub async fn disputed(shop: &Shop, payment: &str, claim: Value) -> Value {
    let (status, dispute) = shop.dev(&format!("charges/{payment}/dispute"), claim).await;
    assert_eq!(status, 200, "{dispute}");
    dispute
}

/// The bank's deed; the status and the answer.
pub async fn decides(shop: &Shop, dispute: &Value, deed: &str) -> (u16, Value) {
    shop.dev(&format!("disputes/{}/{deed}", id(dispute)), json!({})).await
}

/// What the balance got and lost, fees included.
fn moved(dispute: &Value) -> Vec<i64> {
    let transactions = dispute["balance_transactions"].as_array().unwrap();
    transactions.iter().map(|transaction| transaction["net"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_dispute_takes_the_money_and_a_won_one_gives_it_back() {
    let shop = Shop::opens().await;
    let intent = bought(&shop, "4242424242424242").await;
    let before = shop.told().await.len();
    let dispute = disputed(&shop, &intent, json!({})).await;
    assert!(id(&dispute).starts_with("du_"));
    assert_eq!((&dispute["status"], &dispute["amount"]), (&json!("needs_response"), &json!(800)));
    assert_eq!((&dispute["reason"], &dispute["currency"]), (&json!("fraudulent"), &json!("usd")));
    assert_eq!(dispute["payment_intent"], intent);
    assert_eq!(dispute["payment_method_details"]["card"]["case_type"], "chargeback");
    assert_eq!(moved(&dispute), [-2300]);
    let charge = shop.get(&format!("charges/{}", dispute["charge"].as_str().unwrap())).await;
    assert_eq!(charge["disputed"], true);

    let (status, won) = decides(&shop, &dispute, "win").await;
    assert_eq!((status, &won["status"]), (200, &json!("won")));
    assert_eq!(moved(&won), [-2300, 800]);
    let kinds = [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
    ];
    assert_eq!(shop.kinds_since(before).await, kinds);
    assert_eq!(shop.get(&format!("charges/{}", id(&charge))).await["disputed"], true);
    for deed in ["win", "lose", "escalate", "close-inquiry"] {
        assert_eq!(decides(&shop, &dispute, deed).await.0, 400, "{deed}");
    }
    assert_eq!(decides(&shop, &dispute, "forget").await.0, 404);
}

#[tokio::test]
async fn a_lost_dispute_is_over_but_may_still_be_won_once() {
    let shop = Shop::opens().await;
    let intent = bought(&shop, "4242424242424242").await;
    let claim = json!({ "amount": 700, "currency": "eur", "reason": "product_not_received" });
    let dispute = disputed(&shop, &intent, claim).await;
    assert_eq!((&dispute["amount"], &dispute["currency"]), (&json!(700), &json!("eur")));
    let before = shop.told().await.len();
    assert_eq!(decides(&shop, &dispute, "lose").await.1["status"], "lost");
    assert_eq!(shop.kinds_since(before).await, ["charge.dispute.closed"]);
    let path = format!("disputes/{}", id(&dispute));
    let form = [("metadata[x]", "1")];
    assert_eq!(shop.post(&path, &form).await.0, 400);
    assert_eq!(shop.post(&format!("{path}/close"), &[]).await.0, 400);

    let before = shop.told().await.len();
    let (status, won) = decides(&shop, &dispute, "win").await;
    assert_eq!((status, &won["status"]), (200, &json!("won")));
    assert_eq!(moved(&won), [-2200, 700]);
    let told = shop.since(before).await;
    let kinds: Vec<&Value> = told.iter().map(|event| &event["type"]).collect();
    assert_eq!(kinds, ["charge.dispute.updated", "charge.dispute.funds_reinstated"]);
    assert_eq!(told[0]["data"]["previous_attributes"]["status"], "lost");
    assert_eq!(decides(&shop, &dispute, "win").await.0, 400);
}

#[tokio::test]
async fn an_inquiry_moves_no_money_until_it_is_escalated() {
    let shop = Shop::opens().await;
    let intent = bought(&shop, "4242424242424242").await;
    let before = shop.told().await.len();
    let inquiry = disputed(&shop, &intent, json!({ "inquiry": true })).await;
    assert_eq!(inquiry["status"], "warning_needs_response");
    assert_eq!((moved(&inquiry), &inquiry["is_charge_refundable"]), (vec![], &json!(true)));
    for deed in ["win", "lose"] {
        assert_eq!(decides(&shop, &inquiry, deed).await.0, 400, "{deed}");
    }
    let (_, dispute) = decides(&shop, &inquiry, "escalate").await;
    assert_eq!((&dispute["status"], moved(&dispute)), (&json!("needs_response"), vec![-2300]));
    assert_eq!(dispute["payment_method_details"]["card"]["case_type"], "chargeback");
    assert_eq!(decides(&shop, &inquiry, "escalate").await.0, 400);
    let kinds =
        ["charge.dispute.created", "charge.dispute.updated", "charge.dispute.funds_withdrawn"];
    assert_eq!(shop.kinds_since(before).await, kinds);

    let other = bought(&shop, "4242424242424242").await;
    let inquiry = disputed(&shop, &other, json!({ "inquiry": true })).await;
    let (_, closed) = decides(&shop, &inquiry, "close-inquiry").await;
    assert_eq!((&closed["status"], moved(&closed)), (&json!("warning_closed"), vec![]));
    assert_eq!(shop.kinds().await.last().unwrap(), "charge.dispute.closed");
    disputed(&shop, &other, json!({})).await;
}

#[tokio::test]
async fn only_what_was_paid_is_disputed_and_only_once_at_a_time() {
    let shop = Shop::opens().await;
    let (status, body) = shop.dev("charges/ch_no/dispute", json!({})).await;
    assert_eq!((status, body["error"]["code"].as_str()), (404, Some("resource_missing")));
    let unpaid = shop.makes("payment_intents", &[("amount", "900"), ("currency", "usd")]).await;
    let door = format!("charges/{}/dispute", id(&unpaid));
    assert_eq!(shop.dev(&door, json!({})).await.0, 400);
    let confirm = format!("payment_intents/{}/confirm", id(&unpaid));
    shop.post(&confirm, &[("payment_method", "pm_card_chargeDeclined")]).await;
    assert_eq!(shop.dev(&door, json!({})).await.0, 400);

    let intent = bought(&shop, "4242424242424242").await;
    let door = format!("charges/{intent}/dispute");
    for claim in [
        json!({ "amount": 0 }),
        json!({ "amount": "800" }),
        json!({ "currency": "EURO" }),
        json!({ "currency": 1 }),
        json!({ "reason": "moon" }),
        json!({ "inquiry": "yes" }),
        json!({ "colour": "red" }),
    ] {
        assert_eq!(shop.dev(&door, claim.clone()).await.0, 400, "{claim}");
    }
    let dispute = disputed(&shop, &intent, json!({ "inquiry": true })).await;
    assert_eq!(shop.dev(&door, json!({})).await.0, 400);
    let charge = dispute["charge"].as_str().unwrap();
    assert_eq!(shop.dev(&format!("charges/{charge}/dispute"), json!({})).await.0, 400);
}

#[tokio::test]
async fn what_was_charged_back_is_not_refunded_too() {
    let shop = Shop::opens().await;
    let intent = bought(&shop, "4242424242424242").await;
    let form = [("payment_intent", intent.as_str()), ("amount", "100")];
    let inquiry = disputed(&shop, &intent, json!({ "inquiry": true })).await;
    shop.makes("refunds", &form).await;
    decides(&shop, &inquiry, "escalate").await;
    let (status, body) = shop.post("refunds", &form).await;
    assert_eq!((status, body["error"]["code"].as_str()), (400, Some("charge_disputed")));
    decides(&shop, &inquiry, "win").await;
    shop.makes("refunds", &form).await;
}

#[tokio::test]
async fn money_that_was_never_taken_is_not_given_back() {
    let shop = Shop::opens().await;
    let intent = bought(&shop, "4242424242424242").await;
    let inquiry = disputed(&shop, &intent, json!({ "inquiry": true })).await;
    shop.makes(&format!("disputes/{}/close", id(&inquiry)), &[]).await;
    let before = shop.told().await.len();
    let (_, won) = decides(&shop, &inquiry, "win").await;
    assert_eq!((&won["status"], moved(&won)), (&json!("won"), vec![]));
    assert_eq!(shop.kinds_since(before).await, ["charge.dispute.updated"]);
}
