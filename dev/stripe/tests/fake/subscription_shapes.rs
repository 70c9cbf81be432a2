//! The fields of everything about subscriptions: those that the API returns, and no misspelt ones.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::shapes::read;
use crate::shop::Shop;
use crate::subscribed::{PLAN, id};

const SUBSCRIPTION: &str = "application application_fee_percent automatic_tax billing_cycle_anchor \
    billing_cycle_anchor_config billing_mode billing_schedules billing_thresholds cancel_at \
    cancel_at_period_end canceled_at cancellation_details collection_method created currency \
    customer customer_account days_until_due default_payment_method default_source \
    default_tax_rates description discounts ended_at id invoice_settings items latest_invoice \
    livemode managed_payments metadata next_pending_invoice_item_invoice object on_behalf_of \
    pause_collection payment_settings pending_invoice_item_interval pending_setup_intent \
    pending_update schedule start_date status test_clock transfer_data trial_end trial_settings \
    trial_start";

const ITEM: &str = "billing_thresholds created current_period_end current_period_start discounts \
    id metadata object plan price quantity subscription tax_rates";

const PLAN_OF_ITEM: &str = "active amount amount_decimal billing_scheme created currency id \
    interval interval_count livemode metadata meter nickname object product tiers_mode \
    transform_usage trial_period_days usage_type";

pub const INVOICE: &str = "account_country account_name account_tax_ids amount_due amount_overpaid \
    amount_paid amount_remaining amount_shipping application attempt_count attempted auto_advance \
    automatic_tax automatically_finalizes_at billing_reason collection_method created currency \
    custom_fields customer customer_account customer_address customer_email customer_name \
    customer_phone customer_shipping customer_tax_exempt customer_tax_ids default_payment_method \
    default_source default_tax_rates description discounts due_date effective_at ending_balance \
    footer from_invoice hosted_invoice_url id invoice_pdf issuer last_finalization_error \
    latest_revision lines livemode metadata next_payment_attempt number object on_behalf_of parent \
    payment_settings period_end period_start post_payment_credit_notes_amount \
    pre_payment_credit_notes_amount receipt_number rendering shipping_cost shipping_details \
    starting_balance statement_descriptor status status_transitions subtotal \
    subtotal_excluding_tax test_clock total total_discount_amounts total_excluding_tax \
    total_pretax_credit_amounts total_taxes webhooks_delivered_at";

pub const LINE: &str = "amount currency description discount_amounts discountable discounts id invoice \
    livemode metadata object parent period pretax_credit_amounts pricing quantity \
    quantity_decimal subscription subtotal taxes";

const PAYMENT: &str = "amount_paid amount_requested created currency id invoice is_default \
    livemode object payment status status_transitions";

const PORTAL: &str = "configuration created customer customer_account flow id livemode locale \
    object on_behalf_of return_url url";

const CONFIGURATION: &str = "active application business_profile created default_return_url \
    features id is_default livemode login_page metadata name object updated";

pub fn has(object: &Value, fields: &str) {
    let own: BTreeSet<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    let wanted: BTreeSet<&str> = fields.split(' ').filter(|name| !name.is_empty()).collect();
    assert_eq!(own, wanted, "{}", object["object"]);
}

#[tokio::test]
async fn every_object_has_the_fields_of_stripes_own() {
    let shop = Shop::opens().await;
    let subscription = shop.subscribes(&PLAN).await;
    has(&subscription, SUBSCRIPTION);
    let item = &subscription["items"]["data"][0];
    has(item, ITEM);
    has(&item["plan"], PLAN_OF_ITEM);
    let invoice = subscription["latest_invoice"].as_str().unwrap();
    let invoice = shop.get(&format!("invoices/{invoice}")).await;
    has(&invoice, INVOICE);
    has(&invoice["lines"]["data"][0], LINE);
    let lines = shop.get(&format!("invoices/{}/lines", id(&invoice))).await;
    assert_eq!(lines["data"], invoice["lines"]["data"]);
    let payments = shop.get(&format!("invoice_payments?invoice={}", id(&invoice))).await;
    has(&payments["data"][0], PAYMENT);
    let intent = payments["data"][0]["payment"]["payment_intent"].as_str().unwrap();
    let by =
        format!("invoice_payments?payment[type]=payment_intent&payment[payment_intent]={intent}");
    assert_eq!(shop.get(&by).await["data"][0]["invoice"], invoice["id"]);
    let form = [("customer", subscription["customer"].as_str().unwrap())];
    has(&shop.makes("billing_portal/sessions", &form).await, PORTAL);
    has(&shop.get("billing_portal/configurations").await["data"][0], CONFIGURATION);
}

#[tokio::test]
async fn a_whole_life_is_what_the_typed_library_reads() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-01T00:00:00Z");
    shop.makes("coupons", &[("id", "TEN"), ("percent_off", "10"), ("duration", "forever")]).await;
    let form: Vec<_> = PLAN.iter().copied().chain([("discounts[0][coupon]", "TEN")]).collect();
    let subscription = shop.subscribes(&form).await;
    let path = format!("subscriptions/{}", id(&subscription));
    let bigger = shop.price("Bigger", "5000", "month").await;
    let items = [
        ("items[0][id]", subscription["items"]["data"][0]["id"].as_str().unwrap()),
        ("items[0][price]", bigger["id"].as_str().unwrap()),
        ("proration_behavior", "always_invoice"),
    ];
    shop.makes(&path, &items).await;
    shop.makes(&path, &[("pause_collection[behavior]", "void")]).await;
    shop.makes(&path, &[("pause_collection", "")]).await;
    let customer = subscription["customer"].as_str().unwrap();
    shop.has_card(customer, "4000000000000341").await;
    shop.is_at("2027-05-01T00:00:00Z");
    shop.makes("customers", &[("email", "b@example.com")]).await;
    for kind in [
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "invoice.paid",
        "invoice.payment_failed",
    ] {
        assert!(shop.kinds().await.contains(&kind.to_owned()), "{kind}");
    }
    for event in shop.told().await {
        read(&event);
        read(&event["data"]["object"]);
    }
    let expanded = shop.subscription(&format!("{}?expand[]=discounts", id(&subscription))).await;
    assert_eq!(expanded["discounts"][0]["source"]["coupon"], json!("TEN"));
    read(&expanded);
}
