//! From an `Authorization` header to a caller: nobody is let in whom an issuer did not name, and
//! nobody gets an organisation or a role out of thin air.
//!
//! An input is three choices, a token's header in JSON, 0xFF, and its claims in JSON. The target
//! signs them with a real key, so that the claims are reached at all; or takes the two as a token.

#![no_main]

use std::collections::HashMap;
use std::sync::LazyLock;

use authorizer::api_key::MemoryKeys;
use authorizer::fetch::{Fetch, FetchError};
use authorizer::{Authorizer, issuers};
use axum::extract::FromRequestParts as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fuzz::input::{choices, halves};
use fuzz::json::Node;
use fuzz::mac::hmac;
use fuzz::tokens::{House, Person, header};
use lambda_http::aws_lambda_events::apigw::{
    ApiGatewayV2CustomAuthorizerV2Request, ApiGatewayV2httpRequest,
};
use lambda_http::request::{LambdaRequest, RequestContext};
use libfuzzer_sys::fuzz_target;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};
use shared::http::caller::{Caller, Role, Who};
use tokio::runtime::{Builder, Runtime};

/// 2026-03-01T00:00:00Z, in seconds.
const NOW: i64 = 1_772_323_200;

const SECRET: &str = "a-secret-of-the-tests-with-more-than-32-bytes";

/// Signs with a shared secret, for one audience.
const SHARED: House = House {
    issuer: "https://shared.example",
    audience: Some("api"),
    organisation: "o.id",
    role: "o.rol",
    admins: &["admin", "org:admin", "owner"],
};

/// Signs with a key pair, for anybody, and has claims of other names.
const PAIR: House = House {
    issuer: "https://pair.example",
    audience: None,
    organisation: "https://pair.example/org",
    role: "roles",
    admins: &["boss"],
};

struct Setting {
    authorizer: Authorizer<Keys, MemoryKeys>,
    pair: Ed25519KeyPair,
    event: ApiGatewayV2CustomAuthorizerV2Request,
    runtime: Runtime,
}

/// The keys of the issuer that has a key pair.
struct Keys(Vec<u8>);

impl Fetch for Keys {
    async fn get(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone())
    }
}

static SETTING: LazyLock<Setting> = LazyLock::new(|| {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a key");
    let x = URL_SAFE_NO_PAD.encode(pair.public_key());
    let keys = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "k1", "x": x}]});
    let listed = json!([
        {"issuer": SHARED.issuer, "secret": SECRET, "audience": "api"},
        {"issuer": PAIR.issuer, "organisation_claim": PAIR.organisation,
         "role_claim": PAIR.role, "admin_roles": PAIR.admins},
    ]);
    let listed = issuers::parse(&listed.to_string()).expect("our own issuers");
    let keys = Keys(keys.to_string().into_bytes());
    Setting {
        authorizer: Authorizer::new(listed, keys, MemoryKeys::default()),
        pair,
        event: serde_json::from_str(include_str!("../../events/authorizer/token.json"))
            .expect("an event of the gateway"),
        runtime: Builder::new_current_thread().build().expect("a runtime"),
    }
});

fuzz_target!(|data: &[u8]| {
    let Some(([key, age, clock], rest)) = choices(data) else { return };
    let (head, claims) = halves(rest);
    let now_ms = match clock {
        0xFE => i64::MAX,
        0xFD => 0,
        _ => NOW * 1000 + i64::from(i16::from_le_bytes([age, clock])) * 100,
    };
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let message = format!("{}.{}", encoded(head), encoded(claims));
    // The first half of the choices signs, the second does not, or not this message.
    let (signature, signer) = match key % 8 {
        0..=2 => (hmac(SECRET.as_bytes(), message.as_bytes()), Some(("HS256", &SHARED))),
        3..=5 => {
            let signature = SETTING.pair.sign(message.as_bytes());
            (signature.as_ref().to_vec(), Some(("EdDSA", &PAIR)))
        }
        6 => (hmac(SETTING.pair.public_key().as_ref(), message.as_bytes()), None),
        _ => (SETTING.pair.sign(b"another message").as_ref().to_vec(), None),
    };
    let mut token = format!("{message}.{}", encoded(&signature));
    let mut signer = signer;
    if key & 0x40 != 0 {
        // As it stands: nobody can guess a signature.
        let Ok(text) = std::str::from_utf8(rest) else { return };
        (token, signer) = (text.to_owned(), None);
    }
    let expected =
        signer.and_then(|(algorithm, house)| person(head, claims, algorithm, house, now_ms));
    let context = decided(&token, now_ms);
    if context["kind"] == "refused" {
        assert_eq!(context.as_object().map(serde_json::Map::len), Some(2), "{context}");
        // A header that says a thing twice, or a token that is too long, is refused by its form.
        let is_odd = Node::read(head).is_none_or(|head| head.repeats()) || token.len() > 8192;
        assert!(expected.is_none() || is_odd, "{context}, but it is {expected:?}");
    } else {
        assert_eq!(Some(read(&context)), expected.as_ref().map(said), "{context}");
    }
    caller(&context, expected.as_ref(), now_ms);
    if let Ok(fields) = serde_json::from_slice::<Value>(claims) {
        thin_air(&fields, now_ms);
    }
});

/// Who it should be, if anybody.
fn person(
    head: &[u8],
    claims: &[u8],
    signed_by: &str,
    house: &House,
    now_ms: i64,
) -> Option<Person> {
    let head: Value = serde_json::from_slice(head).ok()?;
    let (algorithm, kid) = header(&head)?;
    let is_known = signed_by == "HS256" || kid.is_none_or(|kid| kid == "k1");
    if algorithm != signed_by || !is_known {
        return None;
    }
    house.person(&serde_json::from_slice(claims).ok()?, now_ms)
}

/// The authorizer's context for this token, as the gateway hands it on.
fn decided(token: &str, now_ms: i64) -> Value {
    let setting = &*SETTING;
    let mut event = setting.event.clone();
    event.identity_source = Some(vec![format!("Bearer {token}")]);
    event.request_context.time_epoch = now_ms;
    let answer = setting.runtime.block_on(setting.authorizer.decide(&event));
    let answer = answer.expect("nothing that can fail is asked");
    assert!(answer.is_authorized);
    json!(answer.context)
}

type Said<'a> = (&'a str, Option<(&'a str, &'a str)>, String);

fn read(context: &Value) -> Said<'_> {
    assert_eq!(context["kind"], "user");
    let text = |name: &str| context[name].as_str();
    let organisation = text("organisation").zip(text("role"));
    assert_eq!(organisation.is_some(), text("role").is_some(), "a role of nothing");
    (text("subject").unwrap_or_default(), organisation, text("expires").unwrap_or_default().into())
}

fn said(person: &Person) -> Said<'_> {
    let organisation = person.organisation.as_ref().map(|(id, role)| (id.as_str(), *role));
    (&person.subject, organisation, person.expires.to_string())
}

/// The functions take the context for the same person, or for nobody.
fn caller(context: &Value, expected: Option<&Person>, now_ms: i64) {
    let seen = seen(context, now_ms);
    let Some(seen) = seen else {
        let is_nobody = context["kind"] == "refused" || now_ms <= 0;
        assert!(is_nobody, "{context} is nobody at {now_ms}");
        return;
    };
    let expected = expected.expect("somebody");
    assert_eq!(seen.who, Who::User { account: expected.subject.clone() });
    let organisation = seen.organisation.map(|organisation| {
        let role = if organisation.role == Role::Admin { "admin" } else { "member" };
        (organisation.account, role)
    });
    assert_eq!(organisation, expected.organisation);
}

/// Whatever stands in a context: rights come from exactly the fields that give them.
fn thin_air(fields: &Value, now_ms: i64) {
    let Some(caller) = seen(fields, now_ms) else { return };
    if let Some(organisation) = &caller.organisation {
        assert_eq!(fields["organisation"], organisation.account.as_str());
        assert_eq!(organisation.role == Role::Admin, fields["role"] == "admin");
    }
    match caller.who {
        Who::User { account } => {
            assert_eq!((&fields["kind"], &fields["subject"]), (&json!("user"), &json!(account)));
            let end = fields["expires"].as_str().and_then(|end| end.parse::<i64>().ok());
            assert!(end.is_some_and(|end| i128::from(end) * 1000 > i128::from(now_ms)));
        }
        Who::Service { key_id, admin, account } => {
            assert_eq!(fields["kind"], "service");
            assert_eq!(fields["subject"], format!("key:{key_id}"));
            assert_eq!(fields["scopes"], if admin { "service admin" } else { "service" });
            assert_eq!(fields["account"].as_str(), account.as_deref());
        }
    }
}

/// The caller that the functions read from a context.
fn seen(context: &Value, now_ms: i64) -> Option<Caller> {
    let fields: HashMap<String, Value> = context.as_object()?.clone().into_iter().collect();
    let mut request = ApiGatewayV2httpRequest::default();
    request.request_context.time_epoch = now_ms;
    request.request_context.authorizer = Some(Default::default());
    if let Some(authorizer) = &mut request.request_context.authorizer {
        authorizer.fields = fields;
    }
    let LambdaRequest::ApiGatewayV2(request) = LambdaRequest::ApiGatewayV2(request) else {
        return None;
    };
    let (mut parts, ()) = axum::http::Request::new(()).into_parts();
    parts.extensions.insert(RequestContext::ApiGatewayV2(request.request_context));
    SETTING.runtime.block_on(Caller::from_request_parts(&mut parts, &())).ok()
}
