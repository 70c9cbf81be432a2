//! tokens shaped as Clerk, Supabase, Cognito and Auth0 shape theirs, through the whole stack.

use dev::options::Options;
use serde_json::{Value, json};
use tests::house::House;

use crate::issuer::{Issuers, SECRET, Signer};
use crate::people::NOW;

/// A house that trusts these issuers.
async fn trusting(issuers: Vec<Value>) -> House {
    House::with(Options { issuers, ..Options::in_memory() }).await
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

/// The status of a balance, and why a token was refused.
async fn asks(house: &House, token: &str, account: &str) -> (u16, String) {
    let path = format!("/v1/accounts/{account}/balances");
    let told = house.bearing(token).get(&path).await;
    let challenge = told.header("www-authenticate").unwrap_or_default();
    let reason = challenge.split("error_description=").nth(1).unwrap_or_default();
    (told.status, reason.trim_matches('"').to_owned())
}

const OK: (u16, &str) = (200, "");
const NOT_YOURS: (u16, &str) = (403, "");

fn told(answer: &(u16, String)) -> (u16, &str) {
    (answer.0, &answer.1)
}

#[tokio::test]
async fn clerks_organisations_are_read_in_both_of_its_versions() {
    let (issuers, signer) = (Issuers::serve().await, Signer::rsa());
    issuers.publish("clerk", &[signer.jwk("ins_1")]);
    issuers.publish("first", &[signer.jwk("ins_1")]);
    let house = trusting(vec![
        json!({"issuer": issuers.name("clerk")}),
        json!({"issuer": issuers.name("first"), "organisation_claim": "org_id",
            "role_claim": "org_role"}),
    ])
    .await;
    let second = json!({
        "azp": "https://app.example.com", "exp": NOW + 60, "fva": [0, -1], "iat": NOW,
        "iss": issuers.name("clerk"), "jti": "a1", "nbf": NOW - 10, "sid": "sess_1",
        "sts": "active", "sub": "user_1", "v": 2,
        "o": {"id": "org_9", "rol": "member", "slg": "acme"},
    });
    let first = json!({
        "azp": "https://app.example.com", "exp": NOW + 60, "iat": NOW, "nbf": NOW - 10,
        "iss": issuers.name("first"), "org_id": "org_9", "org_role": "org:admin",
        "org_slug": "acme", "sub": "user_1",
    });
    for claims in [second, first] {
        let token = signer.token("ins_1", &claims);
        for account in ["me", "user:user_1", "org:org_9"] {
            assert_eq!(told(&asks(&house, &token, account).await), OK, "{account} {claims}");
        }
        for account in ["org:org_8", "org:acme", "user:org_9"] {
            assert_eq!(told(&asks(&house, &token, account).await), NOT_YOURS, "{account}");
        }
        let audit = house.bearing(&token).get("/v1/accounts/org:org_9/purchases").await;
        let is_admin = claims["org_role"] == "org:admin";
        assert_eq!(audit.status, if is_admin { 200 } else { 403 }, "{claims}");
    }
}

#[tokio::test]
async fn supabase_signs_by_shared_secret_or_by_its_own_key() {
    let (issuers, signer) = (Issuers::serve().await, Signer::ecdsa());
    issuers.publish("supabase", &[signer.jwk("k1")]);
    let issuer = issuers.name("supabase");
    let house = trusting(vec![
        json!({"issuer": issuer, "secret": SECRET, "audience": "authenticated"}),
        json!({"issuer": issuer, "algorithms": ["ES256"], "audience": "authenticated"}),
    ])
    .await;
    let claims = json!({
        "iss": issuer, "sub": "5f0e-uuid", "aud": "authenticated", "exp": NOW + 3600, "iat": NOW,
        "email": "alice@example.com", "phone": "", "app_metadata": {"provider": "email"},
        "user_metadata": {}, "role": "authenticated", "aal": "aal1", "session_id": "s1",
        "is_anonymous": false,
    });
    let shared = Signer::secret(SECRET);
    for token in [shared.token("old", &claims), signer.token("k1", &claims)] {
        assert_eq!(told(&asks(&house, &token, "user:5f0e-uuid").await), OK);
        assert_eq!(told(&asks(&house, &token, "user:5f0e").await), NOT_YOURS);
    }
    let other = Signer::secret("another secret with more than 32 bytes of its own");
    let answer = asks(&house, &other.token("old", &claims), "me").await;
    assert_eq!(told(&answer), (401, "bad_signature"));
    // The project's own keys are signed with the same secret, for no person.
    let anon = json!({"iss": "supabase", "ref": "abc", "role": "anon", "iat": NOW,
        "exp": NOW + 3600});
    let answer = asks(&house, &shared.token("old", &anon), "me").await;
    assert_eq!(told(&answer), (401, "unknown_issuer"));
}

#[tokio::test]
async fn cognitos_access_token_is_taken_and_its_id_token_is_not() {
    let (issuers, signer) = (Issuers::serve().await, Signer::rsa());
    issuers.publish("cognito", &[signer.jwk("c1")]);
    let issuer = issuers.name("cognito");
    let house = trusting(vec![json!({"issuer": issuer, "audience": "client1"})]).await;
    // It has no `aud`: the client stands in `client_id`.
    let access = json!({
        "sub": "9c1e", "cognito:groups": ["staff"], "iss": issuer, "version": 2,
        "client_id": "client1", "origin_jti": "o", "token_use": "access", "scope": "openid",
        "auth_time": NOW, "exp": NOW + 3600, "iat": NOW, "jti": "j", "username": "alice",
    });
    let id = json!({
        "sub": "9c1e", "aud": "client1", "iss": issuer, "token_use": "id", "at_hash": "x",
        "cognito:username": "alice", "email": "alice@example.com", "auth_time": NOW,
        "exp": NOW + 3600, "iat": NOW,
    });
    let other = with(&access, "client_id", json!("client2"));
    for (claims, expected) in
        [(access, OK), (id, (401, "wrong_token_use")), (other, (401, "wrong_audience"))]
    {
        let answer = asks(&house, &signer.token("c1", &claims), "user:9c1e").await;
        assert_eq!(told(&answer), expected, "{claims}");
    }
}

#[tokio::test]
async fn auth0_names_its_audiences_in_a_list() {
    let (issuers, signer) = (Issuers::serve().await, Signer::rsa());
    issuers.publish("auth0", &[signer.jwk("a1")]);
    // Auth0's issuer ends with a slash, and is compared with it.
    let issuer = format!("{}/", issuers.name("auth0"));
    let house = trusting(vec![json!({
        "issuer": issuer, "audience": "https://api.example.com", "organisation_claim": "org_id",
        "role_claim": "https://example.com/roles",
    })])
    .await;
    let claims = json!({
        "iss": issuer, "sub": "auth0|5f7c8ec7c33c6c004bbafe82", "azp": "client", "iat": NOW,
        "aud": ["https://api.example.com", "https://tenant.eu.auth0.com/userinfo"],
        "exp": NOW + 86_400, "scope": "openid profile", "org_id": "org_7",
        "https://example.com/roles": ["owner"],
    });
    let token = signer.token("a1", &claims);
    let own = "user:auth0%7C5f7c8ec7c33c6c004bbafe82";
    assert_eq!(told(&asks(&house, &token, own).await), OK);
    assert_eq!(told(&asks(&house, &token, "org:org_7").await), OK);
    let refused = (401, "wrong_audience");
    for audience in [json!([]), json!(["client"]), json!("client"), json!({}), Value::Null] {
        let token = signer.token("a1", &with(&claims, "aud", audience.clone()));
        assert_eq!(told(&asks(&house, &token, "me").await), refused, "{audience}");
    }
    let mut without = claims.clone();
    without.as_object_mut().unwrap().remove("aud");
    assert_eq!(told(&asks(&house, &signer.token("a1", &without), "me").await), refused);
    let bare = with(&claims, "iss", json!(issuers.name("auth0")));
    let answer = asks(&house, &signer.token("a1", &bare), "me").await;
    assert_eq!(told(&answer), (401, "unknown_issuer"));
}
