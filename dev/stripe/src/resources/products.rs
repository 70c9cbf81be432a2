//! Products: <https://docs.stripe.com/api/products>.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, is_on, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "product";

const KNOWN: &str = "active default_price_data description id images marketing_features \
    metadata name package_dimensions shippable statement_descriptor tax_code tax_details \
    unit_label url";

pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    if params.has("default_price_data") {
        return Err(
            params.wrong("default_price_data", "The fake Stripe makes prices by /v1/prices")
        );
    }
    let active = params.switch("active")?.unwrap_or(true);
    let product = new(desk, params, active)?;
    desk.put(&product);
    desk.emit("product.created", &product);
    Ok(product)
}

/// A product as described; it is not written yet.
pub(crate) fn new(desk: &mut Desk<'_>, params: &Params, active: bool) -> Result<Value, Refusal> {
    let name = params.needed("name")?;
    let metadata = metadata(params, &Value::Null)?;
    let id = match params.text("id") {
        Some(id) if desk.any(id).is_some() => {
            let message = format!("Product already exists: {id}");
            return Err(params.wrong("id", &message).code("resource_already_exists"));
        }
        Some(id) if !id.starts_with("prod_") => {
            return Err(params.wrong("id", "The fake Stripe takes only ids that begin with prod_"));
        }
        Some(id) => id.to_owned(),
        None => desk.fresh_of("prod_", 14),
    };
    Ok(json!({
        "id": id, "object": KIND, "active": active, "created": desk.now(), "default_price": null,
        "description": params.text_or_null("description"), "images": params.texts("images"),
        "livemode": false, "marketing_features": [], "metadata": metadata, "name": name,
        "package_dimensions": null, "shippable": null, "statement_descriptor": null,
        "tax_code": params.text_or_null("tax_code"), "type": "service",
        "unit_label": params.text_or_null("unit_label"), "updated": desk.now(),
        "url": params.text_or_null("url"),
    }))
}

/// Changes what a product is called, what is written on it, and whether it is sold.
pub(crate) fn update(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let before = retrieve(desk, id)?;
    params.only("active description images metadata name tax_code unit_label url")?;
    let mut after = before.clone();
    set(&mut after, "metadata", metadata(params, &field(&before, "metadata"))?);
    if params.has("name") {
        set(&mut after, "name", params.needed("name")?);
    }
    if let Some(active) = params.switch("active")? {
        set(&mut after, "active", active);
    }
    if params.has("images") {
        set(&mut after, "images", params.texts("images"));
    }
    for name in ["description", "tax_code", "unit_label", "url"] {
        if params.has(name) {
            set(&mut after, name, params.text_or_null(name));
        }
    }
    if after != before {
        set(&mut after, "updated", desk.now());
    }
    desk.put(&after);
    desk.emit_changed("product.updated", &before, &after);
    Ok(after)
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("active created ending_before ids limit shippable starting_after type url")?;
    let (span, active) = (lists::Span::parse(params)?, params.switch("active")?);
    let ids = params.texts("ids");
    let wanted = |product: &&Value| {
        span.holds(product)
            && active.is_none_or(|active| is_on(product, "active") == active)
            && (ids.is_empty() || ids.iter().any(|id| id == text(product, "id")))
    };
    lists::page("/v1/products", params, desk.newest(KIND), wanted)
}
