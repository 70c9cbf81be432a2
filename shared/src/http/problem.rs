//! Every error a caller can be told, as RFC 9457 problems: one list, one shape.

pub(super) mod response;

use std::borrow::Cow;

use axum::http::StatusCode;
use serde_json::{Map, Value};

/// Every problem type is this address followed by its slug; the slug never changes once published.
pub const BASE: &str = "https://tallystick.dev/problems/";

macro_rules! kinds {
    ($($name:ident $status:ident $slug:literal $title:literal $meaning:literal;)*) => {
        /// The one list of error kinds; `docs/problems.md` is written from it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $(#[doc = $meaning] $name,)*
        }

        impl Kind {
            /// All kinds, in the order of the list.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            const fn facts(self) -> (StatusCode, &'static str, &'static str, &'static str) {
                match self {
                    $(Self::$name => (StatusCode::$status, $slug, $title, $meaning),)*
                }
            }
        }
    };
}

kinds! {
    MalformedJson BAD_REQUEST "malformed-json" "The body is not JSON"
        "The body is not one JSON value in UTF-8, is nested too deep or repeats a key; send \
         valid JSON.";
    InvalidRequest BAD_REQUEST "invalid-request" "The request does not fit"
        "A member, parameter or header is missing, unknown or out of range; `errors` says which \
         one and why.";
    InvalidAccount BAD_REQUEST "invalid-account" "Not an account"
        "The account in the path is not `user:…`, `org:…` or, for a person, `me`; name the \
         account in full.";
    IdempotencyKeyMissing BAD_REQUEST "idempotency-key-missing" "An Idempotency-Key is needed"
        "This request changes something and has no `Idempotency-Key`; send one, and the same \
         one when you retry.";
    IdempotencyKeyInvalid BAD_REQUEST "idempotency-key-invalid" "The Idempotency-Key does not hold"
        "The key must stand once, in 1 to 255 visible ASCII characters; a UUID in double quotes \
         will do.";
    InvalidReturnUrl BAD_REQUEST "invalid-return-url" "The return address is not allowed"
        "`success_url`, `cancel_url` and `return_url` must be on an origin that the operator has \
         listed; use one of those.";
    BadSignature BAD_REQUEST "bad-signature" "The signature does not hold"
        "No signature of the webhook matches its body; check that the endpoint's secret is the \
         configured one.";
    StaleSignature BAD_REQUEST "stale-signature" "The signature is too old or too new"
        "The webhook was signed more than 300 seconds away from now; have Stripe send it again.";
    WrongMode BAD_REQUEST "wrong-mode" "Test and live do not mix"
        "The event's `livemode` is not this installation's; point the endpoint at the right \
         installation.";
    Unauthorized UNAUTHORIZED "unauthorized" "Who is asking?"
        "There is no valid token or key in `Authorization: Bearer`; `WWW-Authenticate` says \
         why. Get a new one.";
    Insufficient PAYMENT_REQUIRED "insufficient" "There is not enough"
        "The account has less than was asked for and nothing was taken; `offers` names what \
         would help, then try again.";
    Forbidden FORBIDDEN "forbidden" "Not yours"
        "The caller has no right to this, whether or not it exists; ask with the account's own \
         token or a service key.";
    MemberRemoved FORBIDDEN "member-removed" "Not a member any more"
        "The organisation has removed this person: nothing of its pool is drawn for them. An admin \
         of the organisation can take them back.";
    MemberCap PAYMENT_REQUIRED "member-cap" "The member's cap is reached"
        "The organisation lets this member use no more in this period and nothing was taken; \
         `resets_at` says when there is more, or an admin raises the cap.";
    NotFound NOT_FOUND "not-found" "There is nothing here"
        "No such route or thing; check the address.";
    UnknownFeature NOT_FOUND "unknown-feature" "No such feature"
        "The catalog has no feature of this name; `GET /v1/catalog` lists them.";
    NotCounted CONFLICT "not-counted" "A switch is not counted"
        "The feature is on or off: ask with `GET …/balances/{feature}` whether it is on; there is nothing to draw.";
    UnknownPack NOT_FOUND "unknown-pack" "No such pack"
        "The catalog sells no pack of this name; `GET /v1/catalog` lists them.";
    UnknownPlan NOT_FOUND "unknown-plan" "No such plan"
        "The catalog sells no plan of this name that is paid this often; `GET /v1/catalog` lists \
         them with their intervals.";
    AlreadySubscribed CONFLICT "already-subscribed" "There is a subscription already"
        "The account has a live subscription; change it in the customer portal, \
         `POST …/portal`, so that nobody pays twice.";
    NoCustomer CONFLICT "no-customer" "Nothing was bought yet"
        "The account is no customer at Stripe yet, so there is nothing to manage; it becomes one \
         with its first checkout or saved card.";
    CustomerDeleted CONFLICT "customer-deleted" "The customer was deleted"
        "The account's customer was deleted at Stripe, with everything that was saved there; ask \
         the operator.";
    NoSuchPaymentMethod NOT_FOUND "no-such-payment-method" "No such payment method"
        "The account has no payment method of this id, or not any more; \
         `GET …/payment-methods` lists those it has.";
    MethodNotAllowed METHOD_NOT_ALLOWED "method-not-allowed" "Not with this method"
        "The address exists but not for this method; `Allow` lists those it has.";
    Conflict CONFLICT "conflict" "It is not in a state for this"
        "What the request wants does not fit what has happened already; read it again and \
         decide anew.";
    HoldEnded CONFLICT "hold-ended" "The hold has ended otherwise"
        "A hold ends once: this one was settled with other amounts or released, and stays so; \
         tell further use with `record`.";
    TooManyHolds CONFLICT "too-many-holds" "Too many holds"
        "The account has as many live holds as it may have; settle or release some, or let them \
         expire.";
    PayloadTooLarge PAYLOAD_TOO_LARGE "payload-too-large" "The body is too large"
        "The body is larger than this route takes; send less at a time.";
    UnsupportedMediaType UNSUPPORTED_MEDIA_TYPE "unsupported-media-type" "The body must be JSON"
        "The body is not `Content-Type: application/json`; say so and send JSON in UTF-8.";
    IdempotencyKeyReused UNPROCESSABLE_ENTITY "idempotency-key-reused" "The key is taken"
        "This key has already named a different request; use a new key for a new request.";
    TooManyRequests TOO_MANY_REQUESTS "too-many-requests" "Too many requests"
        "This caller asks faster than allowed; wait the seconds of `Retry-After` and retry with \
         the same key.";
    Internal INTERNAL_SERVER_ERROR "internal" "Our fault"
        "Something failed on our side; retry with the same key, and quote `instance` if it \
         happens again.";
    UnprocessableEvent INTERNAL_SERVER_ERROR "unprocessable-event" "The event could not be applied"
        "The event is signed but could not be applied; it is kept as failed, and Stripe will \
         send it again.";
    StripeUnavailable BAD_GATEWAY "stripe-unavailable" "Stripe did not answer"
        "Stripe could not be reached or failed; nothing was charged. Retry with the same key.";
    StripeRefused BAD_GATEWAY "stripe-refused" "Stripe refused"
        "Stripe did not accept what we asked of it; nothing was charged. The operator's logs \
         say why.";
    Unavailable SERVICE_UNAVAILABLE "unavailable" "Not now"
        "It could not be done in time; wait the seconds of `Retry-After` and retry with the \
         same key.";
}

impl Kind {
    /// The HTTP status.
    pub const fn status(self) -> StatusCode {
        self.facts().0
    }

    /// The stable last part of the type's address.
    pub const fn slug(self) -> &'static str {
        self.facts().1
    }

    /// The title: the same for every occurrence.
    pub const fn title(self) -> &'static str {
        self.facts().2
    }

    /// One sentence: what happened and what to do.
    pub const fn meaning(self) -> &'static str {
        self.facts().3
    }
}

/// One occurrence of a problem. It becomes a response by `IntoResponse`; the request's id is added
/// on the way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    kind: Kind,
    detail: Cow<'static, str>,
    extensions: Map<String, Value>,
    retry_after: Option<u64>,
    /// Why a token did not hold; absent when there was none.
    reason: Option<Cow<'static, str>>,
}

impl Problem {
    /// A problem whose detail is the kind's own sentence.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            detail: Cow::Borrowed(kind.meaning()),
            extensions: Map::new(),
            retry_after: None,
            reason: None,
        }
    }

    /// A problem with a sentence of its own.
    pub fn because(kind: Kind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: detail.into(), ..Self::new(kind) }
    }

    /// `invalid-request` about one place: a JSON pointer into the body, or a parameter's name.
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Kind::InvalidRequest).error(pointer, detail)
    }

    /// One more line of `errors`.
    #[must_use]
    pub fn error(mut self, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let line = serde_json::json!({ "pointer": pointer.into(), "detail": detail.into() });
        match self.extensions.get_mut("errors") {
            Some(Value::Array(lines)) => lines.push(line),
            _ => drop(self.extensions.insert("errors".into(), Value::Array(vec![line]))),
        }
        self
    }

    /// `unavailable`, to be tried again after so many seconds.
    pub fn unavailable(retry_after: u64) -> Self {
        Self { retry_after: Some(retry_after), ..Self::new(Kind::Unavailable) }
    }

    /// `unauthorized` for a token that was there but does not hold.
    pub fn refused_token(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: Some(reason.into()), ..Self::new(Kind::Unauthorized) }
    }

    /// Says after how many seconds to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Adds a member of the kind's own, such as `offers`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.extensions.insert(name.to_owned(), value.into());
        self
    }

    /// What kind it is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// What this occurrence says.
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

#[cfg(test)]
mod tests;
