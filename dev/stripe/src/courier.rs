//! The courier: posts signed events to the webhook, in order unless chaos says otherwise, and again
//! until it is told 2xx.

use std::io;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::chaos::Chaos;
use crate::deliveries::Delivery;
use crate::house::House;
use crate::signature;
use crate::state::Sending;

/// The wait before each further attempt, in milliseconds; after the last the courier gives up.
/// Stripe goes on for three days, a test stack for about a minute.
const WAITS: [u64; 12] =
    [200, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000, 8_000, 8_000, 8_000];

/// How long the webhook may think.
const PATIENCE: Duration = Duration::from_secs(20);

/// One copy of one event.
#[derive(Clone, Debug)]
struct Letter {
    event: String,
    kind: String,
    body: Vec<u8>,
    copy: u16,
}

pub(crate) fn client() -> io::Result<reqwest::Client> {
    reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().map_err(io::Error::other)
}

/// Delivers until the house is gone.
pub(crate) async fn run(
    house: Weak<House>,
    mut inbox: mpsc::UnboundedReceiver<(Sending, Instant)>,
    client: reqwest::Client,
) {
    while let Some((sending, since)) = inbox.recv().await {
        let Some(house) = house.upgrade() else { return };
        deliver(&house, sending, since, &client).await;
    }
}

/// One event with its copies: the first attempt here, so that the next event comes after it;
/// further attempts by themselves.
async fn deliver(house: &Arc<House>, sending: Sending, since: Instant, client: &reqwest::Client) {
    house.in_service().await;
    let chaos = if sending.plain { Chaos::default() } else { house.chaos() };
    let Some((body, kind)) = house.letter(&sending.event) else {
        return house.delivered(sending.number, true);
    };
    let letter = Letter { event: sending.event, kind, body, copy: 0 };
    let end = chaos.delay_ms.saturating_add(100);
    let (chance, jitter) = if sending.plain { (1.0, 0) } else { house.dice(end) };
    if chance < chaos.drop {
        record(house, &letter, 0, Err("lost on purpose".to_owned()));
        return house.delivered(sending.number, true);
    }
    let copies: Vec<Letter> =
        (0..=chaos.duplicate).map(|copy| Letter { copy, ..letter.clone() }).collect();
    let (house, client) = (Arc::clone(house), client.clone());
    if chaos.shuffle {
        let delay = Duration::from_millis(chaos.delay_ms.saturating_add(jitter));
        tokio::spawn(async move {
            wait(since, delay).await;
            let failed = first_attempts(&house, copies, &client).await;
            insist(house, sending.number, failed, client).await;
        });
    } else {
        wait(since, Duration::from_millis(chaos.delay_ms)).await;
        let failed = first_attempts(&house, copies, &client).await;
        if failed.is_empty() {
            house.delivered(sending.number, false);
        } else {
            tokio::spawn(insist(house, sending.number, failed, client));
        }
    }
}

/// Until `delay` after the event.
async fn wait(since: Instant, delay: Duration) {
    tokio::time::sleep(delay.saturating_sub(since.elapsed())).await;
}

/// All copies at the same time; gives back those that were not taken.
async fn first_attempts(
    house: &Arc<House>,
    copies: Vec<Letter>,
    client: &reqwest::Client,
) -> Vec<Letter> {
    let mut attempts = JoinSet::new();
    for letter in copies {
        let (house, client) = (Arc::clone(house), client.clone());
        attempts.spawn(async move {
            let taken = attempt(&house, &letter, 1, &client).await;
            (!taken).then_some(letter)
        });
    }
    attempts.join_all().await.into_iter().flatten().collect()
}

/// Tries again, each copy by itself, until all are taken or the waits are used up.
async fn insist(house: Arc<House>, number: u64, failed: Vec<Letter>, client: reqwest::Client) {
    let mut copies = JoinSet::new();
    for letter in failed {
        let (house, client) = (Arc::clone(&house), client.clone());
        copies.spawn(async move {
            for (wait, count) in WAITS.into_iter().zip(2..) {
                tokio::time::sleep(Duration::from_millis(wait)).await;
                if attempt(&house, &letter, count, &client).await {
                    return true;
                }
            }
            tracing::warn!(event = letter.event, "the webhook never took it; giving up");
            false
        });
    }
    let lost = copies.join_all().await.contains(&false);
    house.delivered(number, lost);
}

/// One attempt; whether it was taken. The signature is of this moment, as Stripe's is.
async fn attempt(house: &House, letter: &Letter, count: u32, client: &reqwest::Client) -> bool {
    house.in_service().await;
    let at = (house.settings.now)().as_second();
    let signed = signature::header(&house.settings.webhook_secret, at, &letter.body);
    let request = client
        .post(&house.settings.webhook_url)
        .header("content-type", "application/json; charset=utf-8")
        .header("user-agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
        .header("stripe-signature", signed)
        .body(letter.body.clone());
    let answer = request.send().await;
    let outcome = answer.map(|answer| answer.status()).map_err(|cause| cause.to_string());
    let taken = outcome.as_ref().is_ok_and(http::StatusCode::is_success);
    record(house, letter, count, outcome.map(|status| status.as_u16()));
    taken
}

fn record(house: &House, letter: &Letter, attempt: u32, outcome: Result<u16, String>) {
    let (status, error) = match outcome {
        Ok(status) => (Some(status), None),
        Err(error) => (None, Some(error)),
    };
    let (event, kind, copy) = (letter.event.clone(), letter.kind.clone(), letter.copy);
    let at = (house.settings.now)().as_second();
    house.deliveries.record(Delivery { event, kind, copy, attempt, status, error, at });
}
