//! The member of an organisation for whom a balance is told.

use shared::app::{App, During};
use shared::domain::account::Account;
use shared::domain::catalog::Catalog;
use shared::domain::id::{AccountId, FeatureId};
use shared::domain::member::capped::Capped;
use shared::domain::member::{Member, Standing};
use shared::domain::moment::Moment;
use shared::http::caller::Caller;
use shared::http::member;
use shared::http::problem::{Kind, Problem};

/// Who asks in person is told of themselves; of others only an admin or a service is told; of one
/// who was removed, that they were.
pub async fn member(
    app: &App,
    caller: &Caller,
    account: &AccountId,
    named: Option<&str>,
    during: &During,
) -> Result<Option<Member>, Problem> {
    let own = app.may_read(caller, account, during).await?;
    let Some(named) = named else { return Ok(own) };
    let user = member::member(account, named, "member")?;
    if own.as_ref().is_some_and(|own| own.user == user) {
        return Ok(own);
    }
    app.may_audit(caller, account, during).await?;
    let found = app.member(account, &user, during).await?;
    let found = found.unwrap_or_else(|| Member::unseen(account.clone(), user));
    match found.standing {
        Standing::Removed => Err(Problem::new(Kind::MemberRemoved)),
        Standing::Claimed | Standing::Member | Standing::Admin => Ok(Some(found)),
    }
}

/// The caps that hold for a member of one feature.
pub fn capped(
    member: Option<&Member>,
    account: &Account,
    catalog: &Catalog,
    feature: &FeatureId,
    now: Moment,
) -> Vec<Capped> {
    let calendar = account.calendar(catalog, now);
    member.map(|it| it.capped(account, &calendar, feature, now)).unwrap_or_default()
}
