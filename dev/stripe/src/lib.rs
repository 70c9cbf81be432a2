//! A fake Stripe: the API as official SDKs call it, the hosted checkout page, signed webhooks, and
//! what a card holder or a bank does. It listens to nothing itself; the dev stack mounts its
//! router.
//!
//! How SDKs are pointed at it, with `base` the origin of the dev stack:
//! - Python: `stripe.api_base = base + "/stripe"`, or `base_addresses={"api": base + "/stripe"}`.
//! - `async-stripe`: `ClientBuilder::url(base + "/stripe/")`; the last slash is needed.
//! - Node takes a host and a port but no path: mount [`FakeStripe::api_router`] on a port of its
//!   own, or put the path in front by `httpClient: Stripe.createFetchHttpClient((url, init) => …)`.
//! - Stripe CLI: `--api-base base/stripe`.

mod bank;
mod billing_doors;
mod calendar;
mod caller;
mod chaos;
mod courier;
mod decimal;
mod deliveries;
mod desk;
mod dispute_doors;
mod door;
mod expand;
mod fresh;
mod hosted;
mod house;
mod intent_doors;
mod journal;
mod lists;
mod metadata;
mod object;
mod params;
mod refusal;
mod resources;
mod routes;
mod signature;
mod state;
mod time;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;

use crate::house::House;

/// The one clock of the dev stack, which people and tests can move.
pub type Clock = Arc<dyn Fn() -> jiff::Timestamp + Send + Sync>;

/// Keys, addresses and the clock.
#[derive(Clone)]
pub struct Settings {
    /// The key that API callers must show, `sk_test_…`.
    pub secret_key: String,
    /// The key that browsers may have, `pk_test_…`; it opens an intent together with its secret.
    pub publishable_key: String,
    /// The public origin, such as `http://127.0.0.1:4242`; addresses of checkout pages start with
    /// it.
    pub base: String,
    /// Where events are posted to; only `http`, since it is on the same machine.
    pub webhook_url: String,
    /// What deliveries are signed with, `whsec_…`.
    pub webhook_secret: String,
    /// What time it is.
    pub now: Clock,
    /// The file that the state survives in; without it the state is in memory.
    pub journal: Option<PathBuf>,
}

/// Secrets are not shown.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut settings = f.debug_struct("Settings");
        settings.field("base", &self.base).field("webhook_url", &self.webhook_url);
        settings.field("journal", &self.journal).finish_non_exhaustive()
    }
}

/// The fake Stripe. Clones share their state.
#[derive(Clone, Debug)]
pub struct FakeStripe {
    house: Arc<House>,
}

impl FakeStripe {
    /// Replays the journal, if there is one, and goes on delivering what it left undelivered.
    ///
    /// # Errors
    /// When the journal cannot be opened, read or replayed; outside of a tokio runtime; and when
    /// the operating system gives no randomness.
    pub fn open(settings: Settings) -> io::Result<Self> {
        Ok(Self { house: House::open(settings)? })
    }

    /// Everything under the addresses of the dev stack: `/stripe/v1/…` (the API),
    /// `/stripe/checkout/…`, `/stripe/portal/…`, `/stripe/invoices/…` and `/stripe/authenticate/…`
    /// (the pages), `/stripe/js/…` (what a page pays with by itself) and `/dev/stripe/…` (what card holders and banks do).
    pub fn router(&self) -> Router {
        let house = Arc::clone(&self.house);
        door::router("/stripe/v1", Arc::clone(&house))
            .merge(hosted::routes::router(Arc::clone(&house)))
            .merge(hosted::portal::router(Arc::clone(&house)))
            .merge(hosted::invoice::router(Arc::clone(&house)))
            .merge(hosted::authentication::router(Arc::clone(&house)))
            .merge(hosted::stripe_js::router())
            .merge(bank::router(house))
    }

    /// The API alone under `/v1/…`, for SDKs that can be told a host and a port but no path.
    pub fn api_router(&self) -> Router {
        door::router("/v1", Arc::clone(&self.house))
    }

    /// Does what the passing of time brings, such as expiring sessions. Every request does it too;
    /// this is for the moment when the clock is moved.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn tick(&self) -> io::Result<()> {
        self.house.tick()
    }

    /// Waits until no delivery is pending or retrying.
    pub async fn settled(&self) {
        self.house.settled().await;
    }
}
