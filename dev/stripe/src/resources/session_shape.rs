//! The many fields of a checkout session, before anything is known of it.

use serde_json::{Value, json};

use super::sessions::KIND;
use crate::desk::Desk;
use crate::object::overlay;
use crate::params::Params;
use crate::refusal::Refusal;

/// An open session that sells nothing yet.
pub(crate) fn blank(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    let id = desk.fresh_of("cs_test_a1", 56);
    let url = format!("{}/stripe/checkout/{id}", desk.settings().base);
    let creation = params.word("customer_creation", &["always", "if_required"])?;
    let creation = creation.unwrap_or("if_required");
    let mut session = json!({
        "id": id, "object": KIND, "adaptive_pricing": { "enabled": false },
        "after_expiration": null, "allow_promotion_codes": null, "amount_subtotal": null,
        "amount_total": null,
        "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
        "billing_address_collection": null, "client_secret": null,
        "client_reference_id": params.text_or_null("client_reference_id"),
        "collected_information": null, "consent": null, "consent_collection": null,
        "created": desk.now(), "currency_conversion": null, "custom_fields": [],
        "custom_text": {
            "after_submit": null, "shipping_address": null, "submit": null,
            "terms_of_service_acceptance": null,
        },
        "customer_account": null,
        "customer_creation": if params.has("customer") { Value::Null } else { creation.into() },
        "customer_email": params.text_or_null("customer_email"), "discounts": [],
        "integration_identifier": null, "invoice": null,
    });
    let rest = json!({
        "invoice_creation": {
            "enabled": false,
            "invoice_data": {
                "account_tax_ids": null, "custom_fields": null, "description": null,
                "footer": null, "issuer": null, "metadata": {}, "rendering_options": null,
            },
        },
        "livemode": false, "locale": params.text_or_null("locale"), "mode": "payment",
        "origin_context": null, "payment_intent": null, "payment_link": null,
        "payment_method_collection": "if_required", "payment_method_configuration_details": null,
        "payment_method_options": {}, "payment_status": "unpaid", "permissions": null,
        "phone_number_collection": { "enabled": false }, "recovered_from": null,
        "saved_payment_method_options": null, "setup_intent": null,
        "shipping_address_collection": null, "shipping_cost": null, "shipping_options": [],
        "status": "open", "submit_type": params.text_or_null("submit_type"), "subscription": null,
        "ui_mode": "hosted_page", "url": url, "wallet_options": null,
    });
    overlay(&mut session, &rest);
    Ok(session)
}

/// A payer's details as a session shows them.
pub(crate) fn payer(email: &str, name: &str) -> Value {
    json!({
        "address": null, "business_name": null, "email": crate::object::or_null(email),
        "individual_name": null, "name": crate::object::or_null(name), "phone": null,
        "tax_exempt": "none", "tax_ids": [],
    })
}
