//! Who may do what with an account. Of an organisation this rests on its record of the caller, which is
//! read strongly each time: who was removed is so at once, whatever their token still says.

use crate::app::App;
use crate::domain::id::AccountId;
use crate::domain::member::Member;
use crate::domain::world::Name;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::perform::pace::Pace;
use crate::perform::port::Port;

impl<P: Port> App<P> {
    /// The owner, a member of the organisation, or a service; gives the member as whom they read.
    pub async fn may_read(
        &self,
        caller: &Caller,
        account: &AccountId,
        during: &impl Pace,
    ) -> Result<Option<Member>, Problem> {
        let record = self.record(caller, account, during).await?;
        caller.may_read(account.as_str(), record.as_ref())?;
        let unseen = |user| Member::unseen(account.clone(), user);
        Ok(record.or_else(|| caller.as_member_of(account).map(unseen)))
    }

    /// The owner, or an admin of the organisation: who may buy for the account.
    pub async fn may_own(
        &self,
        caller: &Caller,
        account: &AccountId,
        during: &impl Pace,
    ) -> Result<(), Problem> {
        let record = self.record(caller, account, during).await?;
        caller.may_own(account.as_str(), record.as_ref())
    }

    /// The owner, an admin of the organisation, or a service: who may see history and money.
    pub async fn may_audit(
        &self,
        caller: &Caller,
        account: &AccountId,
        during: &impl Pace,
    ) -> Result<(), Problem> {
        let record = self.record(caller, account, during).await?;
        caller.may_audit(account.as_str(), record.as_ref())
    }

    /// What an organisation has on record of a person.
    pub async fn member(
        &self,
        account: &AccountId,
        user: &AccountId,
        during: &impl Pace,
    ) -> Result<Option<Member>, Problem> {
        let names = [Name::Member(account.clone(), user.clone())];
        Ok(self.read(&names, during).await?.member(account, user).cloned())
    }

    async fn record(
        &self,
        caller: &Caller,
        account: &AccountId,
        during: &impl Pace,
    ) -> Result<Option<Member>, Problem> {
        match caller.as_member_of(account) {
            Some(user) => self.member(account, &user, during).await,
            None => Ok(None),
        }
    }
}
