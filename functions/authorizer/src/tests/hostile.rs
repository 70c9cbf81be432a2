//! Tokens that must not hold.

use serde_json::{Value, json};

use super::{House, context, refused};
use crate::forge::{self, ISSUER, NOW, SECRET, Signer, base64};

#[tokio::test]
async fn an_unsigned_token_is_refused() {
    let house = House::new();
    let authorizer = house.authorizer();
    for alg in ["none", "None", "NONE", ""] {
        let header = base64(json!({"alg": alg, "typ": "JWT"}).to_string());
        for signature in ["", "AAAA"] {
            let token = format!("{header}.{}.{signature}", base64(forge::claims().to_string()));
            assert_eq!(context(&authorizer, &token).await, refused("wrong_algorithm"));
        }
    }
    let token = house.rsa().token("r", &forge::claims());
    let (message, _) = token.rsplit_once('.').unwrap();
    assert_eq!(context(&authorizer, &format!("{message}.")).await, refused("bad_signature"));
}

/// Found by looking for what fuzzing found in bodies.
#[tokio::test]
async fn a_header_that_is_a_list_is_refused() {
    let house = House::new();
    let signer = house.rsa();
    let header = json!([signer.algorithm(), "r", "JWT", null]);
    let token = signer.token_with(&header, &forge::claims());
    assert_eq!(context(&house.authorizer(), &token).await, refused("malformed"));
}

/// Found by fuzzing: members that nobody asks for were passed over, whatever stood in them.
#[tokio::test]
async fn a_header_that_is_no_json_in_a_part_that_nobody_reads_is_refused() {
    let house = House::new();
    let authorizer = house.authorizer();
    let signer = house.rsa();
    let token = |value: &[u8]| {
        let header = [br#"{"alg":"RS256","kid":"r","x":"#, value, b"}"].concat();
        signer.token_of(header, &forge::claims())
    };
    assert_ne!(context(&authorizer, &token(b"1")).await, refused("malformed"));
    for value in [&b"1e999"[..], b"\"\xFF\"", br#""\ud800""#, &b"[".repeat(200)] {
        let value = [value, &b"]".repeat(if value[0] == b'[' { 200 } else { 0 })].concat();
        assert_eq!(context(&authorizer, &token(&value)).await, refused("malformed"));
    }
}

#[tokio::test]
async fn a_public_key_is_never_taken_for_a_secret() {
    let house = House::new();
    let jwk = house.rsa().jwk("r");
    let der = include_bytes!("../../fixtures/rsa-for-tests.der");
    let texts = [jwk["n"].as_str().unwrap().as_bytes(), der.as_slice(), b"", b"r"];
    for secret in texts {
        let token = Signer::secret(secret).token("r", &forge::claims());
        assert_eq!(context(&house.authorizer(), &token).await, refused("wrong_algorithm"));
    }
    // Not even an issuer that publishes a shared secret gets it used.
    let shared = Signer::secret(SECRET);
    house.web.put(forge::JWKS, &[shared.jwk("s")]);
    let authorizer = house.authorizer();
    let token = shared.token("s", &forge::claims());
    assert_eq!(context(&authorizer, &token).await, refused("wrong_algorithm"));
}

#[tokio::test]
async fn a_key_is_for_its_own_algorithm_alone() {
    let house = House::new();
    let authorizer = house.authorizer();
    for (kid, signer) in &house.signers {
        for (other, _) in house.signers.iter().filter(|(other, _)| other != kid) {
            let token = signer.token(other, &forge::claims());
            assert_eq!(context(&authorizer, &token).await, refused("unknown_key"));
        }
        for alg in ["RS384", "PS256", "ES384", "HS256", "RS999"] {
            let header = json!({"alg": alg, "kid": kid});
            let token = signer.token_with(&header, &forge::claims());
            assert_eq!(context(&authorizer, &token).await, refused("wrong_algorithm"), "{alg}");
        }
    }
}

#[tokio::test]
async fn keys_the_header_brings_along_are_not_used() {
    let house = House::new();
    let evil = Signer::ecdsa();
    let mut header = json!({"alg": "ES256", "kid": "e", "jku": "https://evil.example/jwks.json"});
    header["jwk"] = evil.jwk("e");
    let token = evil.token_with(&header, &forge::claims());
    assert_eq!(context(&house.authorizer(), &token).await, refused("bad_signature"));
    assert_eq!(house.web.asked(), 1);
}

#[tokio::test]
async fn whatever_is_changed_after_signing_is_noticed() {
    let house = House::new();
    let authorizer = house.authorizer();
    for (kid, signer) in &house.signers {
        let token = signer.token(kid, &forge::claims());
        let [header, _, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!() };
        let other = base64(forge::claims_with("sub", json!("admin")).to_string());
        let changed = context(&authorizer, &format!("{header}.{other}.{signature}")).await;
        assert_eq!(changed, refused("bad_signature"));
    }
    let foreign = Signer::eddsa().token("d", &forge::claims());
    assert_eq!(context(&authorizer, &foreign).await, refused("bad_signature"));
}

#[tokio::test]
async fn the_issuer_is_compared_to_the_byte() {
    let house = House::new();
    let authorizer = house.authorizer();
    for issuer in [
        format!("{ISSUER}/"),
        ISSUER.to_uppercase(),
        format!(" {ISSUER}"),
        String::new(),
        "https://clerk.example.com.evil.example".to_owned(),
    ] {
        let token = house.rsa().token("r", &forge::claims_with("iss", json!(issuer)));
        assert_eq!(context(&authorizer, &token).await, refused("unknown_issuer"));
    }
    for issuer in [Value::Null, json!([ISSUER]), json!(7)] {
        let token = house.rsa().token("r", &forge::claims_with("iss", issuer));
        assert_eq!(context(&authorizer, &token).await, refused("malformed"));
    }
}

#[tokio::test]
async fn extensions_and_other_kinds_of_token_are_refused() {
    let house = House::new();
    let authorizer = house.authorizer();
    for header in [
        json!({"alg": "RS256", "kid": "r", "crit": ["b64"], "b64": false}),
        json!({"alg": "RS256", "kid": "r", "crit": []}),
        json!({"alg": "RS256", "kid": "r", "typ": "logout+jwt"}),
        json!({"alg": "RS256", "kid": "r", "typ": "dpop+jwt"}),
        json!({"alg": 7, "kid": "r"}),
        json!({"kid": "r"}),
    ] {
        let token = house.rsa().token_with(&header, &forge::claims());
        assert_eq!(context(&authorizer, &token).await, refused("malformed"), "{header}");
    }
    for header in [json!({"alg": "RS256", "kid": "r"}), json!({"alg": "RS256", "typ": "at+JWT"})] {
        let token = house.rsa().token_with(&header, &forge::claims());
        assert_eq!(context(&authorizer, &token).await["kind"], "user", "{header}");
    }
}

#[tokio::test]
async fn claims_of_the_wrong_shape_are_refused() {
    let house = House::new();
    let authorizer = house.authorizer();
    for (name, value) in [
        ("sub", Value::Null),
        ("sub", json!("")),
        ("sub", json!(7)),
        ("sub", json!("a\u{0}b")),
        ("sub", json!("a\nb")),
        ("sub", json!("a".repeat(251))),
        ("exp", Value::Null),
        ("exp", json!("tomorrow")),
        ("exp", json!(i64::MAX)),
        ("exp", json!(1e300)),
        ("nbf", json!("now")),
        ("nbf", json!(i64::MIN)),
        ("o", json!({"id": 7})),
        ("o", json!({"id": ""})),
        ("o", json!({"id": "a\u{0}"})),
        ("token_use", json!(true)),
    ] {
        let token = house.rsa().token("r", &forge::claims_with(name, value.clone()));
        assert_eq!(context(&authorizer, &token).await, refused("malformed"), "{name} {value}");
    }
    let token = house.rsa().token("r", &forge::claims_with("exp", json!(NOW - 60)));
    assert_eq!(context(&authorizer, &token).await, refused("expired"));
}

#[tokio::test]
async fn garbage_is_refused_and_so_is_what_is_too_large() {
    let house = House::new();
    let authorizer = house.authorizer();
    let good = house.rsa().token("r", &forge::claims());
    let twice = base64(r#"{"alg":"HS256","alg":"RS256","kid":"r"}"#);
    let (_, rest) = good.split_once('.').unwrap();
    let deep = base64("[".repeat(2000));
    for token in [
        "x",
        ".",
        "..",
        "...",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "é.é.é",
        "\u{0}",
        "e30.e30.e30",
        &good.replace('.', ""),
        &good.replacen('.', "..", 1),
        &format!("{good}.{good}"),
        &format!("{twice}.{rest}"),
        &format!("{deep}.{rest}"),
        &format!("{}=.{rest}", "e30"),
    ] {
        assert_eq!(context(&authorizer, token).await, refused("malformed"), "{token}");
    }
    let giant = forge::claims_with("padding", json!("x".repeat(8 * 1024)));
    let giant = house.rsa().token("r", &giant);
    assert_eq!(context(&authorizer, &giant).await, refused("malformed"));
    assert_eq!(house.web.asked(), 0, "nothing is fetched for garbage");
}
