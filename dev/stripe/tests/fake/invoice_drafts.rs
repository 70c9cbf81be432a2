//! Drafts of invoices: what is put on them, changed, thrown away, and what goes on by itself.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::shop::Shop;
use crate::subscribed::id;
use crate::subscription_shapes::has;

const ITEM: &str = "amount currency customer customer_account date description discountable \
    discounts id invoice livemode metadata net_amount object parent period pricing proration \
    proration_details quantity quantity_decimal tax_rates test_clock";

#[tokio::test]
async fn an_item_costs_its_quantity_times_its_price_to_parts_of_a_cent() {
    let shop = Shop::opens().await;
    let (customer, draft) = shop.draft().await;
    let item = shop.adds(&customer, &id(&draft), "12.345", "1001").await;
    has(&item, ITEM);
    assert_eq!((&item["amount"], &item["quantity"]), (&json!(12_357), &json!(1001)));
    assert_eq!(item["pricing"]["unit_amount_decimal"], "12.345");
    assert_eq!(item["quantity_decimal"], "1001");
    let product = shop.makes("products", &[("name", "Credits")]).await;
    let form = [
        ("customer", customer.as_str()),
        ("invoice", draft["id"].as_str().unwrap()),
        ("quantity", "3"),
        ("price_data[currency]", "usd"),
        ("price_data[product]", product["id"].as_str().unwrap()),
        ("price_data[unit_amount]", "800"),
    ];
    let priced = shop.makes("invoiceitems", &form).await;
    assert_eq!((&priced["amount"], &priced["description"]), (&json!(2400), &json!("Credits")));
    let price = priced["pricing"]["price_details"]["price"].as_str().unwrap();
    let form = [
        ("customer", customer.as_str()),
        ("invoice", draft["id"].as_str().unwrap()),
        ("pricing[price]", price),
    ];
    assert_eq!(shop.makes("invoiceitems", &form).await["amount"], 800);
    let form = [("customer", customer.as_str()), ("amount", "-500"), ("currency", "usd")];
    shop.makes("invoiceitems", &form).await;

    let invoice = shop.get(&format!("invoices/{}", id(&draft))).await;
    assert_eq!((&invoice["subtotal"], &invoice["total"]), (&json!(15_557), &json!(15_557)));
    let lines = invoice["lines"]["data"].as_array().unwrap();
    let amounts: Vec<&Value> = lines.iter().map(|line| &line["amount"]).collect();
    assert_eq!(amounts, [12_357, 2400, 800]);
    assert_eq!(lines[0]["metadata"], json!({ "tier": "volume" }));
    assert_eq!(lines[0]["quantity"], 1001);
    let listed = shop.get(&format!("invoiceitems?invoice={}", id(&draft))).await;
    assert_eq!(listed["data"].as_array().unwrap().len(), 3);
    assert_eq!(shop.get("invoiceitems?pending=true").await["data"][0]["amount"], -500);
    assert_eq!(shop.get(&format!("invoiceitems/{}", id(&item))).await, item);
}

#[tokio::test]
async fn what_makes_no_item_is_named() {
    let shop = Shop::opens().await;
    let (customer, draft) = shop.draft().await;
    let (other, _) = shop.draft().await;
    let base = [("customer", customer.as_str()), ("invoice", draft["id"].as_str().unwrap())];
    for (more, code, param) in [
        (vec![], "parameter_missing", "amount"),
        (vec![("amount", "1"), ("quantity", "2")], "parameters_exclusive", "quantity"),
        (
            vec![("amount", "1"), ("unit_amount_decimal", "2")],
            "parameters_exclusive",
            "unit_amount_decimal",
        ),
        (vec![("unit_amount_decimal", "1e3")], "", "unit_amount_decimal"),
        (
            vec![("unit_amount_decimal", "1"), ("quantity", "-1")],
            "parameter_invalid_integer",
            "quantity",
        ),
        (vec![("unit_amount_decimal", "1"), ("currency", "eur")], "", "currency"),
        (
            vec![("unit_amount_decimal", "999999999"), ("quantity", "9")],
            "amount_too_large",
            "unit_amount_decimal",
        ),
        (vec![("amount", "1"), ("customer", &other)], "", "invoice"),
        (vec![("amount", "1"), ("invoice", "in_no")], "resource_missing", "invoice"),
        (vec![("unit_amount", "1")], "parameter_unknown", "unit_amount"),
    ] {
        let form: Vec<_> = base.iter().copied().chain(more).collect();
        let (status, body) = shop.post("invoiceitems", &form).await;
        assert_eq!(status, 400, "{form:?}");
        assert_eq!(body["error"]["code"].as_str().unwrap_or(""), code, "{body}");
        assert_eq!(body["error"]["param"], param, "{body}");
    }
    assert_eq!(shop.get("invoiceitems").await["data"], json!([]));
}

#[tokio::test]
async fn a_finalized_invoice_keeps_its_lines_and_its_words() {
    let shop = Shop::opens().await;
    let order = shop.orders().await;
    let path = format!("invoices/{}", id(&order.invoice));
    let item = [
        ("customer", order.customer.as_str()),
        ("invoice", order.invoice["id"].as_str().unwrap()),
        ("amount", "1"),
    ];
    for (path, form) in [
        ("invoiceitems".to_owned(), item.to_vec()),
        (path.clone(), vec![("description", "Other")]),
        (format!("{path}/finalize"), vec![]),
    ] {
        let (status, body) = shop.post(&path, &form).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (400, &json!("invoice_not_editable")),
            "{path}"
        );
    }
    assert_eq!(shop.deletes(&path).await.0, 400);
    let changed =
        shop.makes(&path, &[("metadata[purchase]", "p2"), ("auto_advance", "false")]).await;
    assert_eq!(changed["metadata"]["purchase"], "p2");
    assert_eq!(changed["total"], 20_000);
    let told = shop.told().await.pop().unwrap();
    assert_eq!(told["type"], "invoice.updated");
    assert_eq!(told["data"]["previous_attributes"]["metadata"]["purchase"], "purchase-1");
}

#[tokio::test]
async fn a_draft_thrown_away_takes_its_items_and_gives_back_what_waited() {
    let shop = Shop::opens().await;
    let (customer, _) = shop.draft().await;
    let form = [("customer", customer.as_str()), ("amount", "500"), ("currency", "usd")];
    let waited = shop.makes("invoiceitems", &form).await;
    let form = [("customer", customer.as_str()), ("pending_invoice_items_behavior", "include")];
    let draft = shop.makes("invoices", &form).await;
    let own = shop.adds(&customer, &id(&draft), "800", "1").await;
    let path = format!("invoices/{}", id(&draft));
    let renamed = shop.makes(&path, &[("description", "Other"), ("footer", "Thanks")]).await;
    assert_eq!((&renamed["description"], &renamed["total"]), (&json!("Other"), &json!(1300)));

    assert_eq!(shop.deletes(&path).await.0, 200);
    assert_eq!(shop.kinds().await.last().unwrap(), "invoice.deleted");
    let (status, _) = shop.post(&format!("{path}/finalize"), &[]).await;
    assert_eq!(status, 404);
    let left = shop.get("invoiceitems").await;
    assert_eq!(left["data"][0]["id"], waited["id"]);
    assert_eq!(left["data"][0]["invoice"], Value::Null);
    assert!(left["data"].as_array().unwrap().iter().all(|item| item["id"] != own["id"]));
}

#[tokio::test]
async fn an_invoice_that_advances_is_finalized_and_tried_by_itself() {
    let shop = Shop::opens().await;
    let customer = id(&shop.customer_with("pm_card_visa").await);
    let form = [("customer", customer.as_str()), ("currency", "usd"), ("auto_advance", "true")];
    let draft = shop.makes("invoices", &form).await;
    shop.adds(&customer, &id(&draft), "800", "1").await;
    shop.clock.fetch_add(3_599, Ordering::SeqCst);
    shop.stripe.tick().unwrap();
    let path = format!("invoices/{}", id(&draft));
    assert_eq!(shop.get(&path).await["status"], "draft");
    shop.clock.fetch_add(1, Ordering::SeqCst);
    shop.stripe.tick().unwrap();
    assert_eq!(shop.get(&path).await["status"], "paid");
    let still = shop.orders().await;
    shop.clock.fetch_add(1_000_000, Ordering::SeqCst);
    shop.stripe.tick().unwrap();
    let still = shop.get(&format!("invoices/{}", id(&still.invoice))).await;
    assert_eq!((&still["status"], &still["attempt_count"]), (&json!("open"), &json!(0)));
}
