//! The practice app's backend over HTTP: nothing is begun, made or changed that was not bought.

use dev::options::Options;
use dev::stack::Stack;
use reqwest::Client;
use serde_json::{Value, json};

/// Somebody with a token of the stack's.
struct Person<'a> {
    client: Client,
    stack: &'a Stack,
    token: String,
}

impl<'a> Person<'a> {
    async fn named(stack: &'a Stack, name: &str) -> Self {
        let token = reqwest::get(format!("{}/dev/token?sub={name}", stack.base)).await.unwrap();
        let token: Value = token.json().await.unwrap();
        let token = token["token"].as_str().unwrap().to_owned();
        Self { client: Client::new(), stack, token }
    }

    async fn asks(&self, method: &str, path: &str, key: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}{path}", self.stack.base);
        let mut request = self.client.request(method.parse().unwrap(), url);
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        let answer = request.bearer_auth(&self.token).json(body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn posts(&self, path: &str, body: Value) -> (u16, Value) {
        self.asks("POST", path, "", &body).await
    }

    async fn buys(&self, pack: &str) {
        let back = format!("{}/", self.stack.base);
        let order = json!({ "pack": pack, "success_url": back, "cancel_url": back });
        let ordered = self.asks("POST", "/v1/accounts/me/checkout", pack, &order).await;
        let session = ordered.1["session"].as_str().unwrap().to_owned();
        let pay = format!("/dev/stripe/checkout/{session}/pay");
        assert_eq!(self.posts(&pay, json!({ "card": "4242424242424242" })).await.0, 200);
        self.stack.settled().await;
    }
}

async fn stack() -> Stack {
    Stack::start(Options::in_memory()).await.unwrap()
}

#[tokio::test]
async fn an_interview_is_begun_with_a_credit_and_costs_one_however_often_it_is_finished() {
    let stack = stack().await;
    let alice = Person::named(&stack, "alice").await;
    let (status, refused) = alice.posts("/demo/api/interviews", json!({})).await;
    assert_eq!((status, &refused["feature"]), (402, &json!("interview_credit")), "{refused}");
    assert!(refused["type"].as_str().unwrap().ends_with("/problems/insufficient"));
    assert_eq!(refused["offers"][0]["pack"], "pack-starter");

    alice.buys("pack-starter").await;
    let (status, begun) = alice.posts("/demo/api/interviews", json!({})).await;
    assert_eq!((status, begun["questions"].as_array().unwrap().len()), (200, 3));
    let finish = format!("/demo/api/interviews/{}/finish", begun["interview"].as_str().unwrap());
    let (status, first) = alice.posts(&finish, json!({})).await;
    assert_eq!((status, &first["left"], &first["replayed"]), (200, &json!(9), &json!(false)));
    let (status, again) = alice.posts(&finish, json!({})).await;
    assert_eq!((status, &again["seq"], &again["left"]), (200, &first["seq"], &json!(9)));
    assert_eq!(again["replayed"], true);

    let bob = Person::named(&stack, "bob").await;
    assert_eq!(bob.posts(&finish, json!({})).await.0, 404, "it is not bob's");
    stack.stop().await;
}

#[tokio::test]
async fn a_generation_is_bought_for_each_time_and_made_once() {
    let stack = stack().await;
    let alice = Person::named(&stack, "alice").await;
    let generate = "/demo/api/questions/generate";
    let topic = json!({ "topic": "gardening" });
    assert_eq!(alice.asks("POST", generate, "one", &topic).await.0, 402);
    alice.buys("pack-qa-generator").await;
    let (status, unnamed) = alice.posts(generate, topic.clone()).await;
    assert_eq!(status, 400, "{unnamed}");
    assert!(unnamed["type"].as_str().unwrap().ends_with("/idempotency-key-missing"));
    for topic in ["", &"x".repeat(81)] {
        assert_eq!(alice.asks("POST", generate, "one", &json!({ "topic": topic })).await.0, 422);
    }
    let (status, made) = alice.asks("POST", generate, "one", &topic).await;
    assert_eq!((status, made["questions"].as_array().unwrap().len()), (200, 3), "{made}");
    assert!(made["questions"][0]["question"].as_str().unwrap().contains("gardening"));
    let again = alice.asks("POST", generate, "one", &topic).await;
    assert_eq!((again.0, &again.1["questions"]), (200, &made["questions"]));
    assert_eq!(alice.asks("POST", generate, "two", &topic).await.0, 402);
    let (_, listed) = alice.asks("GET", "/demo/api/questions", "", &json!(null)).await;
    assert_eq!(listed["questions"].as_array().unwrap().len(), 6);

    // The same key of somebody else names something else.
    let bob = Person::named(&stack, "bob").await;
    bob.buys("pack-qa-generator").await;
    assert_eq!(bob.asks("POST", generate, "one", &topic).await.0, 200);
    stack.stop().await;
}

#[tokio::test]
async fn questions_are_changed_only_where_that_is_included() {
    let stack = stack().await;
    let alice = Person::named(&stack, "alice").await;
    let (questions, first) = ("/demo/api/questions", "/demo/api/questions/q-1");
    let text = json!({ "question": "Why?", "answer": "Because." });
    for (method, path) in [("POST", questions), ("PUT", first), ("DELETE", first)] {
        let (status, refused) = alice.asks(method, path, "", &text).await;
        assert_eq!(status, 403, "{method}: {refused}");
        assert_eq!(refused["feature"], "qa_management");
        assert_eq!(refused["offers"][0]["pack"], "pack-qa-management");
    }
    alice.buys("pack-qa-management").await;
    let (status, added) = alice.posts(questions, text.clone()).await;
    assert_eq!((status, &added["id"], &added["answer"]), (201, &json!("q-4"), &json!("Because.")));
    assert_eq!(alice.asks("PUT", first, "", &text).await.1["question"], "Why?");
    assert_eq!(alice.asks("DELETE", first, "", &json!(null)).await.0, 204);
    assert_eq!(alice.asks("DELETE", first, "", &json!(null)).await.0, 404);
    for bad in [
        json!({ "question": "", "answer": "a" }),
        json!({ "question": "q", "answer": "x".repeat(501) }),
        json!({ "question": "q" }),
        json!([]),
    ] {
        assert_eq!(alice.posts(questions, bad.clone()).await.0, 422, "{bad}");
    }
    let (_, listed) = alice.asks("GET", questions, "", &json!(null)).await;
    assert_eq!(listed["questions"].as_array().unwrap().len(), 3);
    stack.stop().await;
}

#[tokio::test]
async fn a_bearer_that_does_not_hold_is_told_what_the_api_says() {
    let stack = stack().await;
    let url = format!("{}/demo/api/questions", stack.base);
    assert_eq!(reqwest::get(&url).await.unwrap().status(), 401);
    let forged = Client::new().get(&url).bearer_auth("no.such.token").send().await.unwrap();
    assert_eq!(forged.status(), 401);
    assert_eq!(forged.headers()["content-type"], "application/problem+json");
    stack.stop().await;
}
