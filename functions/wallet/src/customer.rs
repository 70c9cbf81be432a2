//! Whose wallet it is: the account's customer, what that customer keeps, and what is told where Stripe
//! has it no more.

use shared::app::During;
use shared::domain::id::AccountId;
use shared::domain::moment::Moment;
use shared::domain::world::Name;
use shared::http::problem::{Kind, Problem};
use shared::stripe::api::StripeApi as _;
use shared::stripe::fault::StripeFault;
use shared::stripe::id::StripeId;
use shared::stripe::payment_method::PaymentMethod;
use shared::stripe_door::{self, internal};

use super::Wallet;

impl Wallet {
    /// The account's customer at Stripe, if it is one. None is made: who looks changes nothing.
    pub async fn customer(
        &self,
        account: &AccountId,
        during: &During,
    ) -> Result<Option<StripeId>, Problem> {
        let world = self.app.read(&[Name::Profile(account.clone())], during).await?;
        let customer = world.profile(account).and_then(|profile| profile.customer.as_ref());
        let customer = customer.map(|customer| StripeId::parse(customer.as_str()));
        customer.transpose().map_err(internal)
    }

    /// What the account pays with under this id. Another's is told as one that is not there.
    pub async fn kept(
        &self,
        account: &AccountId,
        method: &str,
        during: &During,
    ) -> Result<(StripeId, PaymentMethod), Problem> {
        let no_such = || Problem::new(Kind::NoSuchPaymentMethod);
        let method = StripeId::parse(method).map_err(|_| no_such())?;
        let customer = self.customer(account, during).await?.ok_or_else(no_such)?;
        let found = self.stripe.retrieve_payment_method(&method).await;
        let found = found.map_err(|fault| gone_or(&fault, Kind::NoSuchPaymentMethod))?;
        let is_own = found.owner.as_ref().is_some_and(|owner| owner.id == customer);
        if is_own { Ok((customer, found)) } else { Err(no_such()) }
    }
}

/// What Stripe did not do for the customer, in the caller's words.
pub fn untold(fault: &StripeFault) -> Problem {
    gone_or(fault, Kind::CustomerDeleted)
}

/// What is told where Stripe does not have what was named; whatever else went wrong is Stripe's.
pub fn gone_or(fault: &StripeFault, gone: Kind) -> Problem {
    if fault.is_missing() { Problem::new(gone) } else { stripe_door::problem(fault) }
}

/// A moment of Stripe's, in seconds since 1970, as it is told.
pub fn told_at(seconds: i64) -> Result<String, Problem> {
    let moment = seconds.checked_mul(1000).and_then(Moment::from_millis);
    moment.map(|moment| moment.to_string()).ok_or_else(|| internal("no moment is told by Stripe"))
}
