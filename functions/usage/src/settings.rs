//! How an account is set up: where its days and months begin.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::{Deserialize, Serialize};
use shared::app::{App, During};
use shared::domain::command::{Command, Settings};
use shared::domain::zone::Zone;
use shared::http::body::Json;
use shared::http::caller::Caller;
use shared::http::path::Account;
use shared::http::problem::Problem;

/// How the account shall be set up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsBody {
    /// The time zone in which its days and calendar months begin: a name of the IANA database,
    /// `Asia/Seoul` for example. No day and no month is given twice because of a change.
    pub time_zone: String,
}

/// How the account is set up.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsView {
    /// The account's id.
    pub account: String,
    /// The time zone in which its days and calendar months begin.
    pub time_zone: String,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/v1/accounts/{account}/settings", operation_id = "settings",
    tag = "usage",
    summary = "Say in which time zone the account's days and months begin",
    params(("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`")),
    request_body = SettingsBody,
    responses((status = 200, body = SettingsView), (status = "4XX", description = "A problem")),
))]
/// `PUT /v1/accounts/{account}/settings`. It says how the account shall be, so it needs no key.
pub async fn set(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    Json(body): Json<SettingsBody>,
) -> Result<Answer<SettingsView>, Problem> {
    caller.may_audit(account.as_str())?;
    let zone = Zone::parse(&body.time_zone);
    let zone = zone.map_err(|error| Problem::invalid("/time_zone", error.to_string()))?;
    let time_zone = zone.to_string();
    let settings = Settings { account: account.clone(), zone };
    app.perform(Command::Settings(settings), &during).await?;
    Ok(Answer(SettingsView { account: account.to_string(), time_zone }))
}
