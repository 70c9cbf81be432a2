//! Amounts, features and switches that cannot be used.

use tests::answer::Answer;

use super::{CONSUME, Unmoved};

/// F15: an amount is a whole number from 1 to 10^12, in the body and in the query.
#[tokio::test]
async fn an_amount_is_a_whole_number_from_1_to_10_to_the_12th() {
    let unmoved = Unmoved::open().await;
    for amount in [
        "0",
        "-1",
        "-0",
        "1.5",
        "1.0",
        "1e3",
        "1e400",
        "\"1\"",
        "9007199254740992",
        "1000000000001",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "100000000000000000000",
        "true",
        "null",
        "[1]",
        "{}",
    ] {
        for route in ["consume", "record"] {
            let body =
                format!(r#"{{"uses":[{{"feature":"interview_credit","amount":{amount}}}]}}"#);
            let path = format!("/v1/accounts/user:alice/{route}");
            let request = unmoved.backend.request("POST", &path).header("Idempotency-Key", "use-1");
            let request = request.header("Content-Type", "application/json").body(body);
            let told = Answer::of(request).await;
            let problem = if amount == "1e400" { "malformed-json" } else { "invalid-request" };
            Unmoved::told(&told, 400, problem, &format!("{amount} by {route}"));
        }
    }
    let path = "/v1/accounts/user:alice/balances/interview_credit";
    for amount in
        ["0", "-1", "1.5", "x", "", "1000000000001", "100000000000000000000", "1&amount=1"]
    {
        let told = unmoved.backend.get(&format!("{path}?amount={amount}")).await;
        Unmoved::told(&told, 400, "invalid-request", amount);
    }
    let told = unmoved.backend.get(&format!("{path}?amounts=1")).await;
    Unmoved::told(&told, 400, "invalid-request", "an unknown parameter");
    unmoved.closes().await;
}

/// Requests: features that are not in the catalog or cannot be counted, wherever they stand.
#[tokio::test]
async fn a_feature_that_cannot_be_used_is_refused() {
    let unmoved = Unmoved::open().await;
    for (feature, status, problem) in [
        ("gold", 404, "unknown-feature"),
        ("pack-starter", 404, "unknown-feature"),
        ("qa_management", 409, "not-counted"),
        ("qa_generator", 402, "insufficient"),
    ] {
        let body = serde_json::json!({ "uses": [
            { "feature": "interview_credit", "amount": 1 },
            { "feature": feature, "amount": 1 },
        ] });
        let told = unmoved.backend.post_as(&format!("both-{feature}"), CONSUME, &body).await;
        Unmoved::told(&told, status, problem, feature);
        let key = format!("use-{feature}");
        let told = unmoved.backend.consumes(&key, "user:alice", feature, 1).await;
        Unmoved::told(&told, status, problem, feature);
    }
    unmoved.closes().await;
}

/// F15: the largest amount, told again and again, is added up and breaks nothing.
#[tokio::test]
async fn the_largest_amount_is_added_up() {
    let unmoved = Unmoved::open().await;
    for n in 1..=4_u64 {
        let key = format!("use-{n}");
        let most = 1_000_000_000_000;
        let told = unmoved.backend.records(&key, "user:bob", "interview_credit", most).await;
        assert_eq!(told.status, 200, "{told:?}");
        let balance = unmoved.backend.get("/v1/accounts/user:bob/balances/interview_credit").await;
        assert_eq!(balance.body["over"], n * most, "{balance:?}");
    }
    unmoved.backend.verifies("user:bob").await;
    unmoved.closes().await;
}
