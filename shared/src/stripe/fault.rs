//! What can go wrong when we ask Stripe something: bad luck, a refusal, or an answer we do not
//! understand.

use std::fmt;

use ::stripe::{ApiErrors, StripeError};

use super::read::ReadError;

/// A call that did not give what was asked for. Each says what we were doing.
#[derive(Debug, thiserror::Error)]
pub enum StripeFault {
    /// Stripe could not be reached, or could not answer now. The same request with the same
    /// idempotency key may be sent again; whether it had an effect is not known.
    #[error("{doing}: Stripe is not available")]
    Unavailable {
        /// What we were doing.
        doing: String,
        /// What happened.
        #[source]
        outage: Outage,
    },
    /// Stripe does not do it, and would not the next time.
    #[error("{doing}: Stripe refused: {refusal}")]
    Refused {
        /// What we were doing.
        doing: String,
        /// What it says.
        refusal: Box<Refusal>,
    },
    /// Stripe did it, and says so in a way that we do not understand.
    #[error("{doing}: Stripe's answer cannot be read")]
    Unreadable {
        /// What we were doing.
        doing: String,
        /// What does not fit.
        #[source]
        source: ReadError,
    },
    /// A list went on for longer than any list of ours can.
    #[error("{doing}: Stripe's list does not end")]
    Endless {
        /// What we were doing.
        doing: String,
    },
}

/// Why Stripe did not answer.
#[derive(Debug, thiserror::Error)]
pub enum Outage {
    /// The connection failed, or the time for it was over.
    #[error("the connection failed")]
    Connection(#[source] StripeError),
    /// Something answered an error, but not in Stripe's words: a proxy, or Stripe in trouble.
    #[error("an error came that is not in Stripe's words")]
    Foreign(#[source] StripeError),
    /// Stripe is in trouble (5xx), has enough of us (429), or is at this very request (409).
    #[error("Stripe answered {0}")]
    Busy(Refusal),
}

/// What Stripe says when it does not do something. <https://docs.stripe.com/api/errors>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// `invalid_request_error`, `card_error`, `idempotency_error` and so on.
    pub kind: String,
    /// `resource_missing`
    pub code: Option<String>,
    /// For a developer to read. Not kept of a 401, where it repeats a part of the key, nor where
    /// it repeats an e-mail address: faults are logged.
    pub message: Option<String>,
    /// The parameter that it is about.
    pub param: Option<String>,
    /// `req_…`, under which Stripe's dashboard shows the request.
    pub request_id: Option<String>,
}

impl StripeFault {
    /// Whether the same request may be sent again, with the same idempotency key.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// Whether Stripe does not have what was asked for.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { refusal, .. } if refusal.status == 404)
    }

    /// Whether Stripe does not have something that was named, in the path or in a parameter.
    /// <https://docs.stripe.com/error-codes#resource-missing>
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Refused { refusal, .. }
            if refusal.code.as_deref() == Some("resource_missing"))
    }

    /// Whether Stripe is at this very request: another caller sent it, and it is not done yet.
    pub fn is_in_progress(&self) -> bool {
        self.busy_with() == Some(409)
    }

    /// Whether Stripe failed by itself. It gives the same answer under the same idempotency key
    /// for 24 hours. <https://docs.stripe.com/api/idempotent_requests>
    pub fn is_kept(&self) -> bool {
        self.busy_with() == Some(500)
    }

    fn busy_with(&self) -> Option<u16> {
        match self {
            Self::Unavailable { outage: Outage::Busy(refusal), .. } => Some(refusal.status),
            Self::Unavailable { outage: Outage::Connection(_) | Outage::Foreign(_), .. }
            | Self::Refused { .. }
            | Self::Unreadable { .. }
            | Self::Endless { .. } => None,
        }
    }

    /// Sorts what the `async-stripe` client says. It does not tell the status of an error that is
    /// not in Stripe's words, and that is never Stripe's considered refusal.
    pub(super) fn of(doing: String, error: StripeError) -> Self {
        let outage = match error {
            StripeError::Stripe(said, status) => {
                let refusal = Refusal::of(*said, status);
                if !is_passing(status) {
                    return Self::Refused { doing, refusal: Box::new(refusal) };
                }
                Outage::Busy(refusal)
            }
            StripeError::JSONDeserialize(_) => Outage::Foreign(error),
            StripeError::ClientError(_) | StripeError::ConfigError(_) | StripeError::Timeout => {
                Outage::Connection(error)
            }
        };
        Self::Unavailable { doing, outage }
    }
}

/// The statuses that pass by themselves. <https://docs.stripe.com/error-low-level>
fn is_passing(status: u16) -> bool {
    matches!(status, 409 | 424 | 429) || status >= 500
}

impl Refusal {
    fn of(said: ApiErrors, status: u16) -> Self {
        Self {
            status,
            kind: said.type_.as_str().to_owned(),
            code: said.code.map(|code| code.as_str().to_owned()),
            message: said.message.filter(|text| status != 401 && !text.contains('@')),
            param: said.param,
            request_id: said.request_log_url.as_deref().and_then(request_id),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.kind)?;
        for (name, part) in
            [("code", &self.code), ("param", &self.param), ("request", &self.request_id)]
        {
            if let Some(part) = part {
                write!(f, ", {name} {part}")?;
            }
        }
        match &self.message {
            Some(message) => write!(f, ": {message}"),
            None => Ok(()),
        }
    }
}

/// Finds `req_…` in the address of the dashboard's log, the one place of the body that has it.
fn request_id(log_url: &str) -> Option<String> {
    let found = log_url.get(log_url.find("req_")?..)?;
    let end = found.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(found.len());
    found.get(..end).map(str::to_owned)
}

#[cfg(test)]
mod tests;
