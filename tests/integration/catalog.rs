//! What is on sale: the four catalogs, and a file of one's own.

use std::path::PathBuf;

use dev::options::Options;
use serde_json::{Value, json};
use tests::house::House;

async fn catalog(house: &House) -> Value {
    let told = house.nobody().get("/v1/catalog").await;
    assert_eq!((told.status, told.header("cache-control")), (200, Some("public, max-age=60")));
    told.body
}

fn by_id<'a>(list: &'a Value, id: &str) -> &'a Value {
    let found = list.as_array().unwrap().iter().find(|one| one["id"] == id);
    found.unwrap_or_else(|| panic!("no {id} in {list}"))
}

/// IM-1, IM-2: anybody sees the packs with their prices, and what one session costs in each.
#[tokio::test]
async fn the_packs_stand_in_the_catalog_with_the_price_of_one() {
    let told = catalog(&House::open().await).await;
    assert_eq!(told["currency"], "usd");
    for (id, price, amount, each, highlighted) in [
        ("pack-starter", 400, 10, json!("40"), false),
        ("pack-popular", 800, 25, json!("32"), true),
        ("pack-pro", 1500, 50, json!("30"), false),
        ("pack-qa-generator", 1000, 1, json!("1000"), false),
        ("pack-qa-management", 2500, -1, Value::Null, false),
    ] {
        let pack = by_id(&told["packs"], id);
        assert_eq!(pack["price"], json!({ "amount": price, "currency": "usd" }), "{id}");
        assert_eq!(pack["highlighted"], highlighted, "{id}");
        assert_eq!(pack["grants"][0]["amount"], amount, "{id}");
        assert_eq!(pack["grants"][0]["price_per_unit"], each, "{id}");
    }
    assert_eq!(by_id(&told["features"], "qa_management")["kind"], "switch");
}

/// BD-11, SP-1: plans with their limits; -1 is unlimited.
#[tokio::test]
async fn the_plans_stand_in_the_catalog_with_their_limits() {
    let limits = catalog(&House::selling("limits").await).await;
    for (id, price, default, allowed) in [
        ("plan-starter", 3000, true, vec![("interview_minute", 300), ("interview", 3)]),
        ("plan-professional", 5000, false, vec![("interview", 10), ("video_review", 10)]),
        ("plan-premium", 9900, false, vec![("interview_minute", 2500), ("interview", -1)]),
    ] {
        let plan = by_id(&limits["plans"], id);
        assert_eq!(plan["prices"][0]["price"]["amount"], price, "{id}");
        assert_eq!(plan["default"], default, "{id}");
        for (feature, amount) in allowed {
            let of = |one: &&Value| one["feature"] == feature;
            let allowance = plan["allowances"].as_array().unwrap().iter().find(of).unwrap();
            assert_eq!(allowance["amount"], amount, "{feature} of {id}");
        }
    }
    let minutes = &by_id(&limits["plans"], "plan-premium")["allowances"][0];
    assert_eq!(minutes["near_limit_percent"], 80);
    let interviews = &by_id(&limits["plans"], "plan-premium")["allowances"][1];
    assert_eq!(interviews["near_limit_percent"], Value::Null, "there is no limit");
    let tiers = catalog(&House::selling("tiers").await).await;
    for (id, amount) in [("plan-free", 5), ("plan-pro", 20), ("plan-enterprise", 50)] {
        let allowance = &by_id(&tiers["plans"], id)["allowances"][0];
        assert_eq!((&allowance["amount"], &allowance["every"]), (&json!(amount), &json!("day")));
    }
    assert_eq!(by_id(&tiers["plans"], "plan-free")["prices"], json!([]));
}

/// IM-1: a pack whose buyer chooses how many says between what.
#[tokio::test]
async fn a_pack_sold_in_any_number_says_between_what() {
    let house = House::selling("institution").await;
    let told = catalog(&house).await;
    let annual = by_id(&told["packs"], "pack-sessions-annual");
    assert_eq!((&annual["min"], &annual["max"]), (&json!(1), &json!(100_000)));
    assert_eq!(annual["price"]["amount"], 400);
}

fn write(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("a file of the test's own");
    path
}

fn own(price: u64) -> String {
    format!(
        "currency = \"usd\"\n\
         [[feature]]\nid = \"page_scan\"\nname = \"Scanned pages\"\nkind = \"counted\"\n\
         [[feature]]\nid = \"export\"\nname = \"Exports\"\nkind = \"counted\"\n\
         [[plan]]\nid = \"plan-basic\"\nname = \"Basic\"\ndefault = true\n\
         [[plan.allowance]]\nfeature = \"page_scan\"\namount = 4\nevery = \"day\"\n\
         [[plan.allowance]]\nfeature = \"export\"\namount = -1\nevery = \"month\"\n\
         [[pack]]\nid = \"pack-pages\"\nname = \"Pages\"\nprice = {price}\n\
         [[pack.grant]]\nfeature = \"page_scan\"\namount = 100\n"
    )
}

/// BD-12, BD-11: a meter and a plan that nobody programmed; unlimited is never calculated with.
#[tokio::test]
async fn a_new_meter_and_plan_are_lines_in_a_file() {
    let catalog = Some(write("new_meter.toml", &own(400)));
    let house = House::with(Options { catalog, ..Options::in_memory() }).await;
    let backend = house.backend();
    assert_eq!(backend.consumes("use-1", "user:eve", "page_scan", 4).await.status, 200);
    let refused = backend.consumes("use-2", "user:eve", "page_scan", 1).await;
    assert_eq!((refused.status, &refused.body["offers"][0]["pack"]), (402, &json!("pack-pages")));

    for n in 0..3 {
        let key = format!("export-{n}");
        let used = backend.consumes(&key, "user:eve", "export", 400_000_000_000).await;
        assert_eq!((used.status, &used.body["outcome"][0]["available"]), (200, &json!(-1)));
    }
    let told = backend.get("/v1/accounts/user:eve/balances/export?amount=1000000000000").await;
    assert_eq!((&told.body["allowed"], &told.body["available"]), (&json!(true), &json!(-1)));
    assert_eq!((&told.body["limit"], &told.body["percent"]), (&json!(-1), &Value::Null));
    assert_eq!(told.body["used"], 1_200_000_000_000_u64);
    assert_eq!((&told.body["remaining"], &told.body["near_limit"]), (&json!(-1), &json!(false)));
    backend.verifies("user:eve").await;
}

/// IM-1, BD-12: a price changed in the file is shown and charged once the functions start anew;
/// what was ordered before costs what it cost.
#[tokio::test]
async fn a_price_changed_in_the_file_is_charged() {
    let path = write("new_price.toml", &own(400));
    let house = House::with(Options { catalog: Some(path), ..Options::in_memory() }).await;
    let eve = house.person("eve").await;
    let before = eve.orders("order-1", "pack-pages").await;
    write("new_price.toml", &own(450));
    house.stack.kill("checkout");
    assert_eq!(catalog(&house).await["packs"][0]["price"]["amount"], 450);

    let after = eve.buys("order-2", "pack-pages").await;
    eve.pays(before.text("session"), "4242424242424242").await;
    house.settled().await;
    for (purchase, price) in [(before.text("purchase"), 400), (&after, 450)] {
        let told = eve.get(&format!("/v1/accounts/me/purchases/{purchase}")).await;
        assert_eq!((&told.body["state"], &told.body["charged"]), (&json!("paid"), &json!(price)));
    }
    assert_eq!(eve.available("me", "page_scan").await, 204);
}
