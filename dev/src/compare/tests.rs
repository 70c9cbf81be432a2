//! Every kind of line, each from one change of one catalog.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails loudly")]

mod sold;

use super::*;

const OLD: &str = r#"
currency = "usd"

[[feature]]
id = "scan"
name = "Scans"
kind = "counted"

[[feature]]
id = "export"
name = "Exports"
kind = "switch"

[[plan]]
id = "plan-free"
name = "Free"
default = true

[[plan.allowance]]
feature = "scan"
amount = 5
every = "day"

[[plan]]
id = "plan-pro"
name = "Pro"
prices = [
    { interval = "month", amount = 2000, lookup_key = "pro_monthly" },
    { interval = "year", amount = 20000 },
]

[[plan.allowance]]
feature = "scan"
amount = 50
every = "day"

[[plan.allowance]]
feature = "export"
amount = -1

[[pack]]
id = "pack-scans"
name = "Scans"
price_per_unit = 400
min = 2
max = 10

[[pack.grant]]
feature = "scan"
amount = 100
expires_after_days = 30

[[welcome]]
feature = "scan"
amount = 3
offered = true
"#;

/// The lines for a change of the old text, each with what it must say.
#[track_caller]
fn told(from: &str, to: &str, lines: &[(bool, &[&str])]) {
    assert!(OLD.contains(from), "{from} is not in the catalog");
    let new = OLD.replacen(from, to, 1);
    let parsed = |text: &str| catalog_file::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let changes = compare(&parsed(OLD), &parsed(&new));
    assert_eq!(changes.len(), lines.len(), "{from} → {to}: {changes:#?}");
    for (change, (breaks, says)) in changes.iter().zip(lines) {
        assert_eq!(change.breaks, *breaks, "{}", change.what);
        for said in *says {
            assert!(change.what.contains(said), "`{said}` is not in: {}", change.what);
        }
    }
}

fn part(from: &str, to: &str) -> &'static str {
    let start = OLD.find(from).unwrap();
    let end = OLD[start..].find(to).unwrap();
    OLD.get(start..).and_then(|rest| rest.get(..end)).unwrap()
}

/// BD-12: nothing is said where nothing changes, and nothing about what is only shown.
#[test]
fn the_same_catalog_changes_nothing() {
    told("Free", "Gratis", &[]);
    let compared = Compared { changes: Vec::new() };
    assert!(!compared.breaks());
    assert_eq!(compared.to_string(), "Nothing changes for accounts that exist.\n");
}

/// BD-12
#[test]
fn a_removed_plan_sends_its_accounts_to_the_default_one() {
    let pro = part("[[plan]]\nid = \"plan-pro\"", "[[pack]]");
    told(pro, "", &[(true, &["plan-pro is removed", "fall back to the default plan plan-free"])]);
    let free = part("[[plan]]\nid = \"plan-free\"", "[[plan]]\nid = \"plan-pro\"");
    let gone: &[&str] = &["plan-free is removed", "have no plan"];
    told(free, "", &[(true, &["the default plan is none", "it was plan-free"]), (true, gone)]);
    let new = pro.replace("plan-pro", "plan-max");
    told("[[pack]]", &format!("{new}[[pack]]"), &[(false, &["plan-max is new", "on it again"])]);
}

/// BD-12
#[test]
fn another_default_plan_is_for_accounts_without_one() {
    let both = part("default = true\n", "[[plan.allowance]]\nfeature = \"scan\"\namount = 50");
    let moved = both
        .replace("default = true\n", "")
        .replace("name = \"Pro\"\n", "name = \"Pro\"\ndefault = true\n");
    let says: &[&str] = &["is plan-pro, it was plan-free", "opened on plan-free stay on it"];
    told(both, &moved, &[(true, says)]);
    let none = Catalog { plans: Vec::new(), ..catalog_file::parse(OLD).unwrap() };
    let changes = compare(&none, &catalog_file::parse(OLD).unwrap());
    let first = changes.first().unwrap();
    assert!(!first.breaks && first.what.contains("every account without a plan has it"));
}

/// BD-12
#[test]
fn an_allowance_that_shrinks_or_goes_breaks_and_one_that_grows_does_not() {
    let scan = "feature = \"scan\"\namount = 50\nevery = \"day\"\n";
    let with = |line: &str| scan.replace("amount = 50", line);
    let shrunk: &[&str] = &["plan-pro", "49 every day of scan, it was 50", "has 0 left until"];
    told(scan, &with("amount = 49"), &[(true, shrunk)]);
    told(scan, &with("amount = 51"), &[(false, &["51 every day of scan", "stays used"])]);
    told(scan, &with("amount = -1"), &[(false, &["unlimited every day of scan"])]);
    told("amount = 5\nevery", "amount = 4\nevery", &[(true, &["plan-free", "4 every day"])]);

    let monthly = scan.replace("day", "month");
    let period: &[&str] = &["50 every month of scan, it was 50 every day", "nothing is used yet"];
    told(scan, &monthly, &[(true, period)]);

    let whole = format!("[[plan.allowance]]\n{scan}");
    let gone: &[&str] = &["plan-pro no longer allows scan (50 every day)", "granted"];
    told(&whole, "", &[(true, gone)]);
    let free = "every = \"day\"\n\n[[plan]]";
    let more = "every = \"day\"\n[[plan.allowance]]\nfeature = \"export\"\namount = -1\n\n[[plan]]";
    told(free, more, &[(false, &["plan-free allows export too (always on)", "at once"])]);
}

/// BD-12, BD-11: from no limit to one is less.
#[test]
fn unlimited_is_more_than_every_number() {
    assert!(is_less(Amount::Of(u64::MAX), Amount::Unlimited));
    assert!(!is_less(Amount::Unlimited, Amount::Of(1)));
    assert!(!is_less(Amount::Unlimited, Amount::Unlimited));
    assert!(!is_less(Amount::Of(1), Amount::Of(1)));
}

/// BD-13
#[test]
fn another_threshold_is_said_and_breaks_nothing() {
    let scan = "amount = 50\nevery = \"day\"\n";
    let near = format!("{scan}near_limit_percent = 90\n");
    told(scan, &near, &[(false, &["plan-pro calls scan near its limit from 90 %", "80 %"])]);
    // The switch of plan-pro has no limit that it could be near.
    let whole = "currency = \"usd\"\n";
    let says = |plan| -> (bool, &[&str]) { (false, plan) };
    let (free, pro) = (says(&["plan-free calls scan near"]), says(&["plan-pro calls scan near"]));
    told(whole, &format!("{whole}near_limit_percent = 70\n"), &[free, pro]);
}

/// BD-12
#[test]
fn a_removed_feature_is_said_once_and_keeps_its_grants() {
    let export = part("[[feature]]\nid = \"export\"", "[[plan]]");
    let allowance = "[[plan.allowance]]\nfeature = \"export\"\namount = -1\n";
    let new = OLD.replacen(export, "", 1).replacen(allowance, "", 1);
    let says: &[&str] = &["export is removed", "no longer shown or drawn", "grants stay"];
    told(OLD, &new, &[(true, says)]);

    let more = "[[feature]]\nid = \"report\"\nname = \"R\"\nkind = \"counted\"\n[[plan]]\n";
    told("[[plan]]\n", more, &[(false, &["feature report is new", "balance of it, 0"])]);
}

/// BD-12
#[test]
fn a_feature_that_is_counted_otherwise_breaks() {
    let counted = OLD.replacen("kind = \"switch\"", "kind = \"counted\"", 1).replacen(
        "amount = -1\n",
        "amount = -1\nevery = \"day\"\n",
        1,
    );
    let kind: &[&str] = &["export is counted, it was switch", "without a limit"];
    let period: &[&str] = &["unlimited every day of export, it was always on"];
    told(OLD, &counted, &[(true, kind), (true, period)]);

    let mut catalog = catalog_file::parse(OLD).unwrap();
    catalog
        .features
        .iter_mut()
        .for_each(|it| it.kind = shared::domain::catalog::FeatureKind::Switch);
    let changes = compare(&catalog_file::parse(OLD).unwrap(), &catalog);
    let what = &changes.first().unwrap().what;
    assert!(what.contains("scan is switch, it was counted") && what.contains("not-counted"));
}

/// BD-12: what breaks comes first and is marked.
#[test]
fn what_breaks_comes_first() {
    let new = OLD.replacen("amount = 2000,", "amount = 1,", 1).replacen("max = 10", "max = 9", 1);
    let old = catalog_file::parse(OLD).unwrap();
    let compared = Compared { changes: compare(&old, &catalog_file::parse(&new).unwrap()) };
    assert!(compared.breaks());
    let told = compared.to_string();
    let lines: Vec<_> = told.lines().collect();
    assert!(
        lines[0].starts_with("BREAKS pack pack-scans is sold in quantities of 2 to 9"),
        "{told}"
    );
    assert!(lines[1].starts_with("       plan plan-pro per month costs 1 usd"), "{told}");
    assert_eq!(lines[2..], ["Changes: 2. Of these break something: 1."]);
}

/// BD-12: a file that is no catalog is named with the line, before anything is compared.
#[test]
fn a_file_that_cannot_be_read_is_named() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packs = own.join("../shared/catalogs/packs.toml");
    let manifest = own.join("Cargo.toml");
    let wrong = Compared::files(&packs, &manifest).unwrap_err();
    assert!(wrong.contains("Cargo.toml: line 1: `currency` is missing"), "{wrong}");
    let missing = Compared::files(&own.join("nowhere.toml"), &packs).unwrap_err();
    assert!(missing.contains("nowhere.toml: "), "{missing}");
    assert!(!Compared::files(&packs, &packs).unwrap().breaks());
}
