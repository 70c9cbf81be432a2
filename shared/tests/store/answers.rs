//! What the store makes of answers that an embedded one never gives: each is asked for once, and
//! read for what it means.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use shared::domain::world::{Expect, Item};
use shared::perform::port::{Committed, Fault, Port, Write};
use shared::store::{Store, StoreSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::samples::{account, alice, entry_item};
use crate::table::settings;

/// An endpoint that gives one answer to everything, and counts the questions.
struct Endpoint {
    store: Store,
    asked: Arc<AtomicUsize>,
}

impl Endpoint {
    async fn answering(status: u16, body: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let answer = format!(
            "HTTP/1.1 {status} Answer\r\ncontent-type: application/x-amz-json-1.0\r\n\
             connection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let counter = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                question(&mut stream).await;
                counter.fetch_add(1, Ordering::SeqCst);
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { store: Store::connect(settings(&address)), asked }
    }

    async fn told(status: u16, body: &str, writes: &[Write]) -> Result<Committed, Fault> {
        let endpoint = Self::answering(status, body).await;
        let told = endpoint.store.commit(writes).await;
        assert_eq!(endpoint.asked.load(Ordering::SeqCst), 1, "the client asks once");
        told
    }
}

/// Reads one request to its end.
async fn question(stream: &mut TcpStream) {
    let mut bytes = Vec::new();
    loop {
        stream.read_buf(&mut bytes).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.split("content-length: ").nth(1).unwrap();
            let length: usize = length.lines().next().unwrap().parse().unwrap();
            if body.len() >= length {
                return;
            }
        }
    }
}

fn one() -> Vec<Write> {
    vec![Write { item: Item::Account(account(&alice(), 2, 1)), expect: Expect::Version(1) }]
}

fn two() -> Vec<Write> {
    let entry = Write { item: entry_item(&alice(), 2), expect: Expect::Absent };
    one().into_iter().chain([entry]).collect()
}

fn exception(name: &str) -> String {
    format!("{{\"__type\":\"com.amazonaws.dynamodb.v20120810#{name}\",\"message\":\"said so\"}}")
}

fn cancelled(reasons: &str) -> String {
    format!(
        "{{\"__type\":\"com.amazonaws.dynamodb.v20120810#TransactionCanceledException\",\
         \"Message\":\"Transaction cancelled\",\"CancellationReasons\":[{reasons}]}}"
    )
}

/// Row F10, as far as it is the store's: what failed, and whether it may have been done.
#[tokio::test]
async fn a_failure_is_busy_unknown_or_broken() {
    for (status, name, expected) in [
        (400, "ThrottlingException", "busy"),
        (400, "ProvisionedThroughputExceededException", "busy"),
        (400, "RequestLimitExceeded", "busy"),
        (400, "TransactionInProgressException", "unknown"),
        (500, "InternalServerError", "unknown"),
        (503, "ServiceUnavailable", "unknown"),
        (400, "ValidationException", "broken"),
        (400, "AccessDeniedException", "broken"),
        (400, "ResourceNotFoundException", "broken"),
    ] {
        for writes in [one(), two()] {
            let told = Endpoint::told(status, &exception(name), &writes).await;
            let meaning = match &told {
                Err(Fault::Busy { .. }) => "busy",
                Err(Fault::Unknown { .. }) => "unknown",
                Err(Fault::Broken { .. }) => "broken",
                Ok(_) => "ok",
            };
            assert_eq!(meaning, expected, "{name} for {} writes: {told:?}", writes.len());
        }
    }
    let conflict = exception("TransactionConflictException");
    assert!(matches!(Endpoint::told(400, &conflict, &one()).await, Err(Fault::Busy { .. })));
}

#[tokio::test]
async fn a_cancellation_is_read_reason_by_reason() {
    let busy = cancelled(r#"{"Code":"None"},{"Code":"TransactionConflict"}"#);
    assert!(matches!(Endpoint::told(400, &busy, &two()).await, Err(Fault::Busy { .. })));
    let invalid =
        cancelled(r#"{"Code":"ThrottlingError"},{"Code":"ValidationError","Message":"M"}"#);
    match Endpoint::told(400, &invalid, &two()).await {
        Err(Fault::Broken { why, .. }) => assert_eq!(why, "write 1: M"),
        other => panic!("{other:?}"),
    }
    let lost = cancelled(r#"{"Code":"ConditionalCheckFailed"},{"Code":"ThrottlingError"}"#);
    let told = Endpoint::told(400, &lost, &two()).await.unwrap();
    assert_eq!(told, Committed::Lost { seen: vec![None, None] });
}

#[tokio::test]
async fn half_an_answer_is_unknown() {
    for (status, body) in [(200, "{"), (502, "<html>")] {
        let told = Endpoint::told(status, body, &two()).await;
        assert!(matches!(told, Err(Fault::Unknown { .. })), "{told:?}");
    }
}

#[tokio::test]
async fn keys_left_unread_are_busy() {
    let body = r#"{"Responses":{"tally":[]},"UnprocessedKeys":{"tally":{"Keys":[
        {"pk":{"S":"ACCOUNT#user:alice"},"sk":{"S":"ACCOUNT"}}]}}}"#;
    let endpoint = Endpoint::answering(200, body).await;
    let names: Vec<_> = two().iter().map(|write| write.item.name()).collect();
    let told = endpoint.store.load(&names).await;
    assert!(matches!(told, Err(Fault::Busy { .. })), "{told:?}");
}

#[tokio::test]
async fn no_answer_in_time_is_unknown() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let patience = Duration::from_millis(50);
    let connect = |scheme: &str| {
        let settings = settings(&format!("{scheme}://{address}"));
        Store::connect(StoreSettings { attempt_timeout: patience, ..settings })
    };
    let stores = [connect("http"), connect("https")];
    for store in &stores {
        let told = store.commit(&two()).await;
        assert!(matches!(told, Err(Fault::Unknown { .. })), "{told:?}");
    }
    drop(silent);
    for store in &stores {
        let told = store.commit(&two()).await;
        assert!(matches!(told, Err(Fault::Unknown { .. })), "{told:?}");
    }
}
