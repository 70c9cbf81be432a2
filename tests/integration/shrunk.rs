//! A catalog that no longer has what accounts live with: a plan, a feature, a pack.

use std::path::{Path, PathBuf};

use dev::options::Options;
use serde_json::{Value, json};
use tests::actor::Actor;
use tests::house::{House, table_of_ones_own};

const SCANS: &str = "currency = \"usd\"\n\
     [[feature]]\nid = \"scan\"\nname = \"Scans\"\nkind = \"counted\"\n";

/// Two features, a plan that every account begins on, and a pack of both.
fn large() -> String {
    format!(
        "{SCANS}[[feature]]\nid = \"export\"\nname = \"Exports\"\nkind = \"counted\"\n\
         [[plan]]\nid = \"plan-large\"\nname = \"Large\"\ndefault = true\n\
         [[plan.allowance]]\nfeature = \"scan\"\namount = 10\nevery = \"day\"\n\
         [[plan.allowance]]\nfeature = \"export\"\namount = 1\nevery = \"month\"\n\
         [[pack]]\nid = \"pack-both\"\nname = \"Both\"\nprice = 400\n\
         [[pack.grant]]\nfeature = \"scan\"\namount = 100\n\
         [[pack.grant]]\nfeature = \"export\"\namount = 3\n"
    )
}

/// One of the features, and another plan.
fn small() -> String {
    format!(
        "{SCANS}[[plan]]\nid = \"plan-small\"\nname = \"Small\"\ndefault = true\n\
         [[plan.allowance]]\nfeature = \"scan\"\namount = 2\nevery = \"day\"\n"
    )
}

/// A stack on what is kept in a directory, with a catalog of its own.
async fn house(data: &Path, table: &str, catalog: &str, now: &str) -> House {
    std::fs::create_dir_all(data).unwrap();
    let path = data.join("catalog.toml");
    std::fs::write(&path, catalog).unwrap();
    House::with(Options {
        memory: false,
        data: data.to_owned(),
        catalog: Some(path),
        table: Some(table.to_owned()),
        now: Some(now.parse().unwrap()),
        ..Options::in_memory()
    })
    .await
}

async fn told(backend: &Actor, rest: &str) -> Value {
    let told = backend.get(&format!("/v1/accounts/user:eve{rest}")).await;
    assert_eq!(told.status, 200, "{rest}: {}", told.body);
    told.body
}

/// BD-12: accounts go on with what is left when their plan, a feature and a pack are gone from the
/// catalog; and find them again when they are there again.
#[tokio::test]
async fn accounts_go_on_when_their_plan_and_feature_are_gone() {
    let data = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("shrunk");
    drop(std::fs::remove_dir_all(&data));
    let table = table_of_ones_own();
    let before = house(&data, &table, &large(), "2026-01-15T12:00:00Z").await;
    let (eve, backend) = (before.person("eve").await, before.backend());
    let bought = eve.buys("order-1", "pack-both").await;
    let begun = eve.orders("order-2", "pack-both").await;
    assert_eq!(backend.consumes("use-1", "user:eve", "scan", 4).await.status, 200);
    let exported = backend.consumes("use-2", "user:eve", "export", 2).await;
    assert_eq!((exported.status, &exported.body["outcome"][0]["available"]), (200, &json!(2)));
    before.stack.stop().await;

    let after = house(&data, &table, &small(), "2026-01-15T13:00:00Z").await;
    let (eve, backend) = (after.person("eve").await, after.backend());
    assert_eq!(told(&backend, "").await["plan"]["id"], "plan-small");
    let balances = told(&backend, "/balances").await["balances"].clone();
    assert_eq!(balances.as_array().map(Vec::len), Some(1), "{balances}");
    for (name, expected) in
        [("available", 100), ("limit", 2), ("used", 4), ("remaining", 0), ("percent", 200)]
    {
        assert_eq!(balances[0][name], expected, "{name} of {balances}");
    }
    for rest in ["/summary", "/ledger", "/purchases", &format!("/purchases/{bought}")] {
        told(&backend, rest).await;
    }
    let gone = [
        backend.get("/v1/accounts/user:eve/balances/export").await,
        backend.consumes("use-3", "user:eve", "export", 1).await,
        backend.records("use-4", "user:eve", "export", 1).await,
    ];
    for refused in gone {
        assert_eq!((refused.status, refused.problem()), (404, "unknown-feature"));
    }
    let why = told(&backend, "/explain/export").await;
    assert_eq!((&why["reason"], &why["missing"]), (&json!("unknown_feature"), &json!(1)));
    assert_eq!((&why["sources"][0]["left"], &why["sources"][0]["gives"]), (&json!(2), &json!(0)));
    assert_eq!(why["entries"][0]["available"], 2);
    let again = backend.consumes("use-2", "user:eve", "export", 2).await;
    assert!(again.is_replay(), "{}", again.body);
    assert_eq!(again.body, exported.body, "what was told stays told");
    let order = eve.orders("order-3", "pack-both").await;
    assert_eq!((order.status, order.problem()), (404, "unknown-pack"));

    assert_eq!(backend.consumes("use-5", "user:eve", "scan", 100).await.status, 200);
    assert_eq!(backend.consumes("use-6", "user:eve", "scan", 1).await.status, 402);
    assert_eq!(eve.pays(begun.text("session"), "4242424242424242").await.status, 200);
    after.settled().await;
    assert_eq!(eve.available("me", "scan").await, 100, "what was begun is granted");
    backend.verifies("user:eve").await;
    after.stack.stop().await;

    let back = house(&data, &table, &large(), "2026-01-15T14:00:00Z").await;
    let backend = back.backend();
    assert_eq!(told(&backend, "").await["plan"]["id"], "plan-large");
    assert_eq!(backend.available("user:eve", "export").await, 2 + 3);
    assert_eq!(backend.available("user:eve", "scan").await, 10 - 4 + 100);
    backend.verifies("user:eve").await;
    back.stack.stop().await;
}
