//! A stack of one's own: in memory, on free ports, with a clock that only the test moves.

use dev::options::Options;
use dev::stack::Stack;
use serde_json::json;

use crate::actor::Actor;

/// The moment at which every house begins, unless it is told otherwise.
pub const BEGINNING: &str = "2026-01-15T12:00:00Z";

/// A running stack.
pub struct House {
    /// The stack itself.
    pub stack: Stack,
    client: reqwest::Client,
}

impl House {
    /// A house with the default catalog.
    pub async fn open() -> Self {
        Self::with(Options::in_memory()).await
    }

    /// A house that sells by another catalog of ours, `tiers` for example.
    pub async fn selling(catalog: &str) -> Self {
        let root = dev::options::Options::default().template;
        let path = root.with_file_name(format!("shared/catalogs/{catalog}.toml"));
        Self::with(Options { catalog: Some(path), ..Options::in_memory() }).await
    }

    /// A house with options of its own.
    pub async fn with(options: Options) -> Self {
        let now = options.now.or(Some(BEGINNING.parse().unwrap()));
        let stack = Stack::start(Options { now, ..options }).await;
        let stack = stack.unwrap_or_else(|fault| panic!("{}", fault.told()));
        Self { stack, client: reqwest::Client::new() }
    }

    /// A person with a token of the house's own issuer.
    pub async fn person(&self, subject: &str) -> Actor {
        self.token(&format!("sub={subject}")).await
    }

    /// A person of an organisation, `admin` or `member`.
    pub async fn member(&self, subject: &str, organisation: &str, role: &str) -> Actor {
        self.token(&format!("sub={subject}&org={organisation}&role={role}")).await
    }

    /// Whoever a token of the issuer with these parameters is.
    pub async fn token(&self, parameters: &str) -> Actor {
        let told = self.nobody().get(&format!("/dev/token?{parameters}")).await;
        self.bearing(told.body["token"].as_str().expect("a token"))
    }

    /// The team's own backend.
    pub fn backend(&self) -> Actor {
        self.bearing(&self.stack.service_key)
    }

    /// Somebody with this bearer, whatever it is.
    pub fn bearing(&self, bearer: &str) -> Actor {
        Actor::new(&self.client, &self.stack.base, Some(bearer))
    }

    /// Somebody without a token.
    pub fn nobody(&self) -> Actor {
        Actor::new(&self.client, &self.stack.base, None)
    }

    /// Moves the clock of gateway, issuer and Stripe.
    pub async fn move_clock(&self, now: &str) {
        let told = self.nobody().put("/dev/clock", &json!({ "now": now })).await;
        assert_eq!(told.status, 200, "{}", told.body);
    }

    /// Waits until Stripe has delivered everything it has to tell.
    pub async fn settled(&self) {
        self.stack.settled().await;
    }
}
