//! How a dev stack is to be started.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::stripe::StripeChoice;

/// What [`crate::stack::Stack::start`] needs to know; the defaults are those of `cargo run`.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port on loopback; 0 takes any that is free.
    pub port: u16,
    /// Whether everything is forgotten at the end.
    pub memory: bool,
    /// Where everything is kept otherwise.
    pub data: PathBuf,
    /// The template that says what to run.
    pub template: PathBuf,
    /// The directory of the pages.
    pub web: PathBuf,
    /// Parameters of the template in place of its defaults.
    pub parameters: BTreeMap<String, String>,
    /// The catalog in place of the compiled-in one.
    pub catalog: Option<PathBuf>,
    /// Another `DynamoDB` in place of the embedded one.
    pub dynamodb: Option<String>,
    /// The table's name in place of the template's, for databases that are shared.
    pub table: Option<String>,
    /// How many processes each function may have at once.
    pub most_processes: usize,
    /// No invocation may take longer than this, whatever the template says.
    pub longest: Option<Duration>,
    /// Variables for every function, over all others.
    pub environment: BTreeMap<String, String>,
    /// OIDC issuers beside the stack's own, in the shape of `ISSUERS`.
    pub issuers: Vec<Value>,
    /// What the clock shows at first, in place of the real time.
    pub now: Option<Timestamp>,
    /// Whether the functions' requests to the database are counted.
    pub count_dynamodb: bool,
    /// Whether the template's throttles hold.
    pub throttled: bool,
    /// What fires the template's schedules.
    pub schedules: Schedules,
    /// Which Stripe is talked to.
    pub stripe: StripeChoice,
}

/// What fires the template's schedules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedules {
    /// The stack's clock, as the template says, and `POST /dev/schedule/{name}`.
    ByTheClock,
    /// Nothing but `POST /dev/schedule/{name}`.
    ByHand,
}

impl Default for Options {
    fn default() -> Self {
        let root = workspace();
        Self {
            port: 4242,
            memory: false,
            data: root.join("target/dev"),
            template: root.join("template.yaml"),
            web: root.join("web"),
            parameters: BTreeMap::new(),
            catalog: None,
            dynamodb: None,
            table: None,
            most_processes: 4,
            longest: None,
            environment: BTreeMap::new(),
            issuers: Vec::new(),
            now: None,
            count_dynamodb: false,
            throttled: true,
            schedules: Schedules::ByTheClock,
            stripe: StripeChoice::Fake,
        }
    }
}

impl Options {
    /// A stack of a test's own: in memory, on any port, unthrottled, and no schedule fires by itself.
    pub fn in_memory() -> Self {
        let unlimited = ("REQUESTS_PER_SECOND".to_owned(), "10000".to_owned());
        Self {
            port: 0,
            memory: true,
            throttled: false,
            schedules: Schedules::ByHand,
            environment: BTreeMap::from([unlimited]),
            ..Self::default()
        }
    }
}

/// The root of the workspace: this program is run from where it was built, as cargo's tools are.
pub fn workspace() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}
