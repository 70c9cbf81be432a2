//! A stack of one's own: in memory, on free ports, with a clock that only the test moves.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use dev::options::Options;
use dev::stack::Stack;
use serde_json::json;

use crate::actor::Actor;

/// The moment at which every house begins, unless it is told otherwise.
pub const BEGINNING: &str = "2026-01-15T12:00:00Z";

/// The variable with the URL of another `DynamoDB` for every house, in place of the embedded one.
pub const DYNAMODB: &str = "TALLYSTICK_DYNAMODB";

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
        let options = elsewhere(std::env::var(DYNAMODB).ok(), options);
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

    /// Support, with a key of the scope `admin`: the stack's own has it beside `service`.
    pub fn admin(&self) -> Actor {
        self.backend()
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

/// The options of a house with its table in the database at this URL, where there is one. The
/// database is shared with every other house, so the table's name is taken once.
fn elsewhere(url: Option<String>, options: Options) -> Options {
    match url.filter(|url| !url.is_empty()) {
        Some(url) if options.dynamodb.is_none() => {
            let table = options.table.clone().unwrap_or_else(table_of_ones_own);
            Options { dynamodb: Some(url), table: Some(table), ..options }
        }
        _ => options,
    }
}

/// A name that no other house has, in this process or another.
pub fn table_of_ones_own() -> String {
    static OPENED: AtomicU64 = AtomicU64::new(0);
    #[allow(clippy::disallowed_methods, reason = "only to tell one run from the next")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let house = OPENED.fetch_add(1, Ordering::Relaxed);
    format!("house-{}-{}-{house}", std::process::id(), since.as_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn houses_in_one_database_have_tables_of_their_own() {
        let url = || Some("http://127.0.0.1:8000".to_owned());
        let one = elsewhere(url(), Options::in_memory());
        let other = elsewhere(url(), Options::in_memory());
        assert_eq!(one.dynamodb, url());
        assert!(one.table.is_some() && one.table != other.table);

        let named = Options { table: Some("named".to_owned()), ..Options::in_memory() };
        assert_eq!(elsewhere(url(), named).table.as_deref(), Some("named"));
        for nothing in [None, Some(String::new())] {
            let embedded = elsewhere(nothing, Options::in_memory());
            assert_eq!((embedded.dynamodb, embedded.table), (None, None));
        }
    }
}
