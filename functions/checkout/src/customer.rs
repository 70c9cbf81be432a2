//! The account's one customer at Stripe.

use shared::domain::command::{Command, Describe};
use shared::domain::hash::Hash;
use shared::domain::id::{AccountId, Label};
use shared::domain::planted::{Bug, planted};
use shared::domain::purchase::Purchase;
use shared::domain::world::Name;
use shared::http::problem::Problem;
use shared::perform::pace::Pace;
use shared::perform::port::Port;
use shared::stripe::api::StripeApi;
use shared::stripe::id::StripeId;
use shared::stripe::key::IdempotencyKey as StripeKey;
use shared::stripe_door;

use super::Checkout;
use super::trouble::internal;

/// The account that a customer is noted with: its own; a wrong version takes another.
fn noted_with(account: &AccountId) -> AccountId {
    let other = AccountId::parse("user:somebody").ok().filter(|_| planted(Bug::StrangersProfile));
    other.unwrap_or_else(|| account.clone())
}

impl<P: Port, S: StripeApi> Checkout<P, S> {
    /// The account's one customer at Stripe, made when it first buys.
    pub async fn customer(
        &self,
        purchase: &Purchase,
        during: &impl Pace,
    ) -> Result<StripeId, Problem> {
        let account = &purchase.account;
        let names = [Name::Profile(account.clone())];
        let world = self.app.read(&names, during).await?;
        let profile = world.profile(account);
        if let Some(known) = profile.and_then(|profile| profile.customer.as_ref()) {
            return StripeId::parse(known.as_str()).map_err(internal);
        }
        let email = profile.and_then(|profile| profile.email.as_ref());
        // Stripe refuses a key that comes back with another e-mail address, and keeps a failure of
        // its own for a day: another order asks under another key. The account keeps the customer
        // it was first given.
        let address = email.map_or("", Label::as_str);
        let order = purchase.id.as_str();
        let key = Hash::of_parts(&["customer", account.as_str(), address, order]).to_string();
        let key = StripeKey::parse(&format!("customer/{key}")).map_err(internal)?;
        let made = self.stripe.create_customer(account.as_str(), email.map(Label::as_str), &key);
        let made = made.await.map_err(|fault| stripe_door::problem(&fault))?;
        let customer = Some(Label::parse(made.as_str()).map_err(internal)?);
        let describe = Describe { account: noted_with(account), email: None, customer };
        self.app.perform(Command::Describe(describe), during).await?;
        // Another request may have been first; the account keeps the customer it was first given.
        let world = self.app.read(&names, during).await?;
        let kept = world.profile(account).and_then(|profile| profile.customer.clone());
        kept.map_or(Ok(made), |kept| StripeId::parse(kept.as_str()).map_err(internal))
    }
}
