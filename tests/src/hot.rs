//! Very many callers on one account that has funds for half of what they ask for.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use dev::database::Embedded;
use dev::options::Options;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::actor::Actor;
use crate::dice::Dice;
use crate::house::House;
use crate::kills::proxy::Proxy;
use crate::kills::tally::Tally;

/// How often a caller asks for the same use when it is told to come back later.
const PATIENCE: usize = 50;

/// The catalog that sells any number of one feature at once, its pack and its feature.
const SOLD: (&str, &str, &str) = ("institution", "pack-sessions-annual", "interview_session");

/// How hot it is.
#[derive(Debug, Clone, Copy)]
pub struct Heat {
    /// So many callers ask at the same time,
    pub callers: usize,
    /// each for so many uses, one after the other.
    pub each: usize,
    /// So many processes of `credits` serve them.
    pub processes: usize,
}

/// What it came to.
#[derive(Debug, Default)]
pub struct Figures {
    /// Uses that were asked for.
    pub asked: usize,
    /// Uses that were answered 200.
    pub used: usize,
    /// Uses that were answered 402.
    pub refused: usize,
    /// Answers 503, after each of which the same use was asked for again.
    pub unavailable: usize,
    /// The most of them that one use met.
    pub most_unavailable: usize,
    /// Those of them that the gateway gave, because a function did not answer in its time.
    pub out_of_time: usize,
    /// Any other last answer: what it was.
    pub others: Vec<String>,
    /// What is left of the funds.
    pub left: i64,
    /// Uses that stand in the ledger.
    pub entries: usize,
    /// Whether the ledger proves the account.
    pub proved: bool,
    /// Calls to the store for all of that.
    pub calls: usize,
    /// The calls by operation.
    pub calls_said: String,
    /// How long it took.
    pub took: Duration,
}

impl Figures {
    /// Whether exactly half succeeded, exactly half was refused, and nothing is left.
    pub fn exact(&self) -> bool {
        let half = self.asked / 2;
        (self.used, self.refused, self.entries) == (half, self.asked - half, half)
            && self.left == 0
            && self.proved
            && self.others.is_empty()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for other in &self.others {
            writeln!(f, "neither used nor refused: {other}")?;
        }
        let Self { asked, used, refused, unavailable, most_unavailable, left, .. } = self;
        writeln!(f, "{} entries, verified: {}; {}", self.entries, self.proved, self.calls_said)?;
        let hundredths = self.calls * 100 / asked.max(&1);
        let seconds = self.took.as_secs_f64();
        write!(
            f,
            "{asked} asked, {used} used, {refused} refused, {left} left, {}.{:02} store calls a use, \
             {unavailable} times 503 (at most {most_unavailable} for one use, {} by the gateway), \
             {seconds:.1} s",
            hundredths / 100,
            hundredths % 100,
            self.out_of_time,
        )
    }
}

/// Has the callers ask, and looks at what it came to.
pub async fn run(heat: Heat) -> Figures {
    let embedded = Embedded::serve(None).await.expect("a database");
    let tally = Arc::new(Tally::default());
    let proxy = Proxy::serve(&embedded.endpoint, Dice::seeded(0), &tally).await;
    let root = Options::default().template;
    let mut options = Options { most_processes: heat.processes, ..Options::in_memory() };
    options.dynamodb = Some(embedded.endpoint.clone());
    options.catalog = Some(root.with_file_name(format!("shared/catalogs/{}.toml", SOLD.0)));
    let seen = ("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), proxy.endpoint.clone());
    options.environment.extend([seen]);
    let house = House::with(options).await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    let asked = heat.callers * heat.each;
    buy(&alice, &house.stack.base, asked / 2).await;

    tally.forget_calls();
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for caller in 0..heat.callers {
        let backend = backend.clone();
        callers.spawn(async move { call(&backend, caller, heat.each).await });
    }
    let mut figures = Figures { asked, ..Figures::default() };
    while let Some(told) = callers.join_next().await {
        let told = told.expect("a caller ends");
        figures.used += told.used;
        figures.refused += told.refused;
        figures.unavailable += told.unavailable;
        figures.most_unavailable = figures.most_unavailable.max(told.most_unavailable);
        figures.out_of_time += told.out_of_time;
        figures.others.extend(told.others);
    }
    figures.took = begun.elapsed();
    (figures.calls, figures.calls_said) = (tally.calls(), tally.calls_said());
    figures.left = alice.available("me", SOLD.2).await;
    figures.entries = entries(&alice).await;
    let proof = alice.get("/v1/accounts/me/verify").await;
    figures.proved = proof.body["ok"] == true;
    house.stack.stop().await;
    figures
}

/// Buys so many at once.
async fn buy(buyer: &Actor, base: &str, quantity: usize) {
    let body = json!({
        "pack": SOLD.1,
        "quantity": quantity,
        "success_url": format!("{base}/?session={{CHECKOUT_SESSION_ID}}"),
        "cancel_url": format!("{base}/"),
    });
    let ordered = buyer.post_as("order", "/v1/accounts/me/checkout", &body).await;
    assert_eq!(ordered.status, 201, "{}", ordered.body);
    let paid = buyer.pays(ordered.text("session"), "4242424242424242").await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    let settled = buyer.post("/dev/stripe/settle", &json!({})).await;
    assert_eq!(settled.status, 200, "{}", settled.body);
}

/// One caller: one use after the other, each under a key of its own.
async fn call(backend: &Actor, caller: usize, each: usize) -> Figures {
    let mut figures = Figures::default();
    for n in 0..each {
        let key = format!("use-{caller}-{n}");
        let mut unavailable = 0;
        loop {
            let told = backend.consumes(&key, "user:alice", SOLD.2, 1).await;
            match told.status {
                200 => figures.used += 1,
                402 => figures.refused += 1,
                503 if unavailable < PATIENCE => {
                    unavailable += 1;
                    // Not the function's own answer: its time was over, and the gateway says so.
                    figures.out_of_time += usize::from(told.header("retry-after").is_none());
                    continue;
                }
                status => figures.others.push(format!("{key}: {status} {}", told.body)),
            }
            break;
        }
        figures.unavailable += unavailable;
        figures.most_unavailable = figures.most_unavailable.max(unavailable);
    }
    figures
}

/// How many uses stand in the ledger.
async fn entries(owner: &Actor) -> usize {
    let (mut count, mut cursor) = (0, String::new());
    loop {
        let page = owner.get(&format!("/v1/accounts/me/ledger?limit=100{cursor}")).await;
        let entries = page.body["entries"].as_array().expect("entries");
        count += entries.iter().filter(|entry| entry["kind"] == "consume").count();
        match page.body["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return count,
        }
    }
}
