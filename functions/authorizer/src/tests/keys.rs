//! API keys: how they look, and when they hold.

use serde_json::{Value, json};

use super::{context, refused};
use crate::api_key::{ApiKey, KeyHash, KeyStore, MemoryKeys, Scopes};
use crate::forge::{self, NOW, Web, base64};
use crate::refusal::Fault;
use crate::{Authorizer, api_key};

fn text(byte: u8) -> String {
    format!("tsk_{}", base64([byte; 32]))
}

fn key() -> ApiKey {
    ApiKey {
        id: "backend-1".to_owned(),
        scopes: Scopes::Service,
        account: None,
        revoked: false,
        expires: None,
    }
}

async fn context_of(stored: ApiKey, presented: &str) -> Value {
    let web = Web::default();
    let keys = MemoryKeys([(KeyHash::of(&text(1)).unwrap(), stored)].into());
    context(&Authorizer::new(Vec::new(), &web, keys), presented).await
}

#[tokio::test]
async fn a_stored_key_makes_a_service() {
    let service = json!({"kind": "service", "subject": "key:backend-1", "scopes": "service"});
    assert_eq!(context_of(key(), &text(1)).await, service);
    let account = Some("org:acme".to_owned());
    let full = ApiKey { scopes: Scopes::ServiceAdmin, account, expires: Some(NOW + 1), ..key() };
    assert_eq!(
        context_of(full, &text(1)).await,
        json!({
            "kind": "service", "subject": "key:backend-1", "scopes": "service admin",
            "account": "org:acme", "expires": (NOW + 1).to_string()
        })
    );
}

#[tokio::test]
async fn a_key_that_is_unknown_withdrawn_or_over_is_refused() {
    assert_eq!(context_of(key(), &text(2)).await, refused("unknown_key"));
    let revoked = ApiKey { revoked: true, ..key() };
    assert_eq!(context_of(revoked, &text(1)).await, refused("revoked"));
    let over = ApiKey { expires: Some(NOW), ..key() };
    assert_eq!(context_of(over, &text(1)).await, refused("expired"));
}

#[tokio::test]
async fn what_cannot_be_a_key_is_not_looked_up() {
    struct Untouched;
    impl KeyStore for Untouched {
        async fn find(&self, _: &KeyHash) -> Result<Option<ApiKey>, Fault> {
            panic!("looked up");
        }
    }
    let web = Web::default();
    let authorizer = Authorizer::new(Vec::new(), &web, Untouched);
    let good = text(1);
    for text in [
        "tsk_",
        "tsk_short",
        &format!("{good}A"),
        &good.replace("tsk_", "tsk_="),
        "tsk_é",
        &format!("tsk_{}", base64([1; 31])),
        &format!("tsk_{}", base64([1; 33])),
        "tsk_a.b.c",
    ] {
        let answer = authorizer.decide(&forge::event(&format!("Bearer {text}"), NOW)).await;
        assert_eq!(answer.unwrap().context["reason"], "malformed", "{text}");
    }
}

#[tokio::test]
async fn a_store_that_is_away_is_a_fault_and_no_refusal() {
    struct Away;
    impl KeyStore for Away {
        async fn find(&self, _: &KeyHash) -> Result<Option<ApiKey>, Fault> {
            Err(Fault::Keys("throttled".into()))
        }
    }
    let web = Web::default();
    let authorizer = Authorizer::new(Vec::new(), &web, Away);
    let event = forge::event(&format!("Bearer {}", text(1)), NOW);
    assert!(matches!(authorizer.decide(&event).await, Err(Fault::Keys(_))));
}

#[test]
fn only_the_hash_of_a_key_is_kept() {
    let hash = KeyHash::of(&text(1)).unwrap();
    assert_eq!(hash.as_str().len(), 64);
    assert!(hash.as_str().bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_ne!(Some(hash), KeyHash::of(&text(2)));
    assert!(text(1).starts_with(api_key::PREFIX));
}

#[test]
fn scopes_are_one_of_two_words() {
    for scopes in [Scopes::Service, Scopes::ServiceAdmin] {
        assert_eq!(Scopes::parse(scopes.as_str()), Some(scopes));
    }
    for text in ["", "admin", "service  admin", "Service", "service admin root"] {
        assert_eq!(Scopes::parse(text), None);
    }
}
