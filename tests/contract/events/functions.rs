//! The nine functions as Lambda runs them, without the dev gateway before them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::Json;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dev::binaries;
use dev::lambda::{Lambda, LambdaSpec};
use dev::logs::Logs;
use dev::template::resolve::REGION;
use ring::rsa::PublicKeyComponents;
use ring::signature::RsaKeyPair;
use serde_json::{Value, json};
use shared::domain::hash::Hash;
use shared::store::items::api_key::ApiKeyItem;
use tests::house::House;

const NAMES: [&str; 9] = [
    "admin",
    "authorizer",
    "credits",
    "usage",
    "checkout",
    "wallet",
    "members",
    "webhook",
    "reset",
];

/// The functions over a table and a Stripe of their own.
pub struct Functions {
    // Held, for its table and its Stripe.
    _house: House,
    functions: BTreeMap<&'static str, Arc<Lambda>>,
}

impl Functions {
    /// Starts with an empty table, but for the API key of the samples.
    pub async fn start() -> Self {
        let house = House::open().await;
        put_key(&house).await;
        let directory = binaries::build(&NAMES).await.expect("the functions");
        let environment = environment(&house, &issuer().await);
        let logs = Arc::new(Logs::in_memory());
        let lambda = |name: &'static str| {
            let spec = LambdaSpec {
                binary: name.to_owned(),
                program: directory.join(name),
                arguments: Vec::new(),
                environment: environment.clone(),
                arn: format!("arn:aws:lambda:{REGION}:123456789012:function:{name}"),
                timeout: Duration::from_mins(1),
                most_processes: 1,
            };
            (name, Lambda::new(spec, Arc::clone(&logs)))
        };
        Self { functions: NAMES.into_iter().map(lambda).collect(), _house: house }
    }

    /// Whether a function reports an error for an event.
    pub async fn fails(&self, function: &str, event: &Value) -> bool {
        self.functions[function].invoke(event.to_string().into()).await.is_err()
    }

    /// What a function gives back for an event, as it stands.
    pub async fn invoke(&self, function: &str, event: &Value) -> Value {
        let answer = self.functions[function].invoke(event.to_string().into()).await;
        let answer = answer.unwrap_or_else(|fault| panic!("{function}: {fault:?} for {event}"));
        serde_json::from_slice(&answer).expect("an answer is JSON")
    }
}

fn environment(house: &House, jwks_url: &str) -> BTreeMap<String, String> {
    let stack = &house.stack;
    let issuers = json!([{"issuer": "https://clerk.example.com", "jwks_url": jwks_url}]);
    let pairs = [
        ("TABLE", stack.table.as_str()),
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", "dev"),
        ("AWS_SECRET_ACCESS_KEY", "dev"),
        ("AWS_LAMBDA_FUNCTION_NAME", "sample"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_ENDPOINT_URL_DYNAMODB", &stack.dynamodb),
        ("STRIPE_API_BASE", &stack.stripe),
        ("STRIPE_SECRET_KEY", &stack.stripe_key),
        ("STRIPE_WEBHOOK_SECRET", "whsec_sample"),
        ("ORIGINS", "https://app.example.com"),
        ("ISSUERS", &issuers.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    BTreeMap::from(pairs)
}

/// Publishes the key with which the sample's token is signed; gives the address.
async fn issuer() -> String {
    let der = include_bytes!("../../../functions/authorizer/fixtures/rsa-for-tests.der");
    let pair = RsaKeyPair::from_der(der).unwrap();
    let key = PublicKeyComponents::<Vec<u8>>::from(pair.public());
    let (n, e) = (URL_SAFE_NO_PAD.encode(key.n), URL_SAFE_NO_PAD.encode(key.e));
    let keys = json!({"keys": [{"kid": "ins_1", "use": "sig", "alg": "RS256", "kty": "RSA",
        "n": n, "e": e}]});
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
    let router = Router::new().route("/jwks.json", get(|| async move { Json(keys) }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// The key of the sample `events/authorizer/api-key.json`.
async fn put_key(house: &House) {
    let key = format!("tsk_{}", URL_SAFE_NO_PAD.encode([7; 32]));
    let item = ApiKeyItem {
        hash: Hash::of(key.as_bytes()),
        id: "backend".to_owned(),
        scopes: vec!["service".to_owned()],
        revoked: false,
        expires_at: None,
    };
    assert!(house.stack.store().put_api_key(&item).await.unwrap());
}
