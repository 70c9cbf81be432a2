//! Tokens shaped as Clerk, Supabase, Cognito and Auth0 shape theirs.

use serde_json::{Value, json};

use super::{authorizer, context, refused};
use crate::forge::{NOW, SECRET, Signer, Web};

fn user(subject: &str, expires: i64) -> Value {
    json!({"kind": "user", "subject": subject, "expires": expires.to_string()})
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

#[tokio::test]
async fn clerk_in_its_second_version_and_its_first() {
    let (web, signer) = (Web::default(), Signer::rsa());
    let issuer = "https://happy-cat-1.clerk.accounts.dev";
    web.put(&format!("{issuer}/.well-known/jwks.json"), &[signer.jwk("ins_1")]);
    let v2 = authorizer(&web, &json!([{"issuer": issuer}]));
    let claims = json!({
        "azp": "https://app.example.com", "exp": NOW + 60, "fva": [0, -1], "iat": NOW,
        "iss": issuer,
        "jti": "a1", "nbf": NOW - 10, "o": {"id": "org_9", "rol": "admin", "slg": "acme"},
        "sid": "sess_1", "sts": "active", "sub": "user_1", "v": 2
    });
    let mut expected = user("user:user_1", NOW + 120);
    expected["organisation"] = "org:org_9".into();
    expected["role"] = "admin".into();
    assert_eq!(context(&v2, &signer.token("ins_1", &claims)).await, expected);
    expected["role"] = "member".into();
    for organisation in [json!({"id": "org_9", "rol": "member"}), json!({"id": "org_9"})] {
        let token = signer.token("ins_1", &with(claims.clone(), "o", organisation));
        assert_eq!(context(&v2, &token).await, expected);
    }
    let v1 = authorizer(
        &web,
        &json!([{"issuer": issuer, "organisation_claim": "org_id", "role_claim": "org_role"}]),
    );
    let first = json!({
        "azp": "https://app.example.com", "exp": NOW + 60, "iat": NOW, "iss": issuer,
        "nbf": NOW - 10, "org_id": "org_9", "org_role": "org:admin", "org_slug": "acme",
        "sub": "user_1"
    });
    expected["role"] = "admin".into();
    assert_eq!(context(&v1, &signer.token("ins_1", &first)).await, expected);
    let alone = context(&v1, &signer.token("ins_1", &with(first, "org_id", Value::Null))).await;
    assert_eq!(alone, user("user:user_1", NOW + 120), "a role without an organisation is none");
}

#[tokio::test]
async fn supabase_by_shared_secret_and_while_it_moves_to_keys() {
    let (web, signer) = (Web::default(), Signer::ecdsa());
    let issuer = "https://abc.supabase.co/auth/v1";
    web.put(&format!("{issuer}/.well-known/jwks.json"), &[signer.jwk("k1")]);
    let both = authorizer(
        &web,
        &json!([
            {"issuer": issuer, "secret": SECRET, "audience": "authenticated"},
            {"issuer": issuer, "algorithms": ["ES256"], "audience": "authenticated"}
        ]),
    );
    let claims = json!({
        "iss": issuer, "sub": "5f0e-uuid", "aud": "authenticated", "exp": NOW + 3600, "iat": NOW,
        "email": "alice@example.com", "phone": "", "app_metadata": {"provider": "email"},
        "user_metadata": {}, "role": "authenticated", "aal": "aal1", "session_id": "s1",
        "is_anonymous": false
    });
    let expected = user("user:5f0e-uuid", NOW + 3660);
    let shared = Signer::secret(SECRET);
    assert_eq!(context(&both, &shared.token("old", &claims)).await, expected);
    assert_eq!(context(&both, &signer.token("k1", &claims)).await, expected);
    let wrong = Signer::secret("another secret of at least 32 bytes..").token("old", &claims);
    assert_eq!(context(&both, &wrong).await, refused("bad_signature"));
    // The project's own keys are tokens too: signed with the same secret, for no person.
    let anon = json!({"iss": "supabase", "ref": "abc", "role": "service_role", "iat": NOW,
        "exp": NOW + 3600});
    assert_eq!(context(&both, &shared.token("old", &anon)).await, refused("unknown_issuer"));
}

#[tokio::test]
async fn cognito_by_access_token_and_never_by_id_token() {
    let (web, signer) = (Web::default(), Signer::rsa());
    let issuer = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab1";
    web.put(&format!("{issuer}/.well-known/jwks.json"), &[signer.jwk("c1")]);
    let configuration = json!([{
        "issuer": issuer, "audience": "client1",
        "organisation_claim": "custom:org", "role_claim": "cognito:groups"
    }]);
    let authorizer = authorizer(&web, &configuration);
    let access = json!({
        "sub": "9c1e", "cognito:groups": ["staff", "admin"], "iss": issuer, "version": 2,
        "client_id": "client1", "origin_jti": "o", "token_use": "access", "scope": "openid",
        "auth_time": NOW, "exp": NOW + 3600, "iat": NOW, "jti": "j", "username": "alice"
    });
    let token = signer.token("c1", &access);
    assert_eq!(context(&authorizer, &token).await, user("user:9c1e", NOW + 3660));
    let other = signer.token("c1", &with(access.clone(), "client_id", json!("client2")));
    assert_eq!(context(&authorizer, &other).await, refused("wrong_audience"));
    let pooled = signer.token("c1", &with(access, "custom:org", json!("acme")));
    assert_eq!(context(&authorizer, &pooled).await["role"], "admin");
    let id = json!({
        "sub": "9c1e", "aud": "client1", "iss": issuer, "token_use": "id", "at_hash": "x",
        "cognito:username": "alice", "email": "alice@example.com", "auth_time": NOW,
        "exp": NOW + 3600, "iat": NOW
    });
    let token = signer.token("c1", &id);
    assert_eq!(context(&authorizer, &token).await, refused("wrong_token_use"));
}

#[tokio::test]
async fn auth0_by_api_audience() {
    let (web, signer) = (Web::default(), Signer::rsa());
    web.put("https://tenant.eu.auth0.com/.well-known/jwks.json", &[signer.jwk("a1")]);
    let configuration = json!([{
        "issuer": "https://tenant.eu.auth0.com/", "audience": "https://api.example.com",
        "organisation_claim": "org_id", "role_claim": "https://example.com/roles"
    }]);
    let authorizer = authorizer(&web, &configuration);
    let claims = json!({
        "iss": "https://tenant.eu.auth0.com/", "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
        "aud": ["https://api.example.com", "https://tenant.eu.auth0.com/userinfo"], "iat": NOW,
        "exp": NOW + 86_400, "azp": "client", "scope": "openid profile", "org_id": "org_7",
        "https://example.com/roles": ["owner"]
    });
    let mut expected = user("user:auth0|5f7c8ec7c33c6c004bbafe82", NOW + 86_460);
    expected["organisation"] = "org:org_7".into();
    expected["role"] = "admin".into();
    let token = signer.token("a1", &claims);
    assert_eq!(context(&authorizer, &token).await, expected);
    for audience in [json!("client"), json!([]), json!(["x"]), json!({}), json!(null)] {
        let token = signer.token("a1", &with(claims.clone(), "aud", audience.clone()));
        assert_eq!(context(&authorizer, &token).await, refused("wrong_audience"), "{audience}");
    }
    let id = with(with(claims, "aud", json!("https://api.example.com")), "nonce", json!("n"));
    assert_eq!(context(&authorizer, &signer.token("a1", &id)).await, refused("wrong_token_use"));
}
