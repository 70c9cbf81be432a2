//! Refunds: partial, too much, failing.

use serde_json::{Value, json};

use crate::shop::Shop;

/// A paid session; its intent.
async fn bought(shop: &Shop, card: &str) -> String {
    let session = shop.session().await;
    let deed = format!("checkout/{}/pay", session["id"].as_str().unwrap());
    let (status, paid) = shop.dev(&deed, json!({ "card": card })).await;
    assert_eq!(status, 200, "{paid}");
    paid["payment_intent"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_charge_is_refunded_in_parts_but_never_more_than_was_paid() {
    let shop = Shop::opens().await;
    let intent = bought(&shop, "4242424242424242").await;
    let first = shop.makes("refunds", &[("payment_intent", &intent), ("amount", "300")]).await;
    assert_eq!(first["status"], "succeeded");
    assert_eq!(first["metadata"], json!({}), "the intent's metadata is not the refund's");
    let (status, body) =
        shop.post("refunds", &[("payment_intent", &intent), ("amount", "501")]).await;
    assert_eq!((status, body["error"]["param"].as_str()), (400, Some("amount")));
    let rest = shop.makes("refunds", &[("charge", first["charge"].as_str().unwrap())]).await;
    assert_eq!(rest["amount"], 500);
    let (status, body) = shop.post("refunds", &[("payment_intent", &intent)]).await;
    let code = body["error"]["code"].as_str();
    assert_eq!((status, code), (400, Some("charge_already_refunded")));

    let list = shop.get(&format!("refunds?payment_intent={intent}")).await;
    let ids: Vec<&Value> = list["data"].as_array().unwrap().iter().map(|r| &r["id"]).collect();
    assert_eq!(ids, [&rest["id"], &first["id"]]);
    let told = shop.told().await;
    let refunded = told.iter().filter(|event| event["type"] == "charge.refunded");
    let amounts: Vec<_> =
        refunded.map(|event| event["data"]["object"]["amount_refunded"].clone()).collect();
    assert_eq!(amounts, [300, 800]);
    for kind in ["refund.created", "refund.updated", "charge.refund.updated"] {
        assert_eq!(told.iter().filter(|event| event["type"] == kind).count(), 2, "{kind}");
    }
}

#[tokio::test]
async fn a_failed_refund_no_longer_counts_and_the_money_can_be_sent_again() {
    let shop = Shop::opens().await;
    let intent = bought(&shop, "4000000000007726").await;
    let refund = shop.makes("refunds", &[("payment_intent", &intent)]).await;
    assert_eq!(refund["status"], "pending");
    let deed = format!("refunds/{}/fail", refund["id"].as_str().unwrap());
    let (status, failed) = shop.dev(&deed, json!({})).await;
    assert_eq!((status, failed["status"].as_str()), (200, Some("failed")));
    assert_eq!(shop.dev(&deed, json!({})).await.0, 400);
    let kinds = shop.kinds().await;
    assert_eq!(kinds[6..], ["refund.failed", "refund.updated", "charge.refund.updated"]);
    let charge = shop.get(&format!("charges/{}", refund["charge"].as_str().unwrap())).await;
    assert_eq!((&charge["amount_refunded"], &charge["refunded"]), (&json!(0), &json!(false)));
    let again = shop.makes("refunds", &[("payment_intent", &intent)]).await;
    let deed = format!("refunds/{}/succeed", again["id"].as_str().unwrap());
    assert_eq!(shop.dev(&deed, json!({})).await.1["status"], "succeeded");
}

#[tokio::test]
async fn what_was_not_paid_cannot_be_refunded() {
    let shop = Shop::opens().await;
    let intent = shop.makes("payment_intents", &[("amount", "900"), ("currency", "usd")]).await;
    let id = intent["id"].as_str().unwrap();
    for form in [&[("payment_intent", id)][..], &[("charge", "ch_no")], &[("amount", "5")]] {
        assert_eq!(shop.post("refunds", form).await.0, 400, "{form:?}");
    }
}
