//! Events: <https://docs.stripe.com/api/events>.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::calendar::DAY;
use crate::desk::{API_VERSION, Desk};
use crate::lists;
use crate::object::{overlay, set, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "event";

/// Stripe keeps an event for 30 days.
const KEPT: i64 = 30 * DAY;

/// How many kinds may be asked for at once.
const KINDS: usize = 20;

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let event = desk.find(KIND, id).filter(|event| is_kept(event, desk.now()));
    let event = event.ok_or_else(|| Refusal::not_found(KIND, id))?;
    Ok(shown(&event, &desk.undelivered()))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(
        "created delivery_success ending_before limit related_object starting_after type types",
    )?;
    let span = lists::Span::parse(params)?;
    let arrived = params.switch("delivery_success")?;
    let kinds = kinds(params)?;
    let (now, undelivered) = (desk.now(), desk.undelivered());
    let wanted = |event: &&Value| {
        span.holds(event)
            && (kinds.is_empty() || kinds.iter().any(|kind| matches(kind, text(event, "type"))))
            && arrived.is_none_or(|arrived| arrived != undelivered.contains(text(event, "id")))
    };
    let kept = desk.newest(KIND).filter(|event| is_kept(event, now));
    let mut page = lists::page("/v1/events", params, kept, wanted)?;
    let data: Vec<Value> = crate::object::entries(&page, "data")
        .iter()
        .map(|event| shown(event, &undelivered))
        .collect();
    set(&mut page, "data", data);
    Ok(page)
}

fn is_kept(event: &Value, now: i64) -> bool {
    now < whole(event, "created").saturating_add(KEPT)
}

/// The kinds that are asked for, by `type` or by `types`; none for all.
fn kinds(params: &Params) -> Result<Vec<String>, Refusal> {
    let kinds = params.texts("types");
    match params.text("type") {
        Some(_) if params.has("types") => {
            let message = "You may only specify one of these parameters: type, types.";
            Err(Refusal::invalid(message))
        }
        Some(kind) => Ok(vec![kind.to_owned()]),
        None if kinds.len() > KINDS => Err(params.wrong("types", "At most 20 types.")),
        None => Ok(kinds),
    }
}

/// `charge.*` stands for everything that begins so.
fn matches(wanted: &str, kind: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(start) => kind.starts_with(start),
        None => kind == wanted,
    }
}

/// An event says how many webhooks were not told, which changes after it was made.
fn shown(event: &Value, undelivered: &HashSet<&str>) -> Value {
    let mut event = event.clone();
    let waiting = i64::from(undelivered.contains(text(&event, "id")));
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
