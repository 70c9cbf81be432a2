//! Stripe's events as we keep them: those that failed, and any one.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::{Deserialize, Serialize};
use shared::app::{App, During};
use shared::domain::event::{EventRecord, EventState};
use shared::domain::id::EventId;
use shared::domain::world::Name;
use shared::http::caller::Caller;
use shared::http::path::Params;
use shared::http::problem::{Kind, Problem};
use shared::http::query::{Query, after, at_most};
use shared::store::reads::pages::Cursor;

use super::Admin;

/// A page of events.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventsView {
    /// The newest first. A page may be short where some were seen to meanwhile.
    pub events: Vec<EventView>,
    /// The `cursor` of the next page; absent on the last.
    pub next: Option<String>,
}

/// An event of Stripe's, and what became of it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventView {
    /// Its id at Stripe, `evt_…`.
    pub id: String,
    /// What it tells of, in Stripe's words.
    pub kind: String,
    /// When it was taken last, RFC 3339 in UTC.
    pub at: String,
    /// `done`, `ignored` or `failed`.
    pub state: &'static str,
    /// Why it failed.
    pub why: Option<String>,
}

impl EventView {
    /// The event as it is told.
    pub fn of(event: &EventRecord) -> Self {
        let why = match &event.state {
            EventState::Failed { why } => Some(why.to_string()),
            EventState::Done | EventState::Ignored => None,
        };
        Self {
            id: event.id.to_string(),
            kind: event.kind.to_string(),
            at: event.at.to_string(),
            state: event.state.as_str(),
            why,
        }
    }
}

/// Which events.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct EventsQuery {
    /// `failed`, which is also meant if nothing is said.
    pub state: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// How many on a page, 1 to 100; 20 if not given.
    pub limit: Option<u16>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/events", operation_id = "events",
    tag = "admin",
    summary = "The events of Stripe that could not be applied, newest first",
    params(EventsQuery),
    responses((status = 200, body = EventsView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/events`
pub async fn list(
    State(admin): State<Arc<Admin>>,
    caller: Caller,
    _: During,
    Query(query): Query<EventsQuery>,
) -> Result<Answer<EventsView>, Problem> {
    caller.may_administer()?;
    if query.state.is_some_and(|state| state != "failed") {
        let why = "must be `failed`: what is done or ignored is not listed";
        return Err(Problem::invalid("state", why));
    }
    let after = after(query.cursor.as_deref(), Cursor::parse)?;
    let limit = at_most(query.limit, "limit")?;
    let found = admin.events.app.store().failed_events(after.as_ref(), limit).await;
    let found = found.map_err(|fault| App::fault(&fault))?;
    let events = found.items.iter().map(EventView::of).collect();
    Ok(Answer(EventsView { events, next: found.next.map(|it| it.to_string()) }))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/events/{event}", operation_id = "event",
    tag = "admin",
    summary = "What became of an event of Stripe's",
    params(("event" = String, Path, description = "`evt_…`")),
    responses((status = 200, body = EventView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/events/{event}`
pub async fn show(
    State(admin): State<Arc<Admin>>,
    caller: Caller,
    during: During,
    params: Params,
) -> Result<Answer<EventView>, Problem> {
    caller.may_administer()?;
    let event = known(&admin, params.get("event")?, &during).await?;
    event.map(|event| Answer(EventView::of(&event))).ok_or(Problem::new(Kind::NotFound))
}

/// What we know of an event, if anything.
pub async fn known(
    admin: &Admin,
    event: &str,
    during: &During,
) -> Result<Option<EventRecord>, Problem> {
    let Ok(id) = EventId::parse(event) else { return Ok(None) };
    let world = admin.events.app.read(&[Name::Event(id.clone())], during).await?;
    Ok(world.event(&id).cloned())
}
