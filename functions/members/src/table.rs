//! Who used how much, as a table for a spreadsheet: CSV as RFC 4180 has it, a line for each member and
//! feature.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LINK};
use axum::response::{IntoResponse, Response};
use shared::app::chain;
use shared::domain::id::AccountId;
use shared::domain::member::{CAPPED, Member};
use shared::domain::percent::encode;
use shared::domain::period::Every;
use shared::http::problem::{Kind, Problem};

use super::view::Told;

/// A table has at most so many members: well under the 6 MB that a function may answer.
pub const ROWS: usize = 5_000;

/// So many are read at once.
pub const STEP: usize = 1_000;

const HEAD: [&str; 9] = [
    "member",
    "role",
    "feature",
    "used_day",
    "used_month",
    "used_ever",
    "limit_day",
    "limit_month",
    "limit_ever",
];

/// The table, and in `Link` where the next one is.
pub fn answer(
    told: &Told<'_>,
    members: &[Member],
    next: Option<&AccountId>,
) -> Result<Response, Problem> {
    let text = written(told, members).map_err(|error| {
        tracing::error!(error = chain(&*error), "a table cannot be written");
        Problem::new(Kind::Internal)
    })?;
    let head = [
        (CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (CONTENT_DISPOSITION, "attachment; filename=\"members.csv\""),
    ];
    let mut response = (head, text).into_response();
    if let Some(next) = next {
        let next = encode(next.as_str(), b"._~:-");
        let link = format!("<?format=csv&cursor={next}>; rel=\"next\"");
        if let Ok(link) = HeaderValue::from_str(&link) {
            response.headers_mut().insert(LINK, link);
        }
    }
    Ok(response)
}

type Failed = Box<dyn std::error::Error>;

fn written(told: &Told<'_>, members: &[Member]) -> Result<Vec<u8>, Failed> {
    let mut table =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    table.write_record(HEAD)?;
    for member in members {
        let view = told.member(member);
        for used in &view.used {
            let limit = |every: Every| {
                let mut own = view.limits.iter();
                let found = own.find(|it| it.feature == used.feature && it.every == every.as_str());
                // No cap is an empty field and not a number.
                found.map(|found| found.limit.to_string()).unwrap_or_default()
            };
            let [day, month, ever] = CAPPED.map(limit);
            table.write_record([
                &view.member,
                view.role,
                &used.feature,
                &used.day.to_string(),
                &used.month.to_string(),
                &used.ever.to_string(),
                &day,
                &month,
                &ever,
            ])?;
        }
    }
    table.into_inner().map_err(|error| error.into_error().into())
}
