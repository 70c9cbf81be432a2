//! The reset over HTTP: what time brought is written down, and no answer depends on it.

mod runs;

use dev::options::Options;
use serde_json::{Value, json};
use tests::actor::Actor;
use tests::answer::Answer;
use tests::house::House;

/// Five scans a day, nine scores a month, and a welcome of seven scans for three days.
const CATALOG: &str = r#"
currency = "usd"
[[feature]]
id = "scan"
name = "Scans"
kind = "counted"
[[feature]]
id = "score"
name = "Scores"
kind = "counted"
[[plan]]
id = "plan-free"
name = "Free"
default = true
[[plan.allowance]]
feature = "scan"
amount = 5
every = "day"
[[plan.allowance]]
feature = "score"
amount = 9
every = "month"
[[welcome]]
feature = "scan"
amount = 7
expires_after_days = 3
offered = true
"#;

/// A house that sells by this catalog, begun on 15 January at noon.
async fn opened(name: &str, options: Options) -> House {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.toml"));
    std::fs::write(&path, CATALOG).expect("a file of the test's own");
    House::with(Options { catalog: Some(path), ..options }).await
}

/// Lets the schedule fire now.
async fn fires(house: &House) -> Answer {
    house.nobody().post("/dev/schedule/reset", &json!({})).await
}

/// Lets the schedule fire now, and gives the report.
async fn resets(house: &House) -> Value {
    let fired = fires(house).await;
    assert_eq!(fired.status, 200, "{}", fired.body);
    assert_eq!(fired.body["job"], "renew");
    fired.body
}

/// The kinds and postings of an account's ledger, newest first.
async fn ledger(backend: &Actor, account: &str) -> Vec<Value> {
    let told = backend.get(&format!("/v1/accounts/{account}/ledger?limit=100")).await;
    assert_eq!(told.status, 200, "{}", told.body);
    told.body["entries"].as_array().unwrap().clone()
}

fn passes(ledger: &[Value]) -> Vec<&Value> {
    ledger.iter().filter(|entry| entry["kind"] == "pass").collect()
}

/// SP-5, X-9, I13: what one house is told day by day with ten runs at once each day, another one is
/// told without any.
#[tokio::test]
async fn without_the_schedule_every_answer_stays_the_same() {
    let with = opened("with", Options::in_memory()).await;
    let without = opened("without", Options::in_memory()).await;
    let mut told = [Vec::new(), Vec::new()];
    for day in 15..=20 {
        let houses = [(&with, true), (&without, false)];
        for ((house, resets), told) in houses.into_iter().zip(&mut told) {
            let noon = json!({ "now": format!("2026-01-{day}T12:00:00Z"), "frozen": true });
            assert_eq!(house.nobody().put("/dev/clock", &noon).await.status, 200);
            let backend = house.backend();
            if resets {
                let runs = (0..10).map(|_| fires(house));
                for run in join(runs.collect()).await {
                    assert_eq!((run.status, &run.body["failed"]), (200, &json!(0)), "{}", run.body);
                }
            }
            for (n, amount) in [4, 3, 20].into_iter().enumerate() {
                let key = format!("use-{day}-{n}");
                let used = backend.consumes(&key, "user:bob", "scan", amount).await;
                told.push((
                    used.status,
                    used.body["available"].clone(),
                    used.body["outcome"].clone(),
                ));
            }
            let balances = backend.get("/v1/accounts/user:bob/balances").await;
            told.push((balances.status, balances.body, Value::Null));
            backend.verifies("user:bob").await;
        }
    }
    assert_eq!(told[0], told[1]);
    assert!(!passes(&ledger(&with.backend(), "user:bob").await).is_empty());
    assert!(passes(&ledger(&without.backend(), "user:bob").await).is_empty());
}

/// Awaits all of them at once.
async fn join(runs: Vec<impl Future<Output = Answer>>) -> Vec<Answer> {
    let mut runs: Vec<_> = runs.into_iter().map(|run| (Box::pin(run), None)).collect();
    std::future::poll_fn(|context| {
        for (run, done) in &mut runs {
            if done.is_none()
                && let std::task::Poll::Ready(answer) = run.as_mut().poll(context)
            {
                *done = Some(answer);
            }
        }
        if runs.iter().all(|(_, done)| done.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    runs.into_iter().filter_map(|(_, done)| done).collect()
}

/// SP-5: three days late and ten times at once each account gets one entry, which says what ended
/// and what expired.
#[tokio::test]
async fn a_late_run_writes_what_ended_and_what_expired_once() {
    let house = opened("late", Options::in_memory()).await;
    let backend = house.backend();
    let accounts = ["user:ann", "user:bob", "org:kit"];
    for account in accounts {
        let used = backend.consumes("use-1", account, "scan", 6).await;
        assert_eq!(used.status, 200, "{}", used.body);
        assert_eq!(backend.consumes("use-2", account, "score", 2).await.status, 200);
    }
    let early = resets(&house).await;
    assert_eq!((&early["accounts"], &early["finished"]), (&json!(0), &json!(true)), "{early}");

    house.move_clock("2026-01-18T14:20:00Z").await;
    let before = backend.get("/v1/accounts/user:bob/balances").await.body;
    let mut written = 0;
    for run in join((0..10).map(|_| fires(&house)).collect()).await {
        assert_eq!((run.status, &run.body["failed"]), (200, &json!(0)), "{}", run.body);
        assert_eq!(run.body["days_behind"], 0, "{}", run.body);
        written += run.body["entries"].as_u64().unwrap();
    }
    // The day ended on the 16th; the welcome's loss on the 18th is written with it.
    assert_eq!(written, 3);
    assert_eq!(backend.get("/v1/accounts/user:bob/balances").await.body, before);
    for account in accounts {
        let entries = ledger(&backend, account).await;
        let passes = passes(&entries);
        assert_eq!(passes.len(), 1, "{entries:?}");
        let text = passes[0].to_string();
        assert!(text.contains("lapsed") && text.contains("expired"), "{text}");
        backend.verifies(account).await;
    }
    let again = resets(&house).await;
    assert_eq!((&again["accounts"], &again["entries"]), (&json!(0), &json!(0)), "{again}");

    // The month's scores are due on the first, and then nothing is for ever.
    house.move_clock("2026-02-01T00:00:00Z").await;
    assert_eq!(resets(&house).await["entries"], 3);
    house.move_clock("2026-02-28T00:00:00Z").await;
    assert_eq!(resets(&house).await["accounts"], 0);
}
