//! One member: what they are, how much they may use, and how much they used.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use shared::app::{App, During};
use shared::domain::member::Member;
use shared::http::caller::Caller;
use shared::http::path::{Account, Params};
use shared::http::problem::{Kind, Problem};

use super::view::{MemberView, Told};
use super::{member, must_be_organisation};

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/members/{member}", operation_id = "member",
    tag = "members",
    summary = "One member: their role, their caps, and what they used",
    params(
        ("account" = String, Path, description = "`org:<id>`"),
        ("member" = String, Path, description = "`user:<subject>`"),
    ),
    responses(
        (status = 200, body = MemberView),
        (status = 404, description = "The organisation has nothing on record of this person"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `GET …/members/{member}`, also for the member.
pub async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(organisation): Account,
    params: Params,
) -> Result<Answer<MemberView>, Problem> {
    let own = app.may_read(&caller, &organisation, &during).await?;
    must_be_organisation(&organisation)?;
    let user = member(&params)?;
    let found = if let Some(own) = own.filter(|own| own.user == user) {
        // Who asks of themselves is a member, also where nothing is on record yet.
        own
    } else {
        app.may_audit(&caller, &organisation, &during).await?;
        let found = app.member(&organisation, &user, &during).await?;
        found.ok_or(Problem::new(Kind::NotFound))?
    };
    Ok(Answer(told(&app, &found, &during).await?))
}

/// A member as they are told now.
pub(super) async fn told(
    app: &App,
    member: &Member,
    during: &During,
) -> Result<MemberView, Problem> {
    let account = app.account(&member.account, during).await?;
    let told = Told { account: &account, catalog: app.catalog(), now: during.at };
    Ok(told.member(member))
}
