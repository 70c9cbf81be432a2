//! Stripe as a function reaches it: its client and its secrets, from the environment, and what is told
//! where it does not do what it is asked.

use std::time::Duration;

use crate::app::chain;
use crate::config::{ConfigError, Environment, wrong};
use crate::http::problem::{Kind, Problem};
use crate::perform::pace::{Pace, RESERVE, wait};
use crate::secret;
use crate::stripe::client::{StripeClient, StripeSettings};
use crate::stripe::fault::StripeFault;
use crate::stripe::key::{STRIPE_API, SecretKey};
use crate::stripe::return_url::ReturnUrls;
use crate::stripe::secret::Secrets;

/// How long one call to Stripe may take.
const TIMEOUT: Duration = Duration::from_secs(8);

/// The client of the account whose key is given. A live key goes to Stripe's own host only.
pub async fn client(environment: &Environment) -> Result<StripeClient, ConfigError> {
    const KEY: &str = "STRIPE_SECRET_KEY";
    let key = secret::read(environment, KEY, "STRIPE_SECRET_KEY_NAME", false).await?;
    let secret_key = SecretKey::parse(&key.current);
    let settings = StripeSettings {
        secret_key: secret_key.map_err(|error| wrong(KEY, error.to_string()))?,
        api_base: environment.optional("STRIPE_API_BASE").unwrap_or(STRIPE_API.to_owned()),
        timeout: TIMEOUT,
    };
    let client = StripeClient::new(&settings);
    let client = client.map_err(|error| wrong(KEY, chain(&error)))?;
    if client.livemode() != environment.livemode()? {
        return Err(wrong("LIVEMODE", "does not fit the mode of the Stripe key"));
    }
    Ok(client)
}

/// Where people who were sent to Stripe may come back to.
pub fn returns(environment: &Environment) -> Result<ReturnUrls, ConfigError> {
    const ORIGINS: &str = "ORIGINS";
    let returns = ReturnUrls::parse(&environment.required(ORIGINS)?);
    returns.map_err(|error| wrong(ORIGINS, error.to_string()))
}

/// Stripe was away, or did not do it. Nothing was charged: only the buyer's own payment charges.
pub fn problem(fault: &StripeFault) -> Problem {
    tracing::warn!(fault = chain(fault), "stripe");
    if fault.is_retryable() {
        Problem::new(Kind::StripeUnavailable).retry_after(2)
    } else {
        Problem::new(Kind::StripeRefused)
    }
}

/// Asks, and asks again while Stripe is at this very request of another caller's, as long as there
/// is time. What is asked must have an idempotency key.
pub async fn patiently<T, F>(ask: impl Fn() -> F, during: &impl Pace) -> Result<T, StripeFault>
where
    F: Future<Output = Result<T, StripeFault>>,
{
    let mut tries = 0;
    loop {
        let answer = ask().await;
        let pause = wait(tries, during.random());
        let in_progress = answer.as_ref().is_err_and(StripeFault::is_in_progress);
        if !in_progress || during.left() < pause.saturating_add(RESERVE) {
            return answer;
        }
        during.pause(pause).await;
        tries = tries.saturating_add(1);
    }
}

/// Something that cannot be, if our own code is right.
pub fn internal(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "broken");
    Problem::new(Kind::Internal)
}

/// The secrets with which Stripe signs: the current one, and the one before a rotation.
pub async fn signing(environment: &Environment) -> Result<Secrets, ConfigError> {
    const SECRET: &str = "STRIPE_WEBHOOK_SECRET";
    let read = secret::read(environment, SECRET, "STRIPE_WEBHOOK_SECRET_NAME", true).await?;
    let secrets = match read.previous {
        Some(previous) => Secrets::new(&read.current, Some(&previous)),
        None => Secrets::parse(&read.current),
    };
    secrets.map_err(|error| wrong(SECRET, error.to_string()))
}
