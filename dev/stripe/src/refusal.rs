//! What the API says when it does not do what was asked: Stripe's error envelope.

use http::StatusCode;
use serde_json::{Value, json};

use crate::object::{overlay, set};

/// A refused request, in the words of <https://docs.stripe.com/api/errors>.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    error: Value,
}

impl Refusal {
    fn new(status: StatusCode, kind: &str, message: &str) -> Self {
        Self { status, error: json!({ "type": kind, "message": message }) }
    }

    /// The request itself is wrong.
    pub(crate) fn invalid(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message)
    }

    /// A parameter that is needed was not sent.
    pub(crate) fn missing(param: &str) -> Self {
        Self::invalid(&format!("Missing required param: {param}."))
            .code("parameter_missing")
            .param(param)
    }

    /// A parameter names an object that does not exist.
    pub(crate) fn no_such(noun: &str, id: &str, param: &str) -> Self {
        Self::invalid(&format!("No such {noun}: '{id}'")).code("resource_missing").param(param)
    }

    /// The path names an object that does not exist.
    pub(crate) fn not_found(noun: &str, id: &str) -> Self {
        let mut refusal = Self::no_such(noun, id, "id");
        refusal.status = StatusCode::NOT_FOUND;
        refusal
    }

    /// No such route.
    pub(crate) fn unknown_route(method: &str, path: &str) -> Self {
        let message = format!("Unrecognized request URL ({method}: {path}).");
        Self::new(StatusCode::NOT_FOUND, "invalid_request_error", &message)
    }

    /// The caller did not show the secret key.
    pub(crate) fn unauthorized(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request_error", message)
    }

    /// The idempotency key was used for another request.
    pub(crate) fn reused_key(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "idempotency_error", message)
    }

    /// The bank or the card network said no.
    pub(crate) fn card(code: &str, message: &str) -> Self {
        Self::new(StatusCode::PAYMENT_REQUIRED, "card_error", message).code(code)
    }

    /// The fake itself could not do its work.
    pub(crate) fn fault(message: &str) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "api_error", message)
    }

    /// Stripe is out of service; nothing was done.
    pub(crate) fn outage() -> Self {
        let message = "Stripe is out of service. Nothing was done; please try again later.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "api_error", message)
    }

    pub(crate) fn code(self, code: &str) -> Self {
        let url = format!("https://docs.stripe.com/error-codes#{}", code.replace('_', "-"));
        self.with(&json!({ "code": code, "doc_url": url }))
    }

    pub(crate) fn param(self, param: &str) -> Self {
        self.with(&json!({ "param": param }))
    }

    /// Adds fields to the error.
    pub(crate) fn with(mut self, fields: &Value) -> Self {
        overlay(&mut self.error, fields);
        self
    }

    /// What is sent.
    pub(crate) fn body(&self) -> Value {
        json!({ "error": self.error })
    }

    /// The error alone, as a payment intent keeps it.
    pub(crate) fn error(&self) -> &Value {
        &self.error
    }

    /// The sentence for a person.
    pub(crate) fn message(&self) -> &str {
        crate::object::text(&self.error, "message")
    }

    /// The same refusal with the intent as it is now, as Stripe sends it.
    pub(crate) fn about_intent(mut self, intent: &Value) -> Self {
        set(&mut self.error, "payment_intent", intent.clone());
        self
    }
}
