//! A few kills of the whole stack; `cargo run -p tests --bin crash` does as many as wanted.

use std::path::PathBuf;

use tests::crash;

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
