//! Says what a person is in an organisation and how much they may use, or removes them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json as Answer;
use serde::Deserialize;
use shared::app::{App, During};
use shared::domain::command::Command;
use shared::domain::command::setup::Enrol;
use shared::domain::id::AccountId;
use shared::domain::member::{Cap, Member, Standing};
use shared::http::body::Json;
use shared::http::body::object::objects_if;
use shared::http::caller::Caller;
use shared::http::member::CapBody;
use shared::http::path::{Account, Params};
use shared::http::problem::{Kind, Problem};
use shared::http::telemetry::pseudonym;

use super::show::told;
use super::view::{MemberView, role};
use super::{member, must_be_organisation};

/// How a member shall be; what is not named stays as it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberBody {
    /// `admin` or `member`, whatever the person's token says, or `claimed` for what it says. Needed to
    /// take back who was removed.
    pub role: Option<String>,
    /// The member's own caps, all of them: the list replaces the one before.
    #[serde(default, deserialize_with = "objects_if")]
    pub caps: Option<Vec<CapBody>>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/v1/accounts/{account}/members/{member}", operation_id = "set_member",
    tag = "members",
    summary = "Say what a person is in the organisation, and how much of its pool they may use",
    params(
        ("account" = String, Path, description = "`org:<id>`"),
        ("member" = String, Path, description = "`user:<subject>`"),
    ),
    request_body = MemberBody,
    responses(
        (status = 200, body = MemberView),
        (status = 409, description = "The person was removed and no role is named, or it is the caller's own"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `PUT …/members/{member}`. It says how the member shall be, so it needs no key.
pub async fn set(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(organisation): Account,
    params: Params,
    Json(body): Json<MemberBody>,
) -> Result<Answer<MemberView>, Problem> {
    app.may_audit(&caller, &organisation, &during).await?;
    must_be_organisation(&organisation)?;
    let user = member(&params)?;
    let wrong = || Problem::invalid("/role", "must be `admin`, `member` or `claimed`");
    let standing = body.role.as_deref().map(|word| role(word).ok_or_else(wrong)).transpose()?;
    let caps = body.caps.as_deref();
    let caps = caps.map(|it| CapBody::caps(it, app.catalog(), "/caps")).transpose()?;
    if standing.is_none() && caps.is_none() {
        return Err(Problem::invalid("", "name a `role`, `caps` or both"));
    }
    let known = app.member(&organisation, &user, &during).await?;
    if standing.is_none() && known.is_some_and(|it| it.standing == Standing::Removed) {
        let why = "The person was removed from the organisation; name a `role` to take them back.";
        return Err(Problem::because(Kind::Conflict, why));
    }
    let after = enrol(&app, &caller, (organisation, user), (standing, caps), &during).await?;
    Ok(Answer(told(&app, &after, &during).await?))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/v1/accounts/{account}/members/{member}", operation_id = "remove_member",
    tag = "members",
    summary = "Remove a person from the organisation at once, whatever their token says",
    params(
        ("account" = String, Path, description = "`org:<id>`"),
        ("member" = String, Path, description = "`user:<subject>`"),
    ),
    responses(
        (status = 204, description = "Removed, or was not a member before; what they used stays counted"),
        (status = 409, description = "Nobody removes themselves"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `DELETE …/members/{member}`. Also of whom nothing is on record: their token may still claim it.
pub async fn remove(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(organisation): Account,
    params: Params,
) -> Result<StatusCode, Problem> {
    app.may_audit(&caller, &organisation, &during).await?;
    must_be_organisation(&organisation)?;
    let user = member(&params)?;
    let gone = (Some(Standing::Removed), None);
    enrol(&app, &caller, (organisation, user), gone, &during).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn enrol(
    app: &App,
    caller: &Caller,
    (account, user): (AccountId, AccountId),
    (standing, caps): (Option<Standing>, Option<Vec<Cap>>),
    during: &During,
) -> Result<Member, Problem> {
    let is_own = caller.as_member_of(&account).is_some_and(|own| own == user);
    if is_own && standing.is_some_and(|standing| standing != Standing::Admin) {
        let why = "Nobody takes their own rights away; another admin of the organisation can.";
        return Err(Problem::because(Kind::Conflict, why));
    }
    let (place, person) = (account.clone(), user.clone());
    let role = standing.map(Standing::as_str);
    let caps_set = caps.is_some();
    app.perform(Command::Enrol(Enrol { account, user, standing, caps }), during).await?;
    let (_, by) = caller.operation_scope();
    let (member, by) = (pseudonym(person.as_str()), pseudonym(&by));
    tracing::info!(member, by, role, caps_set, "member set");
    let after = app.member(&place, &person, during).await?;
    after.ok_or(Problem::new(Kind::Internal))
}
