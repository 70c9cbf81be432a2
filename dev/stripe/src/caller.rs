//! Who asks the API: the shop with its secret key, or a browser with the publishable one, which may
//! only look at and confirm an intent whose client secret it shows.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use serde_json::{Map, Value};

use crate::Settings;
use crate::object::{set, text};
use crate::params::Params;
use crate::refusal::Refusal;

/// What a browser sees of a payment intent: neither its customer nor its metadata.
const PAYMENT_INTENT: &str = "id object allowed_payment_method_types amount amount_details \
    automatic_payment_methods canceled_at cancellation_reason capture_method client_secret \
    confirmation_method created currency description last_payment_error livemode next_action \
    payment_method payment_method_configuration_details payment_method_types processing \
    receipt_email setup_future_usage shipping source status";

/// What a browser sees of a setup intent.
const SETUP_INTENT: &str = "id object allowed_payment_method_types automatic_payment_methods \
    cancellation_reason client_secret created description last_setup_error livemode next_action \
    payment_method payment_method_configuration_details payment_method_types status usage";

/// The two kinds of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    Shop,
    Browser,
}

impl Caller {
    /// The key of a request: as a bearer, as the user name of basic authentication, or, from
    /// Stripe.js, as the parameter `key`.
    ///
    /// # Errors
    /// When there is no key and when it is neither of the two.
    pub(crate) fn of(
        settings: &Settings,
        headers: &HeaderMap,
        params: &Params,
    ) -> Result<Self, Refusal> {
        let shown = headers.get("authorization").and_then(|value| value.to_str().ok());
        let mut shown = key(shown.unwrap_or_default());
        if shown.is_empty() {
            let sent = params.text("key").unwrap_or_default();
            sent.clone_into(&mut shown);
        }
        if shown.is_empty() {
            let message = "You did not provide an API key. Provide it as a bearer token: \
                           `Authorization: Bearer YOUR_SECRET_KEY`.";
            return Err(Refusal::unauthorized(message));
        }
        if shown == settings.secret_key {
            return Ok(Self::Shop);
        }
        if shown == settings.publishable_key {
            return Ok(Self::Browser);
        }
        let end: String =
            shown.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        Err(Refusal::unauthorized(&format!("Invalid API Key provided: ****{end}")))
    }

    /// Whether this caller may ask this at all.
    ///
    /// # Errors
    /// When a browser asks for what needs the secret key, or shows no client secret.
    pub(crate) fn may(self, method: &str, path: &str, params: &Params) -> Result<(), Refusal> {
        match (self, method, path.trim_end_matches('/').split('/').collect::<Vec<_>>().as_slice()) {
            (Self::Shop, ..) => Ok(()),
            (Self::Browser, "GET", ["payment_intents" | "setup_intents", _])
            | (Self::Browser, "POST", ["payment_intents" | "setup_intents", _, "confirm"]) => {
                params.needed("client_secret").map(drop)
            }
            (Self::Browser, ..) => {
                let message = "This API call cannot be made with a publishable API key. Please \
                               use a secret API key. You can find a list of your API keys at \
                               https://dashboard.stripe.com/account/apikeys.";
                Err(Refusal::unauthorized(message).code("secret_key_required"))
            }
        }
    }

    /// What this caller sees of an answer.
    pub(crate) fn sees(self, object: Value) -> Value {
        match (self, text(&object, "object")) {
            (Self::Browser, "payment_intent") => part(object, PAYMENT_INTENT),
            (Self::Browser, "setup_intent") => part(object, SETUP_INTENT),
            (Self::Browser | Self::Shop, _) => object,
        }
    }

    /// What this caller sees of the body of a refusal, which may carry the intent it is about.
    pub(crate) fn sees_refusal(self, mut body: Value) -> Value {
        for name in ["payment_intent", "setup_intent"] {
            let pointer = format!("/error/{name}");
            if let Some(intent) = body.pointer(&pointer).cloned() {
                let seen = self.sees(intent);
                if let Some(error) = body.get_mut("error") {
                    set(error, name, seen);
                }
            }
        }
        body
    }
}

/// The key in an `Authorization` header; empty where there is none.
fn key(shown: &str) -> String {
    match shown.split_once(' ') {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => key.trim().to_owned(),
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("basic") => {
            let pair = STANDARD.decode(key.trim()).unwrap_or_default();
            let pair = String::from_utf8(pair).unwrap_or_default();
            pair.split_once(':').map_or(pair.clone(), |(user, _)| user.to_owned())
        }
        _ => String::new(),
    }
}

fn part(object: Value, names: &str) -> Value {
    let Value::Object(fields) = object else {
        return object;
    };
    let seen = |name: &String| names.split(' ').any(|wanted| wanted == name);
    let fields: Map<_, _> = fields.into_iter().filter(|(name, _)| seen(name)).collect();
    Value::Object(fields)
}

/// The client secret that is shown, where one is, is the intent's own.
///
/// # Errors
/// When it is another.
pub(crate) fn knows(intent: &Value, noun: &str, params: &Params) -> Result<(), Refusal> {
    match params.text("client_secret") {
        Some(shown) if shown != text(intent, "client_secret") => {
            let (kind, code) = match noun {
                "setup_intent" => ("SetupIntent", "setup_intent_invalid_parameter"),
                _ => ("PaymentIntent", "payment_intent_invalid_parameter"),
            };
            let message = format!(
                "The client_secret provided does not match the client_secret associated with the \
                 {kind}."
            );
            Err(params.wrong("client_secret", &message).code(code))
        }
        Some(_) | None => Ok(()),
    }
}
