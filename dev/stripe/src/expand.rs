//! `expand[]`: ids replaced by the objects they name:
//! <https://docs.stripe.com/api/expanding_objects>.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::object::{entries, field, set, text};
use crate::params::Params;
use crate::refusal::Refusal;
use crate::resources::{invoice_payments, line_items, refunds};

/// Stripe expands four levels deep.
const DEPTH: usize = 4;

/// Expands every path that the request asked for.
pub(crate) fn expand(
    desk: &mut Desk<'_>,
    value: &mut Value,
    params: &Params,
) -> Result<(), Refusal> {
    for path in params.texts("expand") {
        let segments: Vec<&str> = path.split('.').collect();
        if segments.len() > DEPTH {
            let message = format!("You cannot expand more than {DEPTH} levels: {path}");
            return Err(Refusal::invalid(&message).param("expand"));
        }
        step(desk, value, &segments, &path)?;
    }
    Ok(())
}

fn step(
    desk: &mut Desk<'_>,
    value: &mut Value,
    segments: &[&str],
    path: &str,
) -> Result<(), Refusal> {
    let Some((first, rest)) = segments.split_first() else {
        return Ok(());
    };
    if let Some(list) = value.as_array_mut() {
        return list.iter_mut().try_for_each(|entry| step(desk, entry, segments, path));
    }
    if value.is_null() {
        return Ok(());
    }
    if value.get(first).is_none() {
        let part = left_out(desk, value, first)?.ok_or_else(|| {
            Refusal::invalid(&format!("This property cannot be expanded ({path})."))
                .code("property_cannot_be_expanded")
                .param("expand")
        })?;
        set(value, first, part);
    }
    let Some(named) = value.get_mut(first) else {
        return Ok(());
    };
    if let Some(object) = named.as_str().and_then(|id| desk.any(id)) {
        *named = object;
    }
    for entry in named.as_array_mut().into_iter().flatten() {
        if let Some(object) = entry.as_str().and_then(|id| desk.any(id)) {
            *entry = object;
        }
    }
    step(desk, named, rest, path)
}

/// The parts of an object that are there only when they are asked for.
fn left_out(desk: &mut Desk<'_>, value: &Value, name: &str) -> Result<Option<Value>, Refusal> {
    let id = text(value, "id");
    match (text(value, "object"), name) {
        ("checkout.session", "line_items") => {
            line_items::list(desk, id, &Params::default()).map(Some)
        }
        ("charge", "refunds") => {
            let query = Params::parse(format!("charge={id}").as_bytes())?;
            let mut list = refunds::list(desk, &query)?;
            debug_assert!(entries(&list, "data").len() <= 10);
            set(&mut list, "url", format!("/v1/charges/{id}/refunds"));
            Ok(Some(list))
        }
        ("invoice", "payments") => Ok(Some(invoice_payments::of(desk, id))),
        ("invoice", "confirmation_secret") => {
            let hidden = desk.hidden(id);
            let intent = desk.find("payment_intent", text(&hidden, "intent"));
            let secret = |intent: Value| {
                json!({
                    "client_secret": field(&intent, "client_secret"), "type": "payment_intent",
                })
            };
            Ok(Some(intent.map(secret).unwrap_or_default()))
        }
        _ => Ok(None),
    }
}
