//! Very many callers on one account; `cargo run -p tests --bin hot` does it with as many as wanted.

use tests::hot::{self, Heat};

/// F8, IM-6, X-1: forty callers want a thousand credits of one account that has half of them: each
/// use ends as done or refused, exactly half are done, and the ledger proves it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_callers_on_one_account_use_exactly_what_is_there() {
    let figures = hot::run(Heat { callers: 40, each: 25, processes: 8 }).await;
    assert!(figures.exact(), "{figures}");
}
