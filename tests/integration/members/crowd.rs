//! Very many students on one pool.

use std::collections::BTreeMap;

use serde_json::Value;
use tests::answer::Answer;
use tokio::task::JoinSet;

use super::{ACME, SESSION, with_pool};

/// OB-7, X-5, X-8: 200 students at once want one session each of a pool of 150: exactly 150 get one, and
/// the sums of their records, the ledger and the pool agree.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_students_at_once_exactly_150_get_a_session() {
    let (_house, admin, backend) = with_pool(150).await;
    let mut set = JoinSet::new();
    for n in 0..200 {
        let backend = backend.clone();
        set.spawn(async move {
            let (member, key) = (format!("user:s{n:03}"), format!("use-{n}"));
            loop {
                let told = backend.uses_for(&member, &key, ACME, SESSION, 1).await;
                // Told to come back, with the same key: nothing was lost and nothing is used twice.
                if told.status != 503 && told.status != 429 {
                    return told;
                }
            }
        });
    }
    let answers: Vec<Answer> = set.join_all().await;
    let of = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(200), of(402)), (150, 50));
    assert!(answers.iter().filter(|it| it.status == 402).all(|it| it.problem() == "insufficient"));
    assert_eq!(admin.available(ACME, SESSION).await, 0);
    admin.verifies(ACME).await;

    let mut used = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/v1/accounts/{ACME}/members?limit=60{cursor}");
        let page = admin.get(&path).await;
        for member in page.body["members"].as_array().unwrap() {
            let ever = member["used"][0]["ever"].as_u64().unwrap();
            assert!(used.insert(member["member"].clone().to_string(), ever).is_none());
        }
        let Value::String(next) = &page.body["next"] else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!((used.len(), used.values().sum::<u64>()), (150, 150), "only who used is on record");
}
