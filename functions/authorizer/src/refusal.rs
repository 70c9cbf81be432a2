//! Why a bearer does not hold, and why it could not be found out: two different things.

/// A rule that the bearer broke. Its word goes into the context, and from there to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not a token or key that can be read, or one with a claim of the wrong shape.
    Malformed,
    /// An algorithm that the issuer is not configured for, or that does not suit its key.
    WrongAlgorithm,
    /// The signature does not hold.
    BadSignature,
    /// No configured issuer has this `iss`.
    UnknownIssuer,
    /// The token is for someone else.
    WrongAudience,
    /// The token is not an access token.
    WrongTokenUse,
    /// It was good, and is over.
    Expired,
    /// It is not good yet.
    NotYetValid,
    /// No key of the issuer, or no API key, of this name.
    UnknownKey,
    /// The API key was withdrawn.
    Revoked,
}

impl Refusal {
    /// The word for the context; it never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::WrongAlgorithm => "wrong_algorithm",
            Self::BadSignature => "bad_signature",
            Self::UnknownIssuer => "unknown_issuer",
            Self::WrongAudience => "wrong_audience",
            Self::WrongTokenUse => "wrong_token_use",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::UnknownKey => "unknown_key",
            Self::Revoked => "revoked",
        }
    }
}

/// What went wrong on our side while deciding. The answer may be another one a moment later, so
/// the gateway must not keep it.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The issuer's keys could not be had.
    #[error("fetching the keys of {url}")]
    Jwks {
        /// Where they were looked for.
        url: String,
        /// Why not.
        #[source]
        source: crate::fetch::FetchError,
    },
    /// The issuer's keys could not be had a moment ago.
    #[error("the keys of {url} could not be fetched a moment ago")]
    JwksRecently {
        /// Where they were looked for.
        url: String,
    },
    /// The issuer's secret is configured by name and was not loaded.
    #[error("the secret of issuer {issuer} is not loaded")]
    Secret {
        /// Whose secret.
        issuer: String,
    },
    /// The store of API keys did not answer.
    #[error("looking up an API key")]
    Keys(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Either.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The bearer does not hold.
    #[error("refused: {}", .0.as_str())]
    Refused(Refusal),
    /// It could not be found out.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
