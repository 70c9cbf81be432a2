//! The main job, end to end.

use tests::house::House;

/// IM-6, IM-10, IM-12, X-8: buy, spend to zero, be refused with what would help, refund, prove.
#[tokio::test]
async fn a_pack_is_bought_spent_refused_and_proved() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let backend = house.backend();
    alice.buys("order-1", "pack-popular").await;
    assert_eq!(alice.available("me", "interview_credit").await, 25);

    let used = backend.consumes("use-1", "user:alice", "interview_credit", 25).await;
    assert_eq!((used.status, used.is_replay()), (200, false), "{}", used.body);
    assert_eq!(used.body["outcome"][0]["available"], 0);

    let refused = backend.consumes("use-2", "user:alice", "interview_credit", 1).await;
    assert_eq!((refused.status, refused.problem()), (402, "insufficient"));
    assert_eq!(refused.body["offers"][0]["pack"], "pack-starter");
    alice.verifies("me").await;
}
