//! What is sold and given otherwise than before.

use shared::domain::catalog::Pack;
use shared::domain::id::PackId;

use super::*;

/// BD-12, BD-15
#[test]
fn prices_are_said_per_interval() {
    let costs: &[&str] = &["plan-pro per month costs 2500 usd, it was 2000 usd", "old price"];
    told("amount = 2000,", "amount = 2500,", &[(false, costs)]);
    let year = "    { interval = \"year\", amount = 20000 },\n";
    told(year, "", &[(true, &["plan-pro per year is no longer sold", "goes on paying"])]);
    let quarter = format!("{year}    {{ interval = \"quarter\", amount = 5500 }},\n");
    told(year, &quarter, &[(false, &["plan-pro is sold per quarter too, for 5500 usd"])]);

    let other: &[&str] = &["per month has the lookup key pro_2, it was pro_monthly", "2000 usd"];
    told("\"pro_monthly\"", "\"pro_2\"", &[(true, other)]);
    let gone: &[&str] = &["per month has no lookup key, it was pro_monthly", "no longer known"];
    told(", lookup_key = \"pro_monthly\"", "", &[(true, gone)]);
    let first: &[&str] = &["per year has the lookup key pro_yearly, it had none"];
    told("amount = 20000 }", "amount = 20000, lookup_key = \"pro_yearly\" }", &[(true, first)]);
    told(
        "currency = \"usd\"",
        "currency = \"eur\"",
        &[(true, &["the currency is eur, it was usd", "settled in the old one"])],
    );
}

/// BD-12
#[test]
fn a_pack_changes_for_new_orders_only() {
    let pack = part("[[pack]]", "[[welcome]]");
    told(pack, "", &[(true, &["pack-scans is removed", "keeps what is left", "still granted"])]);
    let other = pack.replace("pack-scans", "pack-more");
    let added = format!("{pack}{other}");
    told(pack, &added, &[(false, &["pack-more is new"])]);
    let costs: &[&str] = &["pack-scans costs 500 usd, it was 400 usd", "begun ones"];
    told("price_per_unit = 400", "price_per_unit = 500", &[(false, costs)]);

    let brings: &[&str] = &["brings 90 scan for 30 days", "it was 100 scan", "stays"];
    told("amount = 100", "amount = 90", &[(false, brings)]);
    let for_good: &[&str] = &["brings 100 scan for good", "it was 100 scan for 30 days"];
    told("expires_after_days = 30\n", "", &[(false, for_good)]);
    let export = "[[pack.grant]]\nfeature = \"export\"\namount = -1\n\n[[welcome]]";
    told("[[welcome]]", export, &[(false, &["brings unlimited export for good", "did not"])]);
    let instead = "[[pack.grant]]\nfeature = \"export\"\namount = -1\n";
    let grant = part("[[pack.grant]]", "\n[[welcome]]");
    let gone: &[&str] = &["no longer brings 100 scan for 30 days"];
    told(grant, instead, &[(false, gone), (false, &["brings unlimited export"])]);
}

/// BD-12, OB-1
#[test]
fn a_narrower_quantity_breaks_and_a_wider_one_does_not() {
    let narrower: &[&str] = &["quantities of 3 to 10, it was 2 to 10", "is refused"];
    told("min = 2", "min = 3", &[(true, narrower)]);
    told("max = 10", "max = 9", &[(true, &["2 to 9, it was 2 to 10"])]);
    told("min = 2", "min = 1", &[(false, &["1 to 10, it was 2 to 10", "still be ordered"])]);
    let one = "price_per_unit = 400\nmin = 2\nmax = 10\n";
    told(one, "price = 400\n", &[(true, &["1 to 1, it was 2 to 10"])]);
}

/// BD-12, OB-8
#[test]
fn tiers_and_terms_are_compared() {
    let with = |rest: &str| {
        let text = OLD.replacen("max = 10\n", &format!("max = 10\n{rest}"), 1);
        catalog_file::parse(&text).unwrap()
    };
    let tier = "[[pack.tier]]\nfrom = 5\nprice_per_unit = 300\n";
    let (none, tiers) = (with(""), with(tier));
    let (annual, quarterly) = (with("term = \"annual\"\n"), with("term = \"quarterly\"\n"));
    let other = PackId::parse("pack-other").unwrap();
    let other =
        Catalog { packs: vec![Pack { id: other, ..annual.packs[0].clone() }], ..annual.clone() };
    let both =
        Catalog { packs: [annual.packs.clone(), other.packs.clone()].concat(), ..annual.clone() };
    for (old, new, breaks, says) in [
        (&none, &tiers, false, "has 300 usd each from 5 on, it had one price for every quantity"),
        (&tiers, &none, false, "has one price for every quantity, it had 300 usd each from 5 on"),
        (&none, &annual, false, "an order for annual billing is of pack pack-scans"),
        (&annual, &none, true, "annual billing is refused, it was of pack pack-scans"),
        (&annual, &both, true, "annual billing is refused, it was of pack pack-scans"),
        (&annual, &quarterly, false, "quarterly billing is of pack pack-scans"),
        (&annual, &other, false, "is of pack pack-other, it was of pack-scans"),
    ] {
        let changes = compare(old, new);
        let change = changes.iter().find(|change| change.what.contains(says));
        assert!(change.is_some_and(|change| change.breaks == breaks), "{says}: {changes:?}");
    }
}

/// BD-12, BD-15
#[test]
fn a_packs_lookup_key_needs_its_price_in_stripe() {
    let with = |key: &str| {
        let text = OLD.replacen("min = 2", &format!("{key}min = 2"), 1);
        catalog_file::parse(&text).unwrap()
    };
    let (none, one, two) = (with(""), with("lookup_key = \"a\"\n"), with("lookup_key = \"b\"\n"));
    for (old, new, breaks, says) in [
        (&none, &one, true, "has the lookup key a, it had none"),
        (&one, &two, true, "has the lookup key b, it was a"),
        (&one, &none, false, "has no lookup key, it was a"),
    ] {
        let changes = compare(old, new);
        let change = changes.first().unwrap();
        assert!(change.breaks == breaks && change.what.contains(says), "{changes:?}");
    }
}

/// BD-12, IM-19
#[test]
fn welcome_gifts_are_for_new_accounts_only() {
    let nothing: &[&str] = &["no longer welcomed with 3 scan", "get nothing more"];
    told("offered = true", "offered = false", &[(false, nothing)]);
    let more: &[&str] = &["welcomed with 4 scan for good", "it was 3 scan", "get nothing more"];
    told("amount = 3", "amount = 4", &[(false, more)]);
    let second = "offered = true\n[[welcome]]\nfeature = \"export\"\namount = -1\noffered = true";
    told("offered = true", second, &[(false, &["is welcomed with unlimited export"])]);
}
