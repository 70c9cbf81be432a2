//! `ISSUERS`: what is taken, and what is refused before the first request.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use crate::forge::{ISSUER, JWKS, SECRET};
use crate::issuers::{Issuer, Keys, parse};

fn one(configuration: &Value) -> Issuer {
    parse(&json!([configuration]).to_string()).unwrap().remove(0)
}

fn why_not(configuration: &Value) -> String {
    parse(&configuration.to_string()).unwrap_err().to_string()
}

#[test]
fn an_issuer_alone_is_enough() {
    let issuer = one(&json!({"issuer": ISSUER}));
    assert_eq!(issuer.jwks_url(), Some(JWKS));
    assert_eq!(issuer.algorithms, [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA]);
    assert_eq!((issuer.organisation_claim.as_str(), issuer.role_claim.as_str()), ("o.id", "o.rol"));
    assert_eq!(issuer.admin_roles, ["admin", "org:admin", "owner"]);
    let auth0 = one(&json!({"issuer": "https://tenant.eu.auth0.com/"}));
    assert_eq!(auth0.issuer, "https://tenant.eu.auth0.com/", "kept to the byte");
    assert_eq!(auth0.jwks_url(), Some("https://tenant.eu.auth0.com/.well-known/jwks.json"));
}

#[test]
fn a_shared_secret_means_hs256_and_is_never_shown() {
    let issuer = one(&json!({"issuer": ISSUER, "secret": SECRET}));
    assert_eq!((issuer.algorithms.as_slice(), issuer.jwks_url()), (&[Algorithm::HS256][..], None));
    assert!(!format!("{issuer:?}").contains(SECRET));
    let named = one(&json!({"issuer": ISSUER, "secret_name": "supabase"}));
    assert_eq!(named.secret_name(), Some("supabase"));
    assert!(named.clone().with_secret(b"short").is_err());
    let loaded = named.with_secret(SECRET.as_bytes()).unwrap();
    assert_eq!(loaded.keys, Keys::Secret(SECRET.as_bytes().to_vec()));
    let told = why_not(&json!([{"issuer": ISSUER, "secret": "too-short-secret"}]));
    assert!(told.contains("32 bytes") && !told.contains("too-short-secret"), "{told}");
}

#[test]
fn plain_http_is_for_this_machine_alone() {
    for issuer in ["http://127.0.0.1:4242", "http://localhost:4242/dev", "http://[::1]:1"] {
        assert_eq!(one(&json!({"issuer": issuer})).issuer, issuer);
    }
    for issuer in [
        "http://clerk.example.com",
        "http://127.0.0.1.evil.example",
        "ftp://localhost",
        "clerk",
        "",
    ] {
        assert!(why_not(&json!([{"issuer": issuer}])).contains("https"), "{issuer}");
    }
    let keys = json!([{"issuer": ISSUER, "jwks_url": "http://clerk.example.com/keys"}]);
    assert!(why_not(&keys).contains("jwks_url"));
}

#[test]
fn algorithms_go_with_their_kind_of_key() {
    for (secret, algorithms) in [
        (None, json!(["HS256"])),
        (None, json!(["RS256", "HS256"])),
        (None, json!([])),
        (None, json!(["RS512"])),
        (Some(SECRET), json!(["RS256"])),
        (Some(SECRET), json!(["HS256", "ES256"])),
        (Some(SECRET), json!(["HS512"])),
    ] {
        let mut entry = json!({"issuer": ISSUER, "algorithms": algorithms});
        if let Some(secret) = secret {
            entry["secret"] = secret.into();
        }
        assert!(why_not(&json!([entry])).contains("HS256 goes with"), "{entry}");
    }
    assert!(parse(r#"[{"issuer":"https://a","algorithms":["none"]}]"#).is_err());
}

#[test]
fn an_issuer_may_stand_twice_only_with_other_algorithms() {
    let moving = json!([{"issuer": ISSUER}, {"issuer": ISSUER, "secret": SECRET}]);
    assert_eq!(parse(&moving.to_string()).unwrap().len(), 2);
    let twice = json!([{"issuer": ISSUER}, {"issuer": ISSUER, "algorithms": ["ES256"]}]);
    assert!(why_not(&twice).contains("twice"));
}

#[test]
fn what_is_not_our_json_is_refused_without_repeating_it() {
    for text in ["", "{}", "[{}]", r#"[{"issuer":"https://a","secrte":"sk_secret"}]"#, "sk_secret"]
    {
        let told = parse(text).unwrap_err().to_string();
        assert!(told.contains("ISSUERS") && !told.contains("sk_secret"), "{told}");
    }
    let both = json!([{"issuer": ISSUER, "jwks_url": JWKS, "secret": SECRET}]);
    assert!(why_not(&both).contains("one of"));
    assert!(why_not(&json!([{"issuer": ISSUER, "audience": ""}])).contains("audience"));
}
