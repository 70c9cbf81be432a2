//! What a failed request means: that it certainly did nothing, that nobody knows, or that asking
//! again will not help.

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::perform::port::Fault;

/// What a failed request means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// It was turned away; the same may succeed later.
    Busy,
    /// It may have been done or not.
    Unknown,
    /// It was refused for what it is.
    Broken,
}

/// The fault that a failed request is.
pub fn fault<E>(doing: &'static str, error: SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match meaning(&error) {
        Meaning::Busy => Fault::Busy { doing, cause: Some(Box::new(error)) },
        Meaning::Unknown => Fault::Unknown { doing, cause: Some(Box::new(error)) },
        Meaning::Broken => broken(doing, &said(&error)),
    }
}

/// The fault of something that asking again will not help.
pub fn broken(doing: &'static str, why: &dyn std::fmt::Display) -> Fault {
    Fault::Broken { doing, why: why.to_string() }
}

fn meaning<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Meaning {
    match error {
        SdkError::ConstructionFailure(_) => Meaning::Broken,
        SdkError::ServiceError(context) => {
            of_answer(context.err().code(), context.raw().status().as_u16())
        }
        // No answer, half an answer, or an answer that says nothing: it may have been done. That
        // includes a connection that never came about, for the client does not tell them apart.
        _ => Meaning::Unknown,
    }
}

/// What an answer of failure means by its code and status.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>
pub fn of_answer(code: Option<&str>, status: u16) -> Meaning {
    match (code, status) {
        (
            Some(
                "ProvisionedThroughputExceededException"
                | "ReplicatedWriteConflictException"
                | "RequestLimitExceeded"
                | "Throttling"
                | "ThrottlingException"
                | "TransactionConflictException",
            ),
            _,
        )
        | (_, 429) => Meaning::Busy,
        // The same transaction is under way: it may yet succeed.
        (Some("TransactionInProgressException"), _) => Meaning::Unknown,
        (_, 400..=499) => Meaning::Broken,
        // AWS says of 500 and 503 that a write may have been done.
        _ => Meaning::Unknown,
    }
}

/// Code and message; never the items that an answer may carry.
fn said<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> String {
    let code = error.code().unwrap_or("the request cannot be built");
    match error.message() {
        Some(message) => format!("{code}: {message}"),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_turned_away_is_busy_and_what_was_lost_is_unknown() {
        for (code, status, meaning) in [
            ("ThrottlingException", 400, Meaning::Busy),
            ("ProvisionedThroughputExceededException", 400, Meaning::Busy),
            ("RequestLimitExceeded", 400, Meaning::Busy),
            ("TransactionConflictException", 400, Meaning::Busy),
            ("TransactionInProgressException", 400, Meaning::Unknown),
            ("InternalServerError", 500, Meaning::Unknown),
            ("ServiceUnavailable", 503, Meaning::Unknown),
            ("ValidationException", 400, Meaning::Broken),
            ("AccessDeniedException", 400, Meaning::Broken),
            ("ExpiredTokenException", 400, Meaning::Broken),
            ("ResourceNotFoundException", 400, Meaning::Broken),
            ("IdempotentParameterMismatchException", 400, Meaning::Broken),
        ] {
            assert_eq!(of_answer(Some(code), status), meaning, "{code}");
        }
        assert_eq!(of_answer(None, 429), Meaning::Busy);
        assert_eq!(of_answer(None, 502), Meaning::Unknown);
        assert_eq!(of_answer(None, 413), Meaning::Broken);
    }
}
