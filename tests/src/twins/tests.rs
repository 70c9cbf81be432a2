//! The comparison itself: it is silent where nothing differs, and notices every lie.

use dev::database::Embedded;

use super::Twins;
use super::cases;
use super::liar::{Liar, Lie};
use super::tally::Tally;

async fn databases() -> (Embedded, Embedded) {
    let serve = async || Embedded::serve(None).await.expect("a database");
    (serve().await, serve().await)
}

async fn compared(one: &str, two: &str, transactions: u64) -> Tally {
    let mut twins = Twins::open(one, two).await;
    twins.live(7, transactions).await;
    twins.close().await
}

#[tokio::test]
async fn a_database_is_its_own_twin() {
    let (one, two) = databases().await;
    let tally = compared(&one.endpoint, &two.endpoint, 100).await;
    assert_eq!(tally.transactions, 100);
    assert!(tally.written > 50 && tally.lost > 10 && tally.readings > 20, "{tally:?}");
    assert!(tally.differences.is_empty(), "{:?}", tally.differences);
}

#[tokio::test]
async fn a_lie_is_noticed_wherever_it_is_told() {
    let (one, two) = databases().await;
    for lie in [
        Lie::Says("\"Code\":\"ConditionalCheckFailed\"", "\"Code\":\"None\""),
        Lie::Says("\"Item\":{", "\"Other\":{"),
        Lie::Says("\"fingerprint\":{\"S\":\"1", "\"fingerprint\":{\"S\":\"2"),
        Lie::Says("TransactionCanceledException", "InternalServerError"),
        Lie::Says("\"CapacityUnits\":1.0", "\"CapacityUnits\":3.0"),
        Lie::Says("\"ScannedCount\":1", "\"ScannedCount\":4"),
        Lie::Says("\"LastEvaluatedKey\"", "\"LastKey\""),
        Lie::Swallows,
    ] {
        let liar = Liar::serve(&two.endpoint, lie).await;
        let tally = compared(&one.endpoint, &liar.endpoint, 100).await;
        assert!(liar.has_lied(), "no occasion for {lie:?}");
        assert!(!tally.differences.is_empty(), "{lie:?} escaped");
    }
}

#[tokio::test]
async fn a_known_difference_that_is_gone_is_noticed() {
    let (one, two) = databases().await;
    let mut twins = Twins::open(&one.endpoint, &two.endpoint).await;
    twins.try_cases().await;
    let differences = twins.close().await.differences;
    let known: Vec<_> = cases::all().into_iter().filter(|case| case.known.is_some()).collect();
    assert_eq!(differences.len(), known.len(), "{differences:?}");
    for case in known {
        let told = differences.iter().any(|difference| difference.starts_with(case.name));
        assert!(told, "{}", case.name);
    }
}
