//! The key that names an operation: missing, unreadable, or twice.

use tests::answer::Answer;

use super::{CHECKOUT, CONSUME, Unmoved, good};

/// Requests: one key of 1 to 255 visible characters, or none where a session stands for it.
#[tokio::test]
async fn a_key_that_does_not_hold_is_refused() {
    let unmoved = Unmoved::open().await;
    let long = "k".repeat(256);
    let very_long = "k".repeat(4096);
    let quoted = format!("\"{long}\"");
    for key in [
        "",
        " ",
        "\"\"",
        "a b",
        "\"a b\"",
        "a,b",
        "a;b",
        "\"open",
        "close\"",
        "\"a\";p=1",
        "a\tb",
        "clé",
        &long,
        &very_long,
        &quoted,
    ] {
        for path in [CONSUME, CHECKOUT] {
            let actor = if path == CONSUME { &unmoved.backend } else { &unmoved.alice };
            let told = actor.post_as(key, path, &good()).await;
            Unmoved::told(&told, 400, "idempotency-key-invalid", &format!("{key:?} at {path}"));
        }
    }
    for path in [CONSUME, "/v1/accounts/user:alice/record", CHECKOUT] {
        let actor = if path == CHECKOUT { &unmoved.alice } else { &unmoved.backend };
        let request = actor.request("POST", path);
        let request = request.header("Idempotency-Key", "a").header("Idempotency-Key", "a");
        let twice = Answer::of(request.json(&good())).await;
        Unmoved::told(&twice, 400, "idempotency-key-invalid", "twice");
        let none = actor.post(path, &good()).await;
        Unmoved::told(&none, 400, "idempotency-key-missing", path);
    }
    unmoved.closes().await;
}
