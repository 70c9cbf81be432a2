//! What is said against a dispute, which cards dispute by themselves, and how disputes are listed.

use serde_json::{Value, json};

use crate::disputes::{bought, decides, disputed};
use crate::shop::Shop;
use crate::subscribed::id;
use crate::subscription_shapes::has;

const DISPUTE: &str = "amount balance_transactions charge created currency \
    enhanced_eligibility_types evidence evidence_details id is_charge_refundable livemode metadata \
    object payment_intent payment_method_details reason status";

const DETAILS: &str = "due_by enhanced_eligibility has_evidence past_due submission_count";

const TRANSACTION: &str = "amount available_on balance_type created currency description \
    exchange_rate fee fee_details id net object reporting_category source status type";

/// The one dispute of a payment.
async fn found(shop: &Shop, payment: &str) -> Value {
    shop.get(&format!("disputes?payment_intent={payment}")).await["data"][0].clone()
}

#[tokio::test]
async fn evidence_is_kept_until_it_is_submitted_and_then_reviewed() {
    let shop = Shop::opens().await;
    let intent = bought(&shop, "4242424242424242").await;
    let dispute = disputed(&shop, &intent, json!({})).await;
    let path = format!("disputes/{}", id(&dispute));
    let before = shop.told().await.len();
    let noted = shop.makes(&path, &[("metadata[case]", "7")]).await;
    assert_eq!(
        (&noted["status"], &noted["metadata"]["case"]),
        (&json!("needs_response"), &json!("7"))
    );
    let form = [("evidence[customer_name]", "Ann"), ("submit", "false")];
    let kept = shop.makes(&path, &form).await;
    assert_eq!(
        (&kept["status"], &kept["evidence"]["customer_name"]),
        (&json!("needs_response"), &json!("Ann"))
    );
    assert_eq!(kept["evidence_details"]["has_evidence"], true);
    let sent = shop.makes(&path, &[("evidence[receipt]", "file_1")]).await;
    assert_eq!(
        (&sent["status"], &sent["evidence"]["customer_name"]),
        (&json!("under_review"), &json!("Ann"))
    );
    assert_eq!(sent["evidence_details"]["submission_count"], 1);
    assert_eq!(shop.kinds_since(before).await, ["charge.dispute.updated"; 3]);
    let again = [("evidence[receipt]", "file_2")];
    assert_eq!(shop.post(&path, &again).await.0, 400);
    let unknown = [("evidence[moon]", "full")];
    assert_eq!(shop.post(&path, &unknown).await.1["error"]["code"], "parameter_unknown");
    let long = "x".repeat(20_001);
    let unread = [("evidence[receipt]", long.as_str())];
    assert_eq!(shop.post(&path, &unread).await.0, 400);
    assert_eq!(decides(&shop, &dispute, "lose").await.1["status"], "lost");
}

#[tokio::test]
async fn test_modes_evidence_decides_a_moment_after_it_was_submitted() {
    let shop = Shop::opens().await;
    for (inquiry, said, at_once, then) in [
        (false, "winning_evidence", "under_review", "won"),
        (false, "losing_evidence", "under_review", "lost"),
        (false, "escalate_inquiry_evidence", "under_review", "under_review"),
        (true, "winning_evidence", "warning_under_review", "warning_closed"),
        (true, "losing_evidence", "warning_under_review", "warning_closed"),
        (true, "escalate_inquiry_evidence", "warning_under_review", "needs_response"),
    ] {
        let intent = bought(&shop, "4242424242424242").await;
        let dispute = disputed(&shop, &intent, json!({ "inquiry": inquiry })).await;
        let form = [("evidence[uncategorized_text]", said)];
        let sent = shop.makes(&format!("disputes/{}", id(&dispute)), &form).await;
        assert_eq!(sent["status"], at_once, "{said}");
        assert_eq!(found(&shop, &intent).await["status"], then, "{said}");
    }
}

#[tokio::test]
async fn some_cards_dispute_what_they_paid() {
    let shop = Shop::opens().await;
    for (card, status, reason) in [
        ("4000000000000259", "needs_response", "fraudulent"),
        ("4000000000002685", "needs_response", "product_not_received"),
        ("4000000000001976", "warning_needs_response", "general"),
    ] {
        let intent = bought(&shop, card).await;
        let dispute = found(&shop, &intent).await;
        assert_eq!((&dispute["status"], &dispute["reason"]), (&json!(status), &json!(reason)));
        let kinds = shop.kinds().await;
        let paid = kinds.iter().rposition(|kind| kind == "checkout.session.completed").unwrap();
        assert_eq!(kinds[paid + 1], "charge.dispute.created", "it was paid first");
    }
    for card in [
        "pm_card_createDispute",
        "pm_card_createDisputeProductNotReceived",
        "pm_card_createDisputeInquiry",
    ] {
        let form =
            [("amount", "900"), ("currency", "usd"), ("payment_method", card), ("confirm", "true")];
        let intent = shop.makes("payment_intents", &form).await;
        assert_eq!(intent["status"], "succeeded");
        assert_eq!(found(&shop, &id(&intent)).await["amount"], 900, "{card}");
    }
}

#[tokio::test]
async fn disputes_are_listed_newest_first_and_closed_by_the_api() {
    let shop = Shop::opens().await;
    let (first, second) =
        (bought(&shop, "4000000000000259").await, bought(&shop, "4000000000001976").await);
    let page = shop.get("disputes?limit=1").await;
    assert_eq!(
        (&page["data"][0]["payment_intent"], &page["has_more"]),
        (&json!(second), &json!(true))
    );
    let last = id(&page["data"][0]);
    let rest = shop.get(&format!("disputes?starting_after={last}")).await;
    assert_eq!(rest["data"][0]["payment_intent"], first);
    let charge = rest["data"][0]["charge"].as_str().unwrap();
    let of_charge = shop.get(&format!("disputes?charge={charge}&created[lte]=1772323200")).await;
    assert_eq!(of_charge["data"], rest["data"]);
    assert_eq!(shop.get("disputes?created[gt]=1772323200").await["data"], json!([]));
    for dispute in [&page["data"][0], &rest["data"][0]] {
        let path = format!("disputes/{}", id(dispute));
        let closed = shop.makes(&format!("{path}/close"), &[]).await;
        assert_eq!(
            (&closed["status"], &closed["is_charge_refundable"]),
            (&json!("lost"), &json!(false))
        );
        assert_eq!(shop.get(&path).await, closed);
    }
    assert_eq!(shop.kinds().await.last().unwrap(), "charge.dispute.closed");
    assert_eq!(shop.get("disputes/du_no").await["error"]["param"], "dispute");
}

#[tokio::test]
async fn a_dispute_has_the_fields_of_stripes_own() {
    let shop = Shop::opens().await;
    let dispute = disputed(&shop, &bought(&shop, "4242424242424242").await, json!({})).await;
    has(&dispute, DISPUTE);
    has(&dispute["evidence_details"], DETAILS);
    has(&dispute["balance_transactions"][0], TRANSACTION);
    assert_eq!(dispute["evidence"].as_object().unwrap().len(), 28);
    assert_eq!(dispute["evidence_details"]["due_by"], 1_773_187_199, "the ninth day, 23:59:59");
}
