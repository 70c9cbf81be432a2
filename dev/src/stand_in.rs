//! Stands in for the crate `fake-stripe`, which has this interface, until it is here.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;

/// Keys, addresses and the clock.
#[derive(Clone)]
pub struct Settings {
    /// The key that API callers must show.
    pub secret_key: String,
    /// The key that browsers may have.
    pub publishable_key: String,
    /// The public origin.
    pub base: String,
    /// Where events are posted to.
    pub webhook_url: String,
    /// What deliveries are signed with.
    pub webhook_secret: String,
    /// What time it is.
    pub now: Arc<dyn Fn() -> jiff::Timestamp + Send + Sync>,
    /// The file that the state survives in.
    pub journal: Option<PathBuf>,
}

/// The fake Stripe.
#[derive(Clone, Debug)]
pub struct FakeStripe;

impl FakeStripe {
    /// Opens it.
    #[allow(
        clippy::needless_pass_by_value,
        clippy::unnecessary_wraps,
        reason = "as the crate has it"
    )]
    pub fn open(settings: Settings) -> io::Result<Self> {
        (settings.now)();
        Ok(Self)
    }

    /// What it serves.
    #[allow(clippy::unused_self, reason = "as the crate has it")]
    pub fn router(&self) -> Router {
        Router::new()
    }

    /// Follows the clock.
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "as the crate has it")]
    pub fn tick(&self) -> io::Result<()> {
        Ok(())
    }

    /// Waits until all is delivered.
    #[allow(clippy::unused_self, clippy::unused_async, reason = "as the crate has it")]
    pub async fn settled(&self) {}
}
