//! The customer portal: its sessions and what they allow.
//! <https://docs.stripe.com/api/customer_portal>. Its page is in `hosted/portal.rs`.

use serde_json::{Value, json};

use super::{customers, sessions};
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{entries, field, is_on, overlay, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

pub(crate) const SESSION: &str = "billing_portal.session";
pub(crate) const CONFIGURATION: &str = "billing_portal.configuration";

/// A session of a customer's; what `flow_data` asks for is taken and the whole page is shown.
pub(crate) fn open(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params
        .only("configuration customer customer_account flow_data locale on_behalf_of return_url")?;
    params.needed("customer")?;
    let customer = customers::named(desk, params)?.unwrap_or_default();
    let back = sessions::address(params, "return_url")?;
    let configuration = match params.text("configuration") {
        Some(id) => desk
            .find(CONFIGURATION, id)
            .ok_or_else(|| Refusal::no_such("configuration", id, "configuration"))?,
        None => default(desk),
    };
    let id = desk.fresh("bps_1");
    let url = format!("{}/stripe/portal/{id}", desk.settings().base);
    let session = json!({
        "id": id, "object": SESSION, "configuration": field(&configuration, "id"),
        "created": desk.now(), "customer": field(&customer, "id"), "customer_account": null,
        "flow": null, "livemode": false, "locale": params.text_or_null("locale"),
        "on_behalf_of": null,
        "return_url": back.map_or_else(|| field(&configuration, "default_return_url"), Value::from),
        "url": url,
    });
    desk.put(&session);
    desk.emit("billing_portal.session.created", &session);
    Ok(session)
}

/// What is allowed where nothing else is said; it is made when it is first needed.
fn default(desk: &mut Desk<'_>) -> Value {
    let known = desk.seen(CONFIGURATION, |one| is_on(one, "is_default"));
    if let Some(known) = known.into_iter().next() {
        return known;
    }
    let mut configuration = blank(desk);
    set(&mut configuration, "is_default", true);
    desk.put(&configuration);
    configuration
}

fn blank(desk: &mut Desk<'_>) -> Value {
    let now = desk.now();
    json!({
        "id": desk.fresh("bpc_1"), "object": CONFIGURATION, "active": true, "application": null,
        "business_profile": {
            "headline": null, "privacy_policy_url": null, "terms_of_service_url": null,
        },
        "created": now, "default_return_url": null,
        "features": {
            "customer_update": { "allowed_updates": [], "enabled": false },
            "invoice_history": { "enabled": true },
            "payment_method_update": { "enabled": true, "payment_method_configuration": null },
            "subscription_cancel": {
                "cancellation_reason": { "enabled": false, "options": [] }, "enabled": true,
                "mode": "at_period_end", "proration_behavior": "none",
            },
            "subscription_update": {
                "billing_cycle_anchor": null, "default_allowed_updates": ["price"],
                "enabled": true, "products": [], "proration_behavior": "create_prorations",
                "schedule_at_period_end": { "conditions": [] },
                "trial_update_behavior": "end_trial",
            },
        },
        "is_default": false, "livemode": false, "login_page": { "enabled": false, "url": null },
        "metadata": {}, "name": null, "updated": now,
    })
}

const KNOWN: &str = "active business_profile default_return_url features login_page metadata name";

const KNOWN_FEATURES: &str = "customer_update invoice_history payment_method_update \
    subscription_cancel subscription_update";

pub(crate) fn configure(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    if !params.has("features") {
        return Err(Refusal::missing("features"));
    }
    let mut configuration = blank(desk);
    // What is not spoken of is off, unlike in the one that is there by itself.
    let mut features = field(&configuration, "features");
    for (_, feature) in features.as_object_mut().into_iter().flatten() {
        set(feature, "enabled", false);
    }
    let update = json!({ "default_allowed_updates": [], "proration_behavior": "none" });
    if let Some(feature) = features.get_mut("subscription_update") {
        overlay(feature, &update);
    }
    set(&mut configuration, "features", features);
    change(desk, &mut configuration, params)?;
    desk.put(&configuration);
    desk.emit("billing_portal.configuration.created", &configuration);
    Ok(configuration)
}

pub(crate) fn reconfigure(
    desk: &mut Desk<'_>,
    id: &str,
    params: &Params,
) -> Result<Value, Refusal> {
    let before = configuration(desk, id)?;
    let mut after = before.clone();
    change(desk, &mut after, params)?;
    desk.put(&after);
    desk.emit_changed("billing_portal.configuration.updated", &before, &after);
    Ok(after)
}

fn change(desk: &Desk<'_>, configuration: &mut Value, params: &Params) -> Result<(), Refusal> {
    params.only(KNOWN)?;
    let metadata = metadata(params, &field(configuration, "metadata"))?;
    let back = sessions::address(params, "default_return_url")?;
    let profile = params.part("business_profile");
    profile.only("headline privacy_policy_url terms_of_service_url")?;
    let asked = params.part("features");
    asked.only(KNOWN_FEATURES)?;
    let mut features = field(configuration, "features");
    for (name, feature) in features.as_object_mut().into_iter().flatten() {
        let part = asked.part(name);
        if let Some(enabled) = part.switch("enabled")? {
            set(feature, "enabled", enabled);
        }
        for word in ["mode", "proration_behavior"].into_iter().filter(|word| part.has(word)) {
            set(feature, word, part.text_or_null(word));
        }
        for list in ["allowed_updates", "default_allowed_updates"] {
            if part.has(list) {
                set(feature, list, part.texts(list));
            }
        }
        if part.has("products") {
            set(feature, "products", products(desk, &part)?);
        }
    }
    let mut own = field(configuration, "business_profile");
    for name in ["headline", "privacy_policy_url", "terms_of_service_url"] {
        if profile.has(name) {
            set(&mut own, name, profile.text_or_null(name));
        }
    }
    let news = json!({ "features": features, "metadata": metadata, "business_profile": own });
    overlay(configuration, &news);
    overlay(configuration, &json!({ "updated": desk.now() }));
    if let Some(back) = back {
        set(configuration, "default_return_url", back);
    }
    if let Some(active) = params.switch("active")? {
        set(configuration, "active", active);
    }
    Ok(())
}

/// The products and prices that may be changed to, all of which exist.
fn products(desk: &Desk<'_>, part: &Params) -> Result<Value, Refusal> {
    let mut products = Vec::new();
    for one in part.parts("products") {
        one.only("adjustable_quantity prices product")?;
        let id = one.needed("product")?;
        if desk.find("product", id).is_none() {
            return Err(one.wrong("product", &format!("No such product: '{id}'")));
        }
        let prices = one.texts("prices");
        if let Some(id) = prices.iter().find(|id| desk.find("price", id).is_none()) {
            return Err(one.wrong("prices", &format!("No such price: '{id}'")));
        }
        products.push(json!({ "product": id, "prices": prices }));
    }
    Ok(Value::Array(products))
}

pub(crate) fn configuration(desk: &Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(CONFIGURATION, id).ok_or_else(|| Refusal::not_found(CONFIGURATION, id))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("active ending_before is_default limit starting_after")?;
    let (active, default) = (params.switch("active")?, params.switch("is_default")?);
    let wanted = |one: &&Value| {
        active.is_none_or(|active| is_on(one, "active") == active)
            && default.is_none_or(|default| is_on(one, "is_default") == default)
    };
    let all = desk.newest(CONFIGURATION);
    lists::page("/v1/billing_portal/configurations", params, all, wanted)
}

/// The prices that a customer may change to: those of the configuration, or all that recur.
pub(crate) fn offers(desk: &Desk<'_>, configuration: &Value, currency: &str) -> Vec<Value> {
    let update =
        configuration.pointer("/features/subscription_update").cloned().unwrap_or_default();
    let named: Vec<Value> = entries(&update, "products")
        .iter()
        .flat_map(|product| entries(product, "prices").to_vec())
        .collect();
    let mut offers = desk.seen("price", |price| {
        let is_named = named.is_empty() || named.contains(&field(price, "id"));
        let sold = is_on(price, "active") && text(price, "type") == "recurring";
        is_named && sold && text(price, "currency") == currency
    });
    offers.reverse();
    offers
}
