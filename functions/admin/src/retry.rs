//! Trying an event again, as Stripe has it, by the way that the webhook takes.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Serialize;
use shared::app::{During, chain};
use shared::http::caller::Caller;
use shared::http::metering;
use shared::http::path::Params;
use shared::http::problem::{Kind, Problem};
use shared::stripe::api::StripeApi;
use shared::stripe::fault::StripeFault;
use shared::stripe::id::StripeId;
use shared::stripe_door;
use shared::stripe_events::Outcome;

use super::Admin;

/// What became of an event that was tried again.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RetryView {
    /// Its id at Stripe, `evt_…`.
    pub event: String,
    /// `done`, `known` where it was done before, or `ignored` where it is none of ours.
    pub outcome: &'static str,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/events/{event}/retry", operation_id = "retry",
    tag = "admin",
    summary = "Fetch an event from Stripe and apply it; done once for ever, however often it is tried",
    params(("event" = String, Path, description = "`evt_…`")),
    responses(
        (status = 200, body = RetryView, description = "Durably done or durably ignored"),
        (status = 404, description = "Stripe does not have it, or not any more"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST /v1/events/{event}/retry`. It needs no key: an event names itself.
pub async fn retry(
    State(admin): State<Arc<Admin>>,
    caller: Caller,
    during: During,
    params: Params,
) -> Result<Answer<RetryView>, Problem> {
    caller.may_administer()?;
    if params.get("event")?.starts_with("swept_") {
        let why = "The sweep named this after an object of Stripe's, which is no event. `GET /v1/find` \
                   finds what the object belongs to; the order can be corrected with an adjustment.";
        return Err(Problem::because(Kind::NotFound, why));
    }
    let id = StripeId::parse(params.get("event")?).map_err(|_| Problem::new(Kind::NotFound))?;
    let event = admin.events.stripe.retrieve_event(&id).await.map_err(|fault| untold(&fault))?;
    if event.livemode != admin.livemode {
        return Err(Problem::new(Kind::WrongMode));
    }
    let outcome = match admin.events.take(&event, &during).await? {
        Outcome::Done => "done",
        Outcome::Known => "known",
        Outcome::Ignored => "ignored",
    };
    Ok(Answer(RetryView { event: event.id.to_string(), outcome }))
}

/// Why there is no event to take.
fn untold(fault: &StripeFault) -> Problem {
    if fault.is_not_found() {
        let why = "Stripe does not have this event: it keeps each for 30 days. Correct the balance \
                   with an adjustment instead.";
        return Problem::because(Kind::NotFound, why);
    }
    if let StripeFault::Unreadable { .. } = fault {
        metering::webhook_failed();
        tracing::error!(error = chain(fault), "unreadable event");
        return Problem::because(Kind::UnprocessableEvent, "The event cannot be read.");
    }
    stripe_door::problem(fault)
}
