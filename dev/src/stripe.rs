//! Which Stripe the stack talks to: the fake one, mounted here, or Stripe's own test mode.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use fake_stripe::{FakeStripe, Settings};

use crate::clock::Clock;
use crate::fault::Fault;
use crate::kept::Kept;

/// What was chosen.
#[derive(Debug, Clone)]
pub enum StripeChoice {
    /// The fake one.
    Fake,
    /// Stripe itself, in test mode.
    TestMode(TestMode),
}

/// The keys of a Stripe account in test mode.
#[derive(Clone)]
pub struct TestMode {
    /// `sk_test_…` or `rk_test_…`.
    pub secret_key: String,
    /// `whsec_…`, as `stripe listen` prints it.
    pub webhook_secret: String,
    /// `pk_test_…`.
    pub publishable_key: String,
}

/// Keys are not shown.
impl fmt::Debug for TestMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestMode").finish_non_exhaustive()
    }
}

impl StripeChoice {
    /// What the environment asks for; `variable` reads one.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Fault> {
        let said = |name: &str| variable(name).filter(|value| !value.is_empty());
        let Some(secret_key) = said("STRIPE_SECRET_KEY") else {
            return Ok(Self::Fake);
        };
        let choice = Self::TestMode(TestMode {
            secret_key,
            webhook_secret: said("STRIPE_WEBHOOK_SECRET").unwrap_or_default(),
            publishable_key: said("STRIPE_PUBLISHABLE_KEY").unwrap_or_default(),
        });
        choice.check()?;
        Ok(choice)
    }

    /// Refuses a live key, and a test key without the secret that its webhooks are signed with.
    pub fn check(&self) -> Result<(), Fault> {
        let Self::TestMode(keys) = self else {
            return Ok(());
        };
        let starts =
            |wanted: &[&str]| wanted.iter().any(|start| keys.secret_key.starts_with(start));
        let why = if starts(&["sk_live_", "rk_live_"]) {
            "STRIPE_SECRET_KEY is a live key: the dev stack never touches real money"
        } else if !starts(&["sk_test_", "rk_test_"]) {
            "STRIPE_SECRET_KEY is not a test-mode key (sk_test_… or rk_test_…); unset it to use the \
             fake Stripe"
        } else if !keys.webhook_secret.starts_with("whsec_") {
            "STRIPE_SECRET_KEY is set, so STRIPE_WEBHOOK_SECRET must be too: it is the whsec_… that \
             `stripe listen --forward-to http://127.0.0.1:4242/webhook` prints"
        } else {
            return Ok(());
        };
        Err(Fault::Refused(why.to_owned()))
    }
}

/// The Stripe of a running stack.
#[derive(Debug)]
pub struct Stripe {
    /// The base of its API, without the `/v1`.
    pub api: String,
    /// What the functions are told.
    pub secret_key: String,
    /// What its webhooks are signed with.
    pub webhook_secret: String,
    /// What browsers are told.
    pub publishable_key: String,
    fake: Option<FakeStripe>,
}

impl Stripe {
    /// Opens the chosen Stripe; `journal` is the file in which the fake one remembers.
    pub fn open(
        choice: &StripeChoice,
        base: &str,
        webhook: &str,
        kept: &Kept,
        journal: Option<PathBuf>,
        clock: &Arc<Clock>,
    ) -> Result<Self, Fault> {
        if let StripeChoice::TestMode(keys) = choice {
            return Ok(Self {
                api: "https://api.stripe.com".to_owned(),
                secret_key: keys.secret_key.clone(),
                webhook_secret: keys.webhook_secret.clone(),
                publishable_key: keys.publishable_key.clone(),
                fake: None,
            });
        }
        let clock = Arc::clone(clock);
        let settings = Settings {
            secret_key: kept.secret("stripe_secret_key", "sk_test_")?,
            publishable_key: kept.secret("stripe_publishable_key", "pk_test_")?,
            base: base.to_owned(),
            webhook_url: webhook.to_owned(),
            webhook_secret: kept.secret("stripe_webhook_secret", "whsec_")?,
            now: Arc::new(move || clock.now()),
            journal,
        };
        let (secret_key, webhook_secret, publishable_key) = (
            settings.secret_key.clone(),
            settings.webhook_secret.clone(),
            settings.publishable_key.clone(),
        );
        let fake = FakeStripe::open(settings).map_err(Fault::io("opening the fake Stripe"))?;
        Ok(Self {
            api: format!("{base}/stripe"),
            secret_key,
            webhook_secret,
            publishable_key,
            fake: Some(fake),
        })
    }

    /// Whether it is the fake one.
    pub fn is_fake(&self) -> bool {
        self.fake.is_some()
    }

    /// A secret that may be shown: the fake one's. Those of a real account stay where they are.
    pub fn shown(&self, secret: &str) -> String {
        if self.is_fake() { secret.to_owned() } else { String::new() }
    }

    /// Does what the passing of time brings, after the clock was moved.
    pub fn follow_the_clock(&self) -> std::io::Result<()> {
        self.fake.as_ref().map_or(Ok(()), FakeStripe::tick)
    }

    /// Waits until the fake one has delivered all its events.
    pub async fn settled(&self) {
        if let Some(fake) = &self.fake {
            fake.settled().await;
        }
    }

    /// What it serves on the stack's port.
    pub fn router(&self) -> Router {
        self.fake.as_ref().map_or_else(Router::new, FakeStripe::router)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(key: &str, secret: &str) -> Result<StripeChoice, Fault> {
        StripeChoice::from_environment(|name| match name {
            "STRIPE_SECRET_KEY" => Some(key.to_owned()),
            "STRIPE_WEBHOOK_SECRET" => Some(secret.to_owned()),
            _ => None,
        })
    }

    #[test]
    fn a_live_key_is_refused_and_not_repeated() {
        for key in ["sk_live_abc", "rk_live_abc"] {
            let refused = chosen(key, "whsec_x").unwrap_err().told();
            assert!(refused.contains("live key"));
            assert!(!refused.contains("abc"));
        }
    }

    #[test]
    fn a_test_key_needs_the_webhooks_secret() {
        assert!(chosen("sk_test_a", "").unwrap_err().told().contains("STRIPE_WEBHOOK_SECRET"));
        assert!(chosen("pk_test_a", "whsec_x").is_err());
        let choice = chosen("rk_test_a", "whsec_x").unwrap();
        assert!(matches!(choice, StripeChoice::TestMode(_)));
        assert!(!format!("{choice:?}").contains("rk_test_a"));
    }

    #[test]
    fn without_a_key_stripe_is_the_fake_one() {
        assert!(matches!(chosen("", ""), Ok(StripeChoice::Fake)));
        assert!(matches!(StripeChoice::from_environment(|_| None), Ok(StripeChoice::Fake)));
    }
}
