//! What is told of members, as JSON and as a table, and what is refused.

use serde_json::{Value, json};

use super::{ACME, SESSION, cap, with_pool};

/// OB-7, X-5: use per member is listed in pages and exported as a table.
#[tokio::test]
async fn use_is_listed_and_exported() {
    let (house, admin, backend) = with_pool(100).await;
    let caps = json!({ "caps": [cap("day", 5), cap("ever", 40)] });
    admin.enrols(ACME, "user:bo", &caps).await;
    backend.uses_for("user:bo", "use-1", ACME, SESSION, 2).await;
    house.move_clock("2026-01-16T09:00:00Z").await;
    // A token holds for an hour.
    let admin = house.member("ada", "acme", "admin").await;
    backend.uses_for("user:bo", "use-2", ACME, SESSION, 3).await;
    backend.uses_for("user:a, \"b\"", "use-3", ACME, SESSION, 4).await;
    admin.expels(ACME, "user:gone").await;

    let path = format!("/v1/accounts/{ACME}/members");
    let page = admin.get(&format!("{path}?limit=2")).await;
    let names = |page: &Value| -> Vec<String> {
        let members = page["members"].as_array().unwrap();
        members.iter().map(|it| it["member"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&page.body), ["user:a, \"b\"", "user:bo"]);
    assert_eq!(page.body["members"][1]["limits"][0]["remaining"], 2, "{}", page.body);
    let next = page.text("next").to_owned();
    let last = admin.get(&format!("{path}?limit=2&cursor={next}")).await;
    assert_eq!(
        (names(&last.body), &last.body["next"]),
        (vec!["user:gone".to_owned()], &Value::Null)
    );

    let table = admin.request("GET", &format!("{path}?format=csv")).send().await.unwrap();
    let media = table.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(media.starts_with("text/csv"), "{media}");
    assert!(table.headers().get("link").is_none());
    let text = table.text().await.unwrap();
    let lines: Vec<_> = text.split("\r\n").collect();
    assert_eq!(
        lines,
        [
            "member,role,feature,used_day,used_month,used_ever,limit_day,limit_month,limit_ever",
            "\"user:a, \"\"b\"\"\",claimed,interview_session,4,4,4,,,",
            "user:bo,claimed,interview_session,3,5,5,5,,40",
            "user:gone,removed,interview_session,0,0,0,,,",
            "",
        ]
    );
}

/// what is no member, no cap or no page is said, with its place.
#[tokio::test]
async fn what_does_not_fit_is_said() {
    let (house, admin, backend) = with_pool(10).await;
    let caps = |caps: Value| json!({ "caps": caps });
    for (body, pointer) in [
        (json!({}), ""),
        (json!({ "role": "owner" }), "/role"),
        (json!({ "role": "removed" }), "/role"),
        (caps(json!([cap("week", 1)])), "/caps/0/every"),
        (caps(json!([cap("billing_period", 1)])), "/caps/0/every"),
        (caps(json!([cap("day", -2)])), "/caps/0/amount"),
        (caps(json!([cap("day", 1), cap("day", 2)])), "/caps/1/feature"),
        (caps(json!([{ "feature": "gold", "every": "day", "amount": 1 }])), "/caps/0/feature"),
        (caps(json!(vec![cap("day", 1); 21])), "/caps"),
    ] {
        let told = admin.enrols(ACME, "user:sam", &body).await;
        assert_eq!((told.status, told.problem()), (400, "invalid-request"), "{body}");
        assert_eq!(told.body["errors"][0]["pointer"], pointer, "{body}: {}", told.body);
    }
    for (account, member, status) in
        [(ACME, "org:other", 404), (ACME, "sam", 404), ("user:sam", "user:sam", 400)]
    {
        let told = backend.enrols(account, member, &json!({ "role": "member" })).await;
        assert_eq!(told.status, status, "{account} {member} {}", told.body);
    }
    let nobody = admin.get(&format!("/v1/accounts/{ACME}/members/user:nobody")).await;
    assert_eq!(nobody.problem(), "not-found");
    for query in ["?limit=0", "?format=xml", "?format=csv&limit=5", "?cursor=x", "?page=2"] {
        let told = admin.get(&format!("/v1/accounts/{ACME}/members{query}")).await;
        assert_eq!(told.problem(), "invalid-request", "{query}");
    }
    for (account, member) in [("user:sam", "user:sam"), (ACME, "org:acme"), (ACME, "sam")] {
        let told = backend.uses_for(member, "use-1", account, SESSION, 1).await;
        assert_eq!(told.problem(), "invalid-request", "{account} {member}");
        assert_eq!(told.body["errors"][0]["pointer"], "/member");
    }
    let own = house.person("sam").await;
    let settings = json!({ "member_caps": [cap("day", 1)] });
    let told = own.put("/v1/accounts/me/settings", &settings).await;
    assert_eq!(told.body["errors"][0]["pointer"], "/member_caps", "{}", told.body);
    assert_eq!(own.put("/v1/accounts/me/settings", &json!({})).await.status, 400);
}
