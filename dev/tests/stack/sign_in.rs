//! Signing in at the stack's issuer, as a page does it: code with PKCE, and what is refused.

use dev::stack::Stack;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use url::Url;

/// The verifier and challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://localhost:9999/usage?tab=1";

/// A browser that follows no redirect, and a page that has it ask.
struct Page {
    client: Client,
    stack: Stack,
}

impl Page {
    async fn open() -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, stack: super::stack().await }
    }

    /// The address of the issuer's form, with these parameters in place of the usual.
    fn asks(&self, other: &[(&str, &str)]) -> Url {
        let usual = [
            ("response_type", "code"),
            ("client_id", "tallystick-pages"),
            ("redirect_uri", BACK),
            ("scope", "openid"),
            ("state", "s&1"),
            ("nonce", "n1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let kept = usual.iter().filter(|(name, _)| other.iter().all(|(o, _)| o != name));
        let address = format!("{}/authorize", self.stack.issuer);
        Url::parse_with_params(&address, kept.chain(other)).unwrap()
    }

    async fn visits(&self, address: Url, cookie: &str) -> Response {
        self.client.get(address).header("cookie", cookie).send().await.unwrap()
    }

    async fn answers(&self, form: &[(&str, &str)]) -> Response {
        self.client.post(self.asks(&[])).form(form).send().await.unwrap()
    }

    /// The code of somebody who signs in.
    async fn code(&self) -> String {
        let back = returned(&self.answers(&[("name", "alice")]).await);
        assert_eq!(value(&back, "state").as_deref(), Some("s&1"));
        value(&back, "code").unwrap()
    }

    async fn exchanges(&self, code: &str, verifier: &str) -> (StatusCode, Value) {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_id", "tallystick-pages"),
            ("redirect_uri", BACK),
            ("code_verifier", verifier),
        ];
        let address = format!("{}/token", self.stack.issuer);
        let answer = self.client.post(address).form(&form).send().await.unwrap();
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        (answer.status(), answer.json().await.unwrap())
    }
}

fn returned(response: &Response) -> Url {
    assert_eq!(response.status(), 303);
    response.headers()["location"].to_str().unwrap().parse().unwrap()
}

fn value(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}

fn claims(token: &Value) -> Value {
    use base64::Engine as _;
    let part = token.as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let part = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap();
    serde_json::from_slice(&part).unwrap()
}

#[tokio::test]
async fn a_page_signs_somebody_in() {
    let page = Page::open().await;
    let configuration = format!("{}/.well-known/openid-configuration", page.stack.issuer);
    let configuration = page.client.get(configuration).send().await.unwrap();
    assert_eq!(configuration.headers()["access-control-allow-origin"], "*");
    let configuration: Value = configuration.json().await.unwrap();
    for name in ["authorization_endpoint", "token_endpoint", "end_session_endpoint"] {
        assert!(configuration[name].as_str().unwrap().starts_with(&page.stack.issuer), "{name}");
    }
    assert_eq!(configuration["code_challenge_methods_supported"], json!(["S256"]));

    let form = page.visits(page.asks(&[("login_hint", "b\"<ob>")]), "").await;
    assert_eq!(form.status(), 200);
    let policy = form.headers()["content-security-policy"].to_str().unwrap();
    assert!(!policy.contains("form-action"), "it would forbid the way back");
    let form = form.text().await.unwrap();
    assert!(form.contains(r#"value="b&quot;&lt;ob&gt;""#) && !form.contains("<script"), "{form}");

    let said = [("name", "alice"), ("organisation", "acme"), ("role", "admin")];
    let back = returned(&page.answers(&said).await);
    assert!(back.as_str().starts_with("http://localhost:9999/usage?tab=1&code="), "{back}");
    let (status, tokens) = page.exchanges(&value(&back, "code").unwrap(), VERIFIER).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!((&tokens["token_type"], &tokens["scope"]), (&json!("Bearer"), &json!("openid")));
    let (access, identity) = (claims(&tokens["access_token"]), claims(&tokens["id_token"]));
    for claims in [&access, &identity] {
        assert_eq!((&claims["sub"], &claims["iss"]), (&json!("alice"), &json!(page.stack.issuer)));
        assert_eq!(claims["o"], json!({ "id": "acme", "rol": "admin" }));
    }
    assert_eq!((&identity["aud"], &identity["nonce"]), (&json!("tallystick-pages"), &json!("n1")));
    assert_eq!((access.get("aud"), access.get("nonce")), (None, None));
    page.stack.stop().await;
}

#[tokio::test]
async fn a_code_is_given_for_its_verifier_and_once() {
    let page = Page::open().await;
    let code = page.code().await;
    let refused = json!("invalid_grant");
    let (status, told) = page.exchanges(&code, &VERIFIER.replace('d', "e")).await;
    assert_eq!((status.as_u16(), &told["error"]), (400, &refused));
    let code = page.code().await;
    assert_eq!(page.exchanges(&code, VERIFIER).await.0, 200);
    let (status, told) = page.exchanges(&code, VERIFIER).await;
    assert_eq!((status.as_u16(), &told["error"]), (400, &refused));

    let address = format!("{}/token", page.stack.issuer);
    for (body, error) in [
        ("", "invalid_request"),
        ("grant_type=password", "unsupported_grant_type"),
        ("grant_type=authorization_code&code=a", "invalid_request"),
        ("grant_type=authorization_code&grant_type=authorization_code", "invalid_request"),
    ] {
        let told = page.client.post(&address).body(body).send().await.unwrap();
        assert_eq!(told.status(), 400, "{body}");
        assert_eq!(told.json::<Value>().await.unwrap()["error"], error, "{body}");
    }
    page.stack.stop().await;
}

#[tokio::test]
async fn nobody_is_sent_to_a_foreign_page() {
    let page = Page::open().await;
    let foreign = "https://localhost.example.com/";
    for wrong in [("redirect_uri", foreign), ("redirect_uri", ""), ("client_id", "")] {
        let told = page.visits(page.asks(&[wrong, ("prompt", "none")]), "").await;
        assert_eq!((told.status().as_u16(), told.headers().get("location")), (400, None));
    }
    let out = format!("{}/logout?post_logout_redirect_uri={foreign}", page.stack.issuer);
    let told = page.visits(out.parse().unwrap(), "").await;
    assert_eq!((told.status().as_u16(), told.headers().get("location")), (400, None));
    for (wrong, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
    ] {
        let back = returned(&page.visits(page.asks(&[wrong]), "").await);
        assert_eq!(value(&back, "error").as_deref(), Some(error));
    }
    let unnamed = page.answers(&[("name", " ")]).await;
    assert_eq!(unnamed.status(), 400);
    assert!(unnamed.text().await.unwrap().contains("role=\"alert\""));
    page.stack.stop().await;
}

#[tokio::test]
async fn who_is_remembered_is_not_asked_again_until_they_sign_out() {
    let page = Page::open().await;
    let silently = || page.asks(&[("prompt", "none")]);
    let back = returned(&page.visits(silently(), "").await);
    assert_eq!(value(&back, "error").as_deref(), Some("login_required"));
    assert_eq!(value(&back, "state").as_deref(), Some("s&1"));

    let signed_in = page.answers(&[("name", "bob")]).await;
    let set = signed_in.headers()["set-cookie"].to_str().unwrap();
    assert!(set.ends_with("; Path=/dev/issuer; HttpOnly; SameSite=Lax"), "{set}");
    let cookie = set.split_once(';').unwrap().0;
    let back = returned(&page.visits(silently(), cookie).await);
    let (_, tokens) = page.exchanges(&value(&back, "code").unwrap(), VERIFIER).await;
    assert_eq!(claims(&tokens["access_token"])["sub"], "bob");
    let form = page.visits(page.asks(&[]), cookie).await.text().await.unwrap();
    assert!(form.contains(r#"value="bob""#), "{form}");

    let out = format!("{}/logout?post_logout_redirect_uri={BACK}", page.stack.issuer);
    let out = page.visits(out.parse().unwrap(), cookie).await;
    assert_eq!(returned(&out).as_str(), BACK);
    assert!(out.headers()["set-cookie"].to_str().unwrap().ends_with("Max-Age=0"));
    page.stack.stop().await;
}
