//! Many at once on one account.

use std::collections::BTreeSet;

use tests::answer::Answer;
use tests::house::House;
use tokio::task::JoinSet;

/// All answers of requests that are under way together.
async fn together(count: usize, one: impl Fn(usize) -> Asked) -> Vec<Answer> {
    let mut set = JoinSet::new();
    for n in 0..count {
        set.spawn(one(n));
    }
    set.join_all().await
}

type Asked = std::pin::Pin<Box<dyn Future<Output = Answer> + Send>>;

/// IM-6, X-1, X-8: 50 at once for 30 credits: 30 get one, 20 do not, and the ledger is gapless.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_of_fifty_get_one_of_thirty_credits() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    for n in 0..3 {
        alice.buys(&format!("order-{n}"), "pack-starter").await;
    }
    let answers = together(50, |n| {
        let backend = backend.clone();
        let consume = async move {
            backend.consumes(&format!("use-{n}"), "user:alice", "interview_credit", 1).await
        };
        Box::pin(consume)
    })
    .await;
    let of = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(200), of(402)), (30, 20), "{answers:?}");
    let done = answers.iter().filter(|answer| answer.status == 200);
    let left: BTreeSet<_> =
        done.map(|answer| answer.body["outcome"][0]["available"].as_u64().unwrap()).collect();
    assert_eq!(left, (0..30).collect(), "each saw another balance");

    assert_eq!(alice.available("me", "interview_credit").await, 0);
    alice.verifies("me").await;
    let ledger = alice.get("/v1/accounts/me/ledger?limit=100").await;
    let entries = ledger.body["entries"].as_array().unwrap();
    let seqs: Vec<_> = entries.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=33).rev().collect::<Vec<_>>());
}

/// 50 copies of one request at once: one entry, 50 equal answers, one of them the first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_copies_of_one_request_draw_once() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    alice.buys("order-1", "pack-starter").await;
    let answers = together(50, |_| {
        let backend = backend.clone();
        let consume =
            async move { backend.consumes("use-1", "user:alice", "interview_credit", 1).await };
        Box::pin(consume)
    })
    .await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (200, &answers[0].body));
    }
    let first = answers.iter().filter(|answer| !answer.is_replay()).count();
    assert_eq!(first, 1, "all others are told as what they are");
    assert_eq!(alice.available("me", "interview_credit").await, 9);
    let ledger = alice.get("/v1/accounts/me/ledger").await;
    assert_eq!(ledger.body["entries"].as_array().unwrap().len(), 2);
    alice.verifies("me").await;
}

/// IM-6: one session under 20 keys at once draws once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_under_many_keys_at_once_draws_once() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    alice.buys("order-1", "pack-starter").await;
    let answers = together(20, |n| {
        let backend = backend.clone();
        let consume = async move {
            let uses = serde_json::json!([{ "feature": "interview_credit", "amount": 1 }]);
            let body = serde_json::json!({ "uses": uses, "session": "talk-1" });
            let path = "/v1/accounts/user:alice/consume";
            backend.post_as(&format!("use-{n}"), path, &body).await
        };
        Box::pin(consume)
    })
    .await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(alice.available("me", "interview_credit").await, 9);
}

/// IM-10, X-1: one order sent 20 times at once is one purchase, one customer and one session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_order_sent_many_times_at_once_is_one_session() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let answers = together(20, |_| {
        let alice = alice.clone();
        Box::pin(async move { alice.orders("order-1", "pack-popular").await })
    })
    .await;
    for answer in &answers {
        assert!(matches!(answer.status, 200 | 201), "{}", answer.body);
        assert_eq!(answer.body, answers[0].body);
    }
    let listed = alice.get("/v1/accounts/me/purchases").await;
    assert_eq!(listed.body["purchases"].as_array().unwrap().len(), 1);
    let stripe = house.bearing(&house.stack.stripe_key);
    for list in ["checkout/sessions", "customers"] {
        let told = stripe.get(&format!("/stripe/v1/{list}")).await;
        assert_eq!(told.body["data"].as_array().map(Vec::len), Some(1), "{list}: {}", told.body);
    }
}

/// IM-6: one session with overlapping sets of features at once draws each feature once at most,
/// and whoever was second is told so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overlapping_sets_of_one_session_at_once_draw_each_feature_once() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    alice.buys("order-1", "pack-starter").await;
    for n in 0..3 {
        alice.buys(&format!("generator-{n}"), "pack-qa-generator").await;
    }
    let sets: [&'static [&'static str]; 3] =
        [&["interview_credit", "qa_generator"], &["interview_credit"], &["qa_generator"]];
    let answers = together(24, |n| {
        let (backend, set) = (backend.clone(), sets[n % 3]);
        let consume = async move {
            let one = |feature: &&str| serde_json::json!({ "feature": feature, "amount": 1 });
            let uses: Vec<_> = set.iter().map(one).collect();
            let body = serde_json::json!({ "uses": uses, "session": "talk-1" });
            backend.post("/v1/accounts/user:alice/consume", &body).await
        };
        Box::pin(consume)
    })
    .await;
    assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 422)), "{answers:?}");
    assert_eq!(alice.available("me", "interview_credit").await, 9);
    assert_eq!(alice.available("me", "qa_generator").await, 2);
    alice.verifies("me").await;
}

/// BD-1, BD-17: first seen in many places at once, an account is opened once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_first_seen_many_times_at_once_is_opened_once() {
    let house = House::selling("limits").await;
    let (carol, backend) = (house.person("carol").await, house.backend());
    let answers = together(20, |n| {
        let (carol, backend) = (carol.clone(), backend.clone());
        let seen = async move {
            let body = serde_json::json!({ "id": "user:carol", "email": "carol@example.com" });
            match n % 2 {
                0 => carol.get("/v1/accounts/me").await,
                _ => backend.post("/v1/accounts", &body).await,
            }
        };
        Box::pin(seen)
    })
    .await;
    for answer in &answers {
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        assert_eq!(
            (&answer.body["entries"], &answer.body["head"]),
            (&1.into(), &answers[0].body["head"])
        );
    }
    let opened = answers.iter().filter(|answer| answer.status == 201).count();
    assert!(opened <= 1, "{answers:?}");
    let told = carol.get("/v1/accounts/me").await;
    assert_eq!(
        (&told.body["email"], &told.body["entries"]),
        (&"carol@example.com".into(), &1.into())
    );
    carol.verifies("me").await;
}
