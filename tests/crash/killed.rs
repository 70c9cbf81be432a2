//! A few kills of the whole stack and of single processes; `cargo run -p tests --bin crash` and
//! `--bin kills` do as many as wanted.

use std::path::PathBuf;

use tests::{crash, kills};

/// F1, F2, SP-8: whatever was answered survives the death of everything, and nothing is done twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_stack_loses_nothing_and_does_nothing_twice() {
    let data = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("killed");
    let figures = crash::run(3, 7, data).await;
    assert_eq!(figures.kills, 3);
    assert!(figures.deeds > 0, "{figures:?}");
    let findings = &figures.findings;
    assert!(findings.lost.is_empty() && findings.doubled.is_empty(), "{findings:#?}");
}

/// F1, F2, F10, F11: processes are killed around their calls to the store, which lets them down in
/// every way it can; whatever was answered is there, once.
#[tokio::test(flavor = "multi_thread")]
async fn processes_killed_around_their_calls_lose_nothing_and_do_nothing_twice() {
    let report = kills::run(15, 7).await;
    assert_eq!(report.tally.kills(), 15);
    assert!(report.holds(), "{report}");
}
