//! Holds `template.yaml` to the tables of this folder; here the functions: rights, times, variables.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod gateway;
mod rights;
mod routes;
mod schedule;
mod site;
mod storage;
mod yaml;

use rights::{RIGHTS, Rights, SCHEDULE, granted};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use yaml::{at, resources_of, root, template, walk};

/// The kind of resource that a function is.
const FUNCTION: &str = "AWS::Serverless::Function";

/// Seconds that each function may take. A command waits for Stripe at most once, a webhook and the wallet twice, a
/// retry three times, and the gateway for 30 seconds; a run of the reset stops before its end and goes on with the next.
const TIMEOUTS: [(&str, u64); 9] = [
    ("Authorizer", 5),
    ("Credits", 10),
    ("Usage", 15),
    ("Checkout", 20),
    ("Wallet", 20),
    ("Members", 15),
    ("Admin", 28),
    ("Webhook", 25),
    ("Reset", 60),
];

/// The variables that a function reads besides those that all of them get.
const VARIABLES: [(&str, &[&str]); 9] = [
    ("Authorizer", &["ISSUERS"]),
    ("Credits", &["CATALOG"]),
    ("Usage", &["CATALOG"]),
    ("Checkout", &["CATALOG", "ORIGINS", "STRIPE_PUBLISHABLE_KEY", "STRIPE_SECRET_KEY_NAME"]),
    ("Wallet", &["CATALOG", "ORIGINS", "STRIPE_PUBLISHABLE_KEY", "STRIPE_SECRET_KEY_NAME"]),
    ("Members", &["CATALOG"]),
    ("Admin", &["CATALOG", "STRIPE_SECRET_KEY_NAME"]),
    ("Webhook", &["CATALOG", "STRIPE_SECRET_KEY_NAME", "STRIPE_WEBHOOK_SECRET_NAME"]),
    ("Reset", &["CATALOG", "STRIPE_SECRET_KEY_NAME"]),
];

fn keys(object: &Json) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn every_function_may_do_exactly_what_the_table_says() {
    let template = template();
    for Rights { function, may } in RIGHTS {
        let expected: BTreeSet<(String, String)> =
            may.iter().map(|(action, on)| ((*action).into(), (*on).into())).collect();
        assert_eq!(granted(&template, &format!("{function}Role")), expected, "{function}");
    }
    let schedule = SCHEDULE.map(|(action, on)| (action.to_owned(), on.to_owned()));
    assert_eq!(granted(&template, "ResetScheduleRole"), BTreeSet::from(schedule));
    let roles = resources_of(&template, "AWS::IAM::Role").len();
    assert_eq!(roles, RIGHTS.len().saturating_add(1), "no further role");
}

#[test]
fn nothing_is_granted_by_a_star_and_nothing_can_be_deleted_or_scanned() {
    let template = template();
    walk(&template, "", &mut |pointer, value| {
        let last = pointer.rsplit('/').next().unwrap();
        assert_ne!(last, "ManagedPolicyArns", "{pointer}: managed policies grant more than asked");
        // `site.rs` holds every word of the pages' bucket: it has no role, and a star to refuse by.
        if pointer.contains("/Statement/") && !pointer.starts_with("/Resources/SiteBucketPolicy/") {
            let text = value.as_str().unwrap_or_default();
            for forbidden in ["*", "DeleteItem", "Scan", "BatchWrite", "PartiQL", "NotAction"] {
                assert!(!text.contains(forbidden), "{pointer} grants {text}");
                assert!(!last.contains(forbidden), "{pointer}");
            }
        }
    });
    for function in resources_of(&template, FUNCTION) {
        let properties = at(&template, &format!("/Resources/{function}/Properties"));
        assert_eq!(properties["Role"]["Fn::GetAtt"], format!("{function}Role.Arn"));
        assert!(properties["Policies"].is_null(), "{function}: its role says everything");
    }
}

#[test]
fn every_folder_of_functions_is_a_function_with_its_time_and_its_log() {
    let template = template();
    let mut declared = resources_of(&template, FUNCTION);
    let mut expected: Vec<&str> = TIMEOUTS.iter().map(|(name, _)| *name).collect();
    declared.sort_unstable();
    expected.sort_unstable();
    assert_eq!(declared, expected);
    let folders: BTreeSet<String> = std::fs::read_dir(root().join("functions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let lower: BTreeSet<String> = expected.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(folders, lower, "a folder without a function, or the other way round");

    for (name, seconds) in TIMEOUTS {
        let function = at(&template, &format!("/Resources/{name}"));
        let crate_name = name.to_lowercase();
        assert_eq!(function["Metadata"]["BuildMethod"], "rust-cargolambda");
        assert_eq!(function["Metadata"]["BuildProperties"]["Binary"], crate_name);
        let properties = &function["Properties"];
        assert_eq!(properties["CodeUri"], format!("functions/{crate_name}/"));
        assert_eq!(properties["Timeout"], seconds, "{name}");
        assert_eq!(properties["LoggingConfig"], json!({"LogGroup": {"Ref": format!("{name}Log")}}));
        let log = at(&template, &format!("/Resources/{name}Log/Properties"));
        assert_eq!(log, &json!({"RetentionInDays": {"Ref": "LogRetentionDays"}}));
    }
    let globals = at(&template, "/Globals/Function");
    assert_eq!(globals["Runtime"], "provided.al2023");
    assert_eq!(globals["Architectures"], json!(["arm64"]));
    assert_eq!(globals["MemorySize"], 256);
}

#[test]
fn a_function_is_told_the_names_of_secrets_and_never_a_secret() {
    let template = template();
    let common = at(&template, "/Globals/Function/Environment/Variables");
    assert_eq!(keys(common), ["LIVEMODE", "REQUESTS_PER_SECOND", "RUST_LOG", "TABLE"]);
    for (name, expected) in VARIABLES {
        let pointer = format!("/Resources/{name}/Properties/Environment/Variables");
        assert_eq!(keys(at(&template, &pointer)), expected, "{name}");
    }
    for parameter in ["StripeSecretKeyName", "StripeWebhookSecretName", "IssuerSecretName"] {
        let pattern = at(&template, &format!("/Parameters/{parameter}/AllowedPattern"));
        assert!(pattern.as_str().unwrap().contains("255"), "{parameter} is a name, with a limit");
    }
}
