//! How an account is set up: where its days and months begin, and what an organisation lets everybody
//! use.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::{Deserialize, Serialize};
use shared::app::{App, During};
use shared::domain::account::Account as Held;
use shared::domain::command::Command;
use shared::domain::command::setup::Settings;
use shared::domain::zone::Zone;
use shared::http::body::Json;
use shared::http::body::object::objects_if;
use shared::http::caller::Caller;
use shared::http::member::{CapBody, must_have_members};
use shared::http::path::Account;
use shared::http::problem::Problem;

/// How the account shall be set up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsBody {
    /// The time zone in which its days and calendar months begin: a name of the IANA database,
    /// `Asia/Seoul` for example. No day and no month is given twice because of a change.
    pub time_zone: Option<String>,
    /// Of an organisation: what each member may use who has no cap of their own. The list replaces the
    /// one before; an empty one is no cap for anybody.
    #[serde(default, deserialize_with = "objects_if")]
    pub member_caps: Option<Vec<CapBody>>,
}

/// How the account is set up.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsView {
    /// The account's id.
    pub account: String,
    /// The time zone in which its days and calendar months begin.
    pub time_zone: String,
    /// What each member of the organisation may use who has no cap of their own.
    pub member_caps: Vec<CapBody>,
}

impl SettingsView {
    fn of(account: &Held) -> Self {
        Self {
            account: account.id.to_string(),
            time_zone: account.zone.to_string(),
            member_caps: account.caps.iter().map(CapBody::of).collect(),
        }
    }
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/settings", operation_id = "settings",
    tag = "usage",
    summary = "In which time zone days and months begin, and how much each member may use",
    params(("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`")),
    responses((status = 200, body = SettingsView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/accounts/{account}/settings`
pub async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(account): Account,
) -> Result<Answer<SettingsView>, Problem> {
    app.may_audit(&caller, &account, &during).await?;
    Ok(Answer(SettingsView::of(&app.account(&account, &during).await?)))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/v1/accounts/{account}/settings", operation_id = "set_settings",
    tag = "usage",
    summary = "Say in which time zone days and months begin, and how much each member may use",
    params(("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`")),
    request_body = SettingsBody,
    responses((status = 200, body = SettingsView), (status = "4XX", description = "A problem")),
))]
/// `PUT /v1/accounts/{account}/settings`. It says how the account shall be, so it needs no key; what is
/// not named stays as it is.
pub async fn set(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    Json(body): Json<SettingsBody>,
) -> Result<Answer<SettingsView>, Problem> {
    app.may_audit(&caller, &account, &during).await?;
    let zone = body.time_zone.as_deref().map(Zone::parse).transpose();
    let zone = zone.map_err(|error| Problem::invalid("/time_zone", error.to_string()))?;
    let caps = body.member_caps.as_deref();
    let caps = caps.map(|it| CapBody::caps(it, app.catalog(), "/member_caps")).transpose()?;
    if caps.is_some() {
        must_have_members(&account, "/member_caps")?;
    }
    if zone.is_none() && caps.is_none() {
        return Err(Problem::invalid("", "name a `time_zone`, `member_caps` or both"));
    }
    let settings = Settings { account: account.clone(), zone, caps };
    app.perform(Command::Settings(settings), &during).await?;
    Ok(Answer(SettingsView::of(&app.account(&account, &during).await?)))
}
