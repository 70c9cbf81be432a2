//! An account's one customer at Stripe, made when it is first needed, by whichever function needs it
//! first.

use crate::app::App;
use crate::domain::command::{Command, Describe};
use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, Label};
use crate::domain::planted::{Bug, planted};
use crate::domain::world::Name;
use crate::http::problem::Problem;
use crate::perform::pace::Pace;
use crate::perform::port::Port;
use crate::stripe::api::StripeApi;
use crate::stripe::id::StripeId;
use crate::stripe::key::IdempotencyKey;
use crate::stripe_door::{internal, patiently, problem};

/// The account's customer. `cause` is what the caller does, an order or an operation: where Stripe
/// keeps failures of its own under the keys that all callers share, the cause gives one more.
pub async fn customer<P: Port, S: StripeApi>(
    app: &App<P>,
    stripe: &S,
    account: &AccountId,
    cause: &str,
    during: &impl Pace,
) -> Result<StripeId, Problem> {
    let names = [Name::Profile(account.clone())];
    let mut turns = turns(cause);
    let mut turn = turns.next().unwrap_or_default();
    let made = loop {
        // Another caller may have been first.
        let world = app.read(&names, during).await?;
        let profile = world.profile(account);
        if let Some(known) = profile.and_then(|profile| profile.customer.as_ref()) {
            return StripeId::parse(known.as_str()).map_err(internal);
        }
        let email = profile.and_then(|profile| profile.email.as_ref()).map(Label::as_str);
        let key = key(account, email, turn)?;
        let ask = || stripe.create_customer(account.as_str(), email, &key);
        match patiently(ask, during).await {
            Ok(made) => break made,
            Err(fault) if fault.is_kept() => turn = turns.next().ok_or_else(|| problem(&fault))?,
            Err(fault) => return Err(problem(&fault)),
        }
    };
    let customer = Some(Label::parse(made.as_str()).map_err(internal)?);
    let describe = Describe { account: noted_with(account), email: None, customer };
    app.perform(Command::Describe(describe), during).await?;
    // The account keeps the customer it was first given.
    let world = app.read(&names, during).await?;
    let kept = world.profile(account).and_then(|profile| profile.customer.clone());
    kept.map_or(Ok(made), |kept| StripeId::parse(kept.as_str()).map_err(internal))
}

/// What keys are made of, in turn. The first ones are the same for every caller, so that callers who
/// come together are given one customer.
fn turns(cause: &str) -> impl Iterator<Item = &str> {
    let shared: &[&str] = if planted(Bug::CustomerPerOrder) { &[] } else { &["", "second"] };
    shared.iter().copied().chain(std::iter::once(cause))
}

/// Stripe refuses a key that comes back with another e-mail address, so the address is in it.
fn key(account: &AccountId, email: Option<&str>, turn: &str) -> Result<IdempotencyKey, Problem> {
    let parts = ["customer", account.as_str(), email.unwrap_or_default(), turn];
    IdempotencyKey::parse(&format!("customer/{}", Hash::of_parts(&parts))).map_err(internal)
}

/// The account that a customer is noted with: its own; a wrong version takes another.
fn noted_with(account: &AccountId) -> AccountId {
    let other = AccountId::parse("user:somebody").ok().filter(|_| planted(Bug::StrangersProfile));
    other.unwrap_or_else(|| account.clone())
}
