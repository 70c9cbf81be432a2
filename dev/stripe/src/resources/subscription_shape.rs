//! The many fields of a subscription and its items, before anything happened to it.

use serde_json::{Value, json};

use super::subscriptions::KIND;
use crate::desk::Desk;
use crate::object::{entries, field, is_on, overlay, set, text, whole};

/// A subscription that has neither items nor an invoice yet.
pub(crate) fn blank(desk: &mut Desk<'_>, customer: &Value, currency: &str) -> Value {
    let (id, now) = (desk.fresh("sub_1"), desk.now());
    let mut subscription = json!({
        "id": id, "object": KIND, "application": null, "application_fee_percent": null,
        "automatic_tax": { "disabled_reason": null, "enabled": false, "liability": null },
        "billing_cycle_anchor": now, "billing_cycle_anchor_config": null,
        "billing_mode": {
            "flexible": { "proration_discounts": "included" }, "type": "flexible",
        },
        "billing_schedules": [], "billing_thresholds": null, "cancel_at": null,
        "cancel_at_period_end": false, "canceled_at": null,
        "cancellation_details": { "comment": null, "feedback": null, "reason": null },
        "collection_method": "charge_automatically", "created": now, "currency": currency,
        "customer": field(customer, "id"), "customer_account": null, "days_until_due": null,
        "default_payment_method": null, "default_source": null, "default_tax_rates": [],
        "description": null, "discounts": [], "ended_at": null,
        "invoice_settings": { "account_tax_ids": null, "issuer": { "type": "self" } },
    });
    let rest = json!({
        "items": {
            "object": "list", "data": [], "has_more": false,
            "url": format!("/v1/subscription_items?subscription={id}"),
        },
        "latest_invoice": null, "livemode": false, "managed_payments": null, "metadata": {},
        "next_pending_invoice_item_invoice": null, "on_behalf_of": null, "pause_collection": null,
        "payment_settings": {
            "payment_method_options": null, "payment_method_types": null,
            "save_default_payment_method": "off",
        },
        "pending_invoice_item_interval": null, "pending_setup_intent": null,
        "pending_update": null, "schedule": null, "start_date": now, "status": "incomplete",
        "test_clock": null, "transfer_data": null, "trial_end": null,
        "trial_settings": { "end_behavior": { "missing_payment_method": "create_invoice" } },
        "trial_start": null,
    });
    overlay(&mut subscription, &rest);
    subscription
}

/// An item of a subscription at a price; its period is set with the others'.
pub(crate) fn item(
    desk: &mut Desk<'_>,
    subscription: &Value,
    price: &Value,
    quantity: i64,
    metadata: &Value,
) -> Value {
    json!({
        "id": desk.fresh_of("si_", 14), "object": "subscription_item", "billing_thresholds": null,
        "created": desk.now(), "current_period_end": 0, "current_period_start": 0, "discounts": [],
        "metadata": metadata, "plan": plan(price), "price": price, "quantity": quantity,
        "subscription": field(subscription, "id"), "tax_rates": [],
    })
}

/// A price as the older half of the API shows it.
pub(crate) fn plan(price: &Value) -> Value {
    let recurring = field(price, "recurring");
    let amount = field(price, "unit_amount");
    let plain = |name| field(price, name);
    json!({
        "id": plain("id"), "object": "plan", "active": plain("active"), "amount": amount,
        "amount_decimal": plain("unit_amount_decimal"), "billing_scheme": "per_unit",
        "created": plain("created"), "currency": plain("currency"),
        "interval": field(&recurring, "interval"),
        "interval_count": field(&recurring, "interval_count"), "livemode": false,
        "metadata": plain("metadata"), "meter": null, "nickname": plain("nickname"),
        "product": plain("product"), "tiers_mode": null, "transform_usage": null,
        "trial_period_days": null, "usage_type": "licensed",
    })
}

/// The items of a subscription.
pub(crate) fn items(subscription: &Value) -> Vec<Value> {
    subscription.get("items").map(|list| entries(list, "data").to_vec()).unwrap_or_default()
}

/// The price of its first item, which gives the cycle of all.
pub(crate) fn price(subscription: &Value) -> Value {
    items(subscription).first().map(|item| field(item, "price")).unwrap_or_default()
}

/// The period that all of its items are in.
pub(crate) fn period(subscription: &Value) -> (i64, i64) {
    let item = items(subscription).into_iter().next().unwrap_or_default();
    (whole(&item, "current_period_start"), whole(&item, "current_period_end"))
}

/// Puts items in the place of those that are there.
pub(crate) fn set_items(subscription: &mut Value, items: Vec<Value>) {
    let mut list = field(subscription, "items");
    set(&mut list, "data", items);
    set(subscription, "items", list);
}

/// Puts every item into this period; what is to end with its period ends with this one.
pub(crate) fn set_period(subscription: &mut Value, (start, end): (i64, i64)) {
    if is_on(subscription, "cancel_at_period_end") {
        set(subscription, "cancel_at", end);
    }
    let mut items = items(subscription);
    for item in &mut items {
        overlay(item, &json!({ "current_period_start": start, "current_period_end": end }));
    }
    set_items(subscription, items);
}

/// Whether a subscription is over and stays so.
pub(crate) fn is_over(subscription: &Value) -> bool {
    matches!(text(subscription, "status"), "canceled" | "incomplete_expired")
}
