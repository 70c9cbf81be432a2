//! Real processes over the Runtime API: this test program started again, acting as a function.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::time::Duration;

use super::*;
use crate::logs::Line;

const ACTS: &str = "lambda::tests::this_program_acts_as_a_function";

/// Not a test but the function that the tests below invoke: it does what the event says.
#[tokio::test]
async fn this_program_acts_as_a_function() {
    let Ok(api) = std::env::var("AWS_LAMBDA_RUNTIME_API") else {
        return;
    };
    let base = format!("http://{api}/2018-06-01/runtime");
    let client = reqwest::Client::new();
    if std::env::var("REFUSES_TO_START").is_ok() {
        client.post(format!("{base}/init/error")).body("{}").send().await.unwrap();
        std::process::exit(1);
    }
    // When the stack is gone this request fails, and with it the process ends.
    while let Ok(next) = client.get(format!("{base}/invocation/next")).send().await {
        let id = next.headers()["lambda-runtime-aws-request-id"].to_str().unwrap().to_owned();
        let deadline = next.headers()["lambda-runtime-deadline-ms"].to_str().unwrap().to_owned();
        let arn =
            next.headers()["lambda-runtime-invoked-function-arn"].to_str().unwrap().to_owned();
        assert!(next.headers().contains_key("lambda-runtime-trace-id"));
        let event = next.text().await.unwrap();
        eprintln!("took {event}");
        let (path, body) = match event.as_str() {
            "fail" => ("error", r#"{"errorMessage":"no"}"#.to_owned()),
            "crash" => std::process::exit(3),
            "hang" => std::future::pending().await,
            _ => ("response", format!("{} {deadline} {arn} {event}", std::process::id())),
        };
        let answer = client.post(format!("{base}/invocation/{id}/{path}")).body(body);
        assert_eq!(answer.send().await.unwrap().status(), 202);
    }
}

fn function(most_processes: usize, timeout: Duration, more: &[(&str, &str)]) -> Arc<Lambda> {
    let spec = LambdaSpec {
        binary: "acts".to_owned(),
        program: std::env::current_exe().unwrap(),
        arguments: ["--exact", ACTS, "--nocapture"].iter().map(OsString::from).collect(),
        environment: more.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        arn: "arn:acts".to_owned(),
        timeout,
        most_processes,
    };
    Lambda::new(spec, Arc::new(Logs::in_memory()))
}

async fn says(lambda: &Arc<Lambda>, event: &'static str) -> Result<String, InvokeFault> {
    let answer = lambda.invoke(Bytes::from_static(event.as_bytes())).await?;
    Ok(String::from_utf8(answer.to_vec()).unwrap())
}

fn pid(answer: &str) -> u32 {
    answer.split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn one_process_serves_one_invocation_after_another() {
    let lambda = function(4, Duration::from_secs(30), &[]);
    let first = says(&lambda, "hello").await.unwrap();
    let second = says(&lambda, "again").await.unwrap();

    assert!(first.ends_with("arn:acts hello"), "{first}");
    assert_eq!(pid(&first), pid(&second));
    assert_eq!(lambda.process_ids(), [pid(&first)]);
    let deadline: i64 = first.split(' ').nth(1).unwrap().parse().unwrap();
    let left = deadline - crate::clock::real_now().as_millisecond();
    assert!((1..=30_000).contains(&left), "{left} ms left of the real time");
    let took = Line { function: "acts".to_owned(), text: "took hello".to_owned() };
    assert!(lambda.logs.lines().contains(&took));
}

#[tokio::test]
async fn more_processes_start_on_demand_up_to_the_maximum_and_then_invocations_queue() {
    let lambda = function(2, Duration::from_secs(30), &[]);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let lambda = Arc::clone(&lambda);
        calls.spawn(async move { pid(&says(&lambda, "hello").await.unwrap()) });
    }
    let pids: std::collections::BTreeSet<u32> = calls.join_all().await.into_iter().collect();
    assert!((1..=2).contains(&pids.len()), "{pids:?}");
}

#[tokio::test]
async fn an_error_keeps_the_process_and_a_crash_does_not() {
    let lambda = function(1, Duration::from_secs(30), &[]);
    let first = pid(&says(&lambda, "hello").await.unwrap());
    assert_eq!(says(&lambda, "fail").await, Err(InvokeFault::Failed));
    assert_eq!(pid(&says(&lambda, "hello").await.unwrap()), first);
    assert_eq!(says(&lambda, "crash").await, Err(InvokeFault::Failed));
    assert_ne!(pid(&says(&lambda, "hello").await.unwrap()), first);
}

#[tokio::test]
async fn an_invocation_past_its_timeout_is_killed() {
    let lambda = function(1, Duration::from_millis(300), &[]);
    let first = pid(&says(&lambda, "hello").await.unwrap());
    assert_eq!(says(&lambda, "hang").await, Err(InvokeFault::TimedOut));
    assert_ne!(pid(&says(&lambda, "hello").await.unwrap()), first);
}

#[tokio::test]
async fn a_process_that_was_killed_while_idle_loses_no_event() {
    let lambda = function(1, Duration::from_secs(30), &[]);
    let first = pid(&says(&lambda, "hello").await.unwrap());
    lambda.kill();
    assert_ne!(pid(&says(&lambda, "hello").await.unwrap()), first);
}

#[tokio::test]
async fn one_process_is_killed_by_its_session_and_the_others_live() {
    let lambda = function(2, Duration::from_secs(30), &[]);
    let hanging = {
        let lambda = Arc::clone(&lambda);
        tokio::spawn(async move { says(&lambda, "hang").await })
    };
    let session = loop {
        match lambda.busy().pop() {
            Some(session) => break session,
            None => tokio::task::yield_now().await,
        }
    };
    let other = pid(&says(&lambda, "hello").await.unwrap());
    assert!(lambda.kill_one(&session).await);
    assert_eq!(hanging.await.unwrap(), Err(InvokeFault::Failed));
    assert!(!lambda.kill_one(&session).await, "it is dead already");
    assert_eq!(lambda.process_ids(), [other]);
    assert!(lambda.busy().is_empty());
}

#[tokio::test]
async fn a_stopped_function_has_no_process_and_starts_none() {
    let lambda = function(2, Duration::from_secs(30), &[]);
    says(&lambda, "hello").await.unwrap();
    lambda.stop().await;
    assert!(lambda.process_ids().is_empty());
    assert_eq!(says(&lambda, "hello").await, Err(InvokeFault::Failed));
}

#[tokio::test]
async fn a_function_that_cannot_start_is_an_error_and_not_a_wait() {
    let lambda = function(1, Duration::from_secs(30), &[("REFUSES_TO_START", "1")]);
    assert_eq!(says(&lambda, "hello").await, Err(InvokeFault::Failed));
}
