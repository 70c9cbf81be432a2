//! Every row of who may do what, read through the decoder that runs in Lambda.

use axum::extract::FromRequestParts;
use axum::http::Request;
use serde_json::{Value, json};

use super::{Caller, RequestTime, Role, Who, read};
use crate::domain::id::AccountId;
use crate::domain::member::{Member, Standing};
use crate::http::problem::{Kind, Problem};
use crate::http::sample::{NOW_MS, alice, alice_in, extensions, service};

fn caller(context: &Value) -> Caller {
    read(&extensions(context)).unwrap()
}

fn refused(context: &Value) -> Problem {
    read(&extensions(context)).unwrap_err()
}

/// A caller, the accounts each right holds for, and whether it is an admin.
type Row<'a> = (&'a str, Value, &'a [&'a str], &'a [&'a str], &'a [&'a str], &'a [&'a str], bool);

#[test]
fn each_caller_has_exactly_their_rights() {
    let [own, other] = ["user:alice", "user:bob"];
    let [org, foreign] = ["org:acme", "org:evil"];
    let one_account = json!({
        "kind": "service", "subject": "key:k2", "scopes": "service admin", "account": own
    });
    let all = [own, other, org, foreign];
    let rows: [Row<'_>; 6] = [
        ("person", alice(), &[own], &[], &[own], &[own], false),
        ("member", alice_in(org, "member"), &[own, org], &[], &[own], &[own], false),
        ("org admin", alice_in(org, "admin"), &[own, org], &[], &[own, org], &[own, org], false),
        ("service", service("service"), &all, &all, &[], &all, false),
        ("admin", service("service admin"), &all, &all, &[], &all, true),
        ("key of one account", one_account, &[own], &[own], &[], &[own], false),
    ];
    for (name, context, read, spend, owned, audit, admin) in rows {
        let caller = caller(&context);
        for account in all {
            let has = |right: Result<(), Problem>| match right {
                Ok(()) => true,
                Err(problem) => {
                    assert_eq!(problem, Problem::new(Kind::Forbidden));
                    false
                }
            };
            assert_eq!(
                has(caller.may_read(account, None)),
                read.contains(&account),
                "{name} {account}"
            );
            assert_eq!(
                has(caller.may_spend(account)),
                spend.contains(&account),
                "{name} {account}"
            );
            assert_eq!(
                has(caller.may_own(account, None)),
                owned.contains(&account),
                "{name} {account}"
            );
            assert_eq!(
                has(caller.may_audit(account, None)),
                audit.contains(&account),
                "{name} {account}"
            );
        }
        assert_eq!(caller.may_administer().is_ok(), admin, "{name}");
    }
}

/// A record beats what the token says, of its own organisation and person alone.
#[test]
fn a_member_record_beats_the_claim() {
    let org = "org:acme";
    let of = |account: &str, user: &str, standing| {
        let id = |text| AccountId::parse(text).unwrap();
        Member { standing, ..Member::unseen(id(account), id(user)) }
    };
    let own = |standing| of(org, "user:alice", standing);
    let (member, admin) = (alice_in(org, "member"), alice_in(org, "admin"));
    let removed = Some(own(Standing::Removed));
    for (context, record, read, owns) in [
        (alice(), None, false, false),
        (alice(), Some(own(Standing::Claimed)), false, false),
        (alice(), Some(own(Standing::Member)), true, false),
        (alice(), Some(own(Standing::Admin)), true, true),
        (member.clone(), Some(own(Standing::Claimed)), true, false),
        (member.clone(), Some(own(Standing::Admin)), true, true),
        (member, removed.clone(), false, false),
        (admin.clone(), Some(own(Standing::Claimed)), true, true),
        (admin.clone(), Some(own(Standing::Member)), true, false),
        (admin.clone(), removed.clone(), false, false),
        (admin.clone(), Some(of(org, "user:bob", Standing::Removed)), true, true),
        (admin, Some(of("org:evil", "user:alice", Standing::Removed)), true, true),
        (alice_in("org:evil", "admin"), Some(own(Standing::Member)), true, false),
    ] {
        let caller = caller(&context);
        let record = record.as_ref();
        assert_eq!(caller.may_read(org, record).is_ok(), read, "{context} {record:?}");
        assert_eq!(caller.may_own(org, record).is_ok(), owns, "{context} {record:?}");
        assert_eq!(caller.may_audit(org, record).is_ok(), owns, "{context} {record:?}");
        assert!(caller.may_spend(org).is_err());
    }
    let told = caller(&alice()).may_read(org, removed.as_ref());
    assert_eq!(told, Err(Problem::new(Kind::Forbidden)), "as a stranger is told");
    assert!(caller(&service("service")).may_read(org, removed.as_ref()).is_ok());
}

#[test]
fn an_operation_is_named_within_its_callers_own_scope() {
    assert_eq!(caller(&alice()).operation_scope(), ("user", "user:alice".to_owned()));
    assert_eq!(
        caller(&alice_in("org:acme", "admin")).operation_scope(),
        ("user", "user:alice".to_owned())
    );
    assert_eq!(caller(&service("service")).operation_scope(), ("service", "key:k1".to_owned()));
}

#[test]
fn without_a_context_nobody_is_asking() {
    let anonymous = Problem::new(Kind::Unauthorized);
    assert_eq!(refused(&Value::Null), anonymous);
    assert_eq!(refused(&json!({})), anonymous);
    assert_eq!(read(&axum::http::Extensions::new()), Err(anonymous));
}

#[test]
fn a_refused_token_is_told_with_its_reason() {
    for reason in ["expired", "bad_signature", "unknown_issuer", "wrong_audience", "unknown_key"] {
        let context = json!({"kind": "refused", "reason": reason});
        assert_eq!(refused(&context), Problem::refused_token(reason));
    }
    assert_eq!(refused(&json!({"kind": "refused"})), Problem::refused_token("malformed"));
}

#[test]
fn a_cached_answer_ends_when_its_token_does() {
    let until = |seconds: i64| {
        let mut context = alice();
        context["expires"] = seconds.to_string().into();
        read(&extensions(&context))
    };
    let now = NOW_MS / 1000;
    assert!(until(now + 1).is_ok());
    assert_eq!(until(now), Err(Problem::refused_token("expired")));
    assert_eq!(until(now - 1), Err(Problem::refused_token("expired")));
    let mut key = service("service");
    key["expires"] = now.to_string().into();
    assert_eq!(refused(&key), Problem::refused_token("expired"));
}

#[test]
fn what_does_not_parse_gives_no_rights() {
    let with = |mut context: Value, name: &str, value: Value| {
        context[name] = value;
        context
    };
    let long = format!("user:{}", "a".repeat(251));
    for context in [
        json!({"subject": "user:alice", "expires": "1772323201"}),
        json!({"kind": "root", "subject": "user:alice", "expires": "1772323201"}),
        json!({"kind": "user", "subject": "user:alice"}),
        with(alice(), "kind", json!(1)),
        with(alice(), "subject", json!("org:acme")),
        with(alice(), "subject", json!("user:")),
        with(alice(), "subject", json!("alice")),
        with(alice(), "subject", json!("user:a\u{0}b")),
        with(alice(), "subject", json!(long)),
        with(alice(), "expires", json!(1_772_323_201)),
        with(alice(), "expires", json!("soon")),
        with(alice(), "expires", json!("9223372036854775807")),
        with(alice(), "role", json!("admin")),
        with(alice(), "organisation", json!("user:bob")),
        with(alice(), "organisation", json!(["org:acme"])),
        with(alice_in("org:acme", "admin"), "role", json!("owner")),
        service("admin"),
        service("service admin root"),
        service(""),
        with(service("service"), "subject", json!("key:")),
        with(service("service"), "subject", json!("key:a b")),
        with(service("service"), "subject", json!("user:alice")),
        with(service("service"), "account", json!("everything")),
        with(service("service"), "expires", json!("never")),
    ] {
        assert_eq!(refused(&context), Problem::refused_token("malformed"), "{context}");
    }
}

#[test]
fn an_organisation_without_a_role_makes_a_member() {
    let mut context = alice_in("org:acme", "member");
    context["role"] = Value::Null;
    assert_eq!(caller(&context).organisation.unwrap().role, Role::Member);
}

#[tokio::test]
async fn extractors_read_the_gateways_words_alone() {
    let request = Request::get("/").header("x-user", "user:bob").body(()).unwrap();
    let (mut parts, ()) = request.into_parts();
    assert!(Caller::from_request_parts(&mut parts, &()).await.is_err());
    assert!(RequestTime::from_request_parts(&mut parts, &()).await.is_err());
    parts.extensions = extensions(&alice());
    let caller = Caller::from_request_parts(&mut parts, &()).await.unwrap();
    assert_eq!(caller.who, Who::User { account: "user:alice".to_owned() });
    let time = RequestTime::from_request_parts(&mut parts, &()).await;
    assert_eq!(time, Ok(RequestTime(NOW_MS)));
}
