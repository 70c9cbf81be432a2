//! The catalog's file: TOML, read and checked once at start. Every error names its line.

mod numbers;
mod packs;
mod rows;
mod table;

use crate::domain::catalog::Catalog;

/// The catalog that is compiled in: credit packs.
pub const DEFAULT: &str = include_str!("../catalogs/packs.toml");

/// Why a file is no catalog.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct CatalogError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

/// Reads a catalog, or says the first thing that is wrong with it.
pub fn parse(text: &str) -> Result<Catalog, CatalogError> {
    rows::catalog(table::Table::parse(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::amount::Amount;
    use crate::domain::catalog::Term;
    use crate::domain::id::{FeatureId, PackId, PlanId};
    use crate::domain::period::Every;

    const LIMITS: &str = include_str!("../catalogs/limits.toml");
    const TIERS: &str = include_str!("../catalogs/tiers.toml");
    const INSTITUTION: &str = include_str!("../catalogs/institution.toml");

    /// IM-1, IM-2: the packs with their prices.
    #[test]
    fn the_packs_cost_what_was_asked_for() {
        let catalog = parse(DEFAULT).unwrap();
        let credit = FeatureId::parse("interview_credit").unwrap();
        for (id, price, credits) in
            [("pack-starter", 400, 10), ("pack-popular", 800, 25), ("pack-pro", 1500, 50)]
        {
            let pack = catalog.pack(&PackId::parse(id).unwrap()).unwrap();
            assert_eq!(pack.price.minor, price, "{id}");
            assert_eq!(pack.grants[0].feature, credit);
            assert_eq!(pack.grants[0].amount, Amount::Of(credits));
        }
    }

    /// BD-2 to BD-4, BD-11: minutes and interviews of each plan.
    #[test]
    fn the_limits_are_what_was_asked_for() {
        let catalog = parse(LIMITS).unwrap();
        let minute = FeatureId::parse("interview_minute").unwrap();
        let interview = FeatureId::parse("interview").unwrap();
        for (id, minutes, interviews) in [
            ("plan-starter", 300, Amount::Of(3)),
            ("plan-professional", 800, Amount::Of(10)),
            ("plan-premium", 2500, Amount::Unlimited),
        ] {
            let plan = catalog.plan(&PlanId::parse(id).unwrap()).unwrap();
            assert_eq!(plan.allowance(&minute).unwrap().amount, Amount::Of(minutes), "{id}");
            assert_eq!(plan.allowance(&interview).unwrap().amount, interviews, "{id}");
            assert_eq!(plan.allowance(&interview).unwrap().every, Every::Day, "{id}");
        }
        assert_eq!(catalog.default_plan().unwrap().id.as_str(), "plan-starter");
    }

    /// SP-1: credits of each tier. OB-8: a price for each billing.
    #[test]
    fn tiers_and_institutions_are_there() {
        let tiers = parse(TIERS).unwrap();
        let credit = FeatureId::parse("credit").unwrap();
        let amounts: Vec<_> =
            tiers.plans.iter().map(|plan| plan.allowance(&credit).unwrap().amount).collect();
        assert_eq!(amounts, [Amount::Of(5), Amount::Of(20), Amount::Of(50)]);
        let institution = parse(INSTITUTION).unwrap();
        for (term, prices) in [(Term::Annual, [400, 360, 320]), (Term::Quarterly, [500, 460, 420])]
        {
            let pack = institution.pack_of_term(term).unwrap();
            let each = |quantity| pack.price_each(quantity).minor;
            assert_eq!([each(1), each(500), each(2000)], prices);
            assert_eq!([each(499), each(1999), each(100_000)], prices);
        }
    }

    /// BD-13: the file says for all allowances when use is near a limit, and each may for itself.
    #[test]
    fn near_a_limit_is_what_the_file_or_the_allowance_says() {
        let percents = |text: &str| {
            let catalog = parse(text).unwrap();
            let plan = catalog.default_plan().unwrap();
            plan.allowances.iter().map(|it| it.near_limit_percent).collect::<Vec<_>>()
        };
        assert_eq!(percents(LIMITS), [80, 80, 80]);
        let all = LIMITS.replacen("near_limit_percent = 80", "near_limit_percent = 50", 1);
        assert_eq!(percents(&all), [50, 50, 50]);
        assert_eq!(percents(&LIMITS.replacen("near_limit_percent = 80", "", 1)), [80, 80, 80]);
        let one = all.replacen("amount = 3\n", "amount = 3\nnear_limit_percent = 66\n", 1);
        assert_eq!(percents(&one), [50, 66, 50]);
    }

    #[test]
    fn every_mistake_is_named_with_its_line() {
        let feature = "[[feature]]\nid = \"credit\"\nname = \"C\"\nkind = \"counted\"\n";
        let head = format!("currency = \"usd\"\n{feature}");
        let pack = |rest: &str| format!("{head}[[pack]]\nid = \"pack-a\"\nname = \"A\"\n{rest}");
        let grant = "[[pack.grant]]\nfeature = \"credit\"\namount = 1\n";
        let near = |percent: &str| format!("near_limit_percent = {percent}\n{head}");
        let allowed = |rest: &str| {
            format!(
                "{head}[[plan]]\nid = \"plan-a\"\nname = \"A\"\n[[plan.allowance]]\n\
                 feature = \"credit\"\nevery = \"day\"\n{rest}"
            )
        };
        for (text, line, what) in [
            (String::new(), 1, "`currency` is missing"),
            ("currency = \"dollars\"".to_owned(), 1, "ISO 4217"),
            ("currency = ".to_owned(), 1, ""),
            (format!("{head}{feature}"), 7, "twice"),
            (format!("{head}colour = 1\n"), 6, "unknown key `colour`"),
            (format!("grace_days = 61\n{head}"), 1, "1 to 60"),
            (format!("grace_days = 0\n{head}"), 1, "1 to 60"),
            (pack(&format!("price = 0\n{grant}")), 9, "1 to"),
            (pack("price = 1\n"), 6, "brings nothing"),
            (pack(&format!("price = 1.5\n{grant}")), 9, "whole number"),
            (pack("price = 1\n[[pack.grant]]\nfeature = \"gold\"\namount = 1\n"), 11, "`gold`"),
            (pack("price = 1\n[[pack.grant]]\nfeature = \"credit\"\namount = 0\n"), 12, "1 to"),
            (
                pack("price = 1\n[[pack.grant]]\nfeature = \"credit\"\namount = 2000000000000\n"),
                12,
                "1 to",
            ),
            (
                format!(
                    "{head}{0}id = \"plan-a\"\nname = \"A\"\ndefault = true\n{0}id = \"plan-b\"\n\
                     name = \"B\"\ndefault = true\n",
                    "[[plan]]\n"
                ),
                10,
                "default",
            ),
            (format!("{head}[[plan]]\nid = \"pack-a\"\nname = \"A\"\n"), 7, "`plan-`"),
            (pack("price = 1\nterm = \"monthly\"\n"), 10, "`annual` or `quarterly`"),
            (near("0"), 1, "`near_limit_percent` must be 1 to 100"),
            (near("101"), 1, "`near_limit_percent` must be 1 to 100"),
            (near("80.5"), 1, "whole number"),
            (allowed("amount = 5\nnear_limit_percent = 101\n"), 13, "1 to 100"),
            (allowed("amount = -1\nnear_limit_percent = 90\n"), 13, "no limit"),
        ] {
            let error = parse(&text).expect_err(&text);
            assert_eq!(error.line, line, "{text}\n{error}");
            assert!(error.what.contains(what), "{text}\n{error}");
        }
    }

    /// OB-8: prices of larger quantities ascend by quantity and never by price, and are for packs of
    /// which the buyer chooses how many.
    #[test]
    fn every_mistake_in_a_tier_is_named_with_its_line() {
        let feature = "[[feature]]\nid = \"credit\"\nname = \"C\"\nkind = \"counted\"\n";
        let head =
            format!("currency = \"usd\"\n{feature}[[pack]]\nid = \"pack-a\"\nname = \"A\"\n");
        let pack = |rest: &str| format!("{head}{rest}");
        let grant = "[[pack.grant]]\nfeature = \"credit\"\namount = 1\n";
        let tiered = |key: &str, tiers: &[&str]| {
            let tiers = tiers.iter().map(|tier| format!("[[pack.tier]]\n{tier}\n"));
            let tiers: String = tiers.collect();
            pack(&format!("price_per_unit = 9\nmin = 2\nmax = 99\n{key}{tiers}{grant}"))
        };
        for (text, line, what) in [
            (tiered("", &["from = 2\nprice_per_unit = 8"]), 13, "above 2, that of `min`"),
            (tiered("", &["from = 100\nprice_per_unit = 8"]), 13, "at most `max`, 99"),
            (tiered("", &["from = 5\nprice_per_unit = 10"]), 14, "at most 9"),
            (tiered("", &["from = 5\nprice_per_unit = 0"]), 14, "1 to"),
            (
                tiered("", &["from = 5\nprice_per_unit = 8", "from = 5\nprice_per_unit = 7"]),
                16,
                "above 5, that of the tier before",
            ),
            (
                tiered("", &["from = 5\nprice_per_unit = 7", "from = 6\nprice_per_unit = 8"]),
                17,
                "at most 7",
            ),
            (tiered("lookup_key = \"a\"\n", &["from = 5\nprice_per_unit = 8"]), 13, "`lookup_key`"),
            (pack("price = 1\n[[pack.tier]]\nfrom = 5\nprice_per_unit = 1\n"), 10, "is fixed"),
        ] {
            let error = parse(&text).expect_err(&text);
            assert_eq!(error.line, line, "{text}\n{error}");
            assert!(error.what.contains(what), "{text}\n{error}");
        }
    }
}
