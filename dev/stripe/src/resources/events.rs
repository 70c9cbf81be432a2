//! Events: <https://docs.stripe.com/api/events>.

use serde_json::{Value, json};

use crate::desk::{API_VERSION, Desk};
use crate::lists;
use crate::object::{overlay, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "event";

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let event = desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))?;
    Ok(shown(desk, &event))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(
        "created delivery_success ending_before limit related_object starting_after type types",
    )?;
    let span = lists::Span::parse(params)?;
    let arrived = params.switch("delivery_success")?;
    let mut kinds = params.texts("types");
    kinds.extend(params.text("type").map(str::to_owned));
    let wanted = |event: &&Value| {
        span.holds(event)
            && (kinds.is_empty() || kinds.iter().any(|kind| matches(kind, text(event, "type"))))
            && arrived.is_none_or(|arrived| arrived != desk.is_sending(text(event, "id")))
    };
    let mut page = lists::page("/v1/events", params, desk.newest(KIND), wanted)?;
    let data: Vec<Value> =
        crate::object::entries(&page, "data").iter().map(|event| shown(desk, event)).collect();
    set(&mut page, "data", data);
    Ok(page)
}

/// `charge.*` stands for everything that begins so.
fn matches(wanted: &str, kind: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(start) => kind.starts_with(start),
        None => kind == wanted,
    }
}

/// An event says how many webhooks are still to be told, which changes after it was made.
fn shown(desk: &Desk<'_>, event: &Value) -> Value {
    let mut event = event.clone();
    let waiting = i64::from(desk.is_sending(text(&event, "id")));
    set(&mut event, "pending_webhooks", waiting);
    event
}

/// An event of any shape, for tests of what Stripe might send one day: what is given is sent as it
/// is given, what is missing is filled in.
pub(crate) fn emit(desk: &mut Desk<'_>, given: &Value) -> Result<Value, Refusal> {
    if !given.is_object() {
        return Err(Refusal::invalid("An event is a JSON object."));
    }
    let mut event = json!({
        "id": desk.fresh("evt_1"), "object": KIND, "api_version": API_VERSION,
        "created": desk.now(), "data": { "object": {} }, "livemode": false,
        "pending_webhooks": 1, "request": desk.cause, "type": "unknown",
    });
    overlay(&mut event, given);
    let id = text(&event, "id").to_owned();
    if !id.starts_with("evt_") || text(&event, "object") != KIND {
        return Err(Refusal::invalid("The id of an event begins with evt_, its object is event."));
    }
    desk.put(&event);
    desk.send(&id, false);
    Ok(event)
}
