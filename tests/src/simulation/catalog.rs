//! What every story sells, twice: as the product reads it, and as the auditor knows it.

use shared::catalog_file;
use shared::domain::catalog::Catalog;

/// A pack as the auditor knows it.
pub struct PackFacts {
    /// Its id.
    pub id: &'static str,
    /// What one costs.
    pub price: u64,
    /// What one brings; no number is no limit.
    pub brings: &'static [(&'static str, Option<u64>)],
    /// After how many days the rest is lost.
    pub days: Option<i64>,
    /// How many can be bought at once.
    pub most: u64,
}

/// The packs of the file below, once more.
pub const PACKS: [PackFacts; 4] = [
    PackFacts { id: "pack-keep", price: 700, brings: &[("credit", Some(10))], days: None, most: 3 },
    PackFacts {
        id: "pack-brief",
        price: 900,
        brings: &[("credit", Some(12))],
        days: Some(5),
        most: 1,
    },
    PackFacts {
        id: "pack-both",
        price: 1100,
        brings: &[("credit", Some(4)), ("minute", Some(30))],
        days: None,
        most: 1,
    },
    PackFacts {
        id: "pack-endless",
        price: 1500,
        brings: &[("minute", None)],
        days: Some(7),
        most: 1,
    },
];

/// Where accounts are, and how many minutes later than UTC it is there, all the year round.
pub const ZONES: [(&str, i64); 5] = [
    ("UTC", 0),
    ("Asia/Seoul", 540),
    ("Asia/Kathmandu", 345),
    ("America/Phoenix", -420),
    ("Pacific/Kiritimati", 840),
];

/// How much a plan allows of a feature in each of its periods; without one it is free.
pub fn allowed(plan: Option<&str>, feature: &str) -> u64 {
    let (credits, minutes) = match plan {
        Some("plan-most") => (15, 200),
        Some(_) => (8, 60),
        None => (3, 20),
    };
    if feature == "credit" { credits } else { minutes }
}

const FILE: &str = r#"
currency = "usd"
[[feature]]
id = "credit"
name = "Credits"
kind = "counted"
unit = "credit"
[[feature]]
id = "minute"
name = "Minutes"
kind = "counted"
unit = "minute"
[[plan]]
id = "plan-free"
name = "Free"
default = true
[[plan.allowance]]
feature = "credit"
amount = 3
every = "day"
[[plan.allowance]]
feature = "minute"
amount = 20
every = "month"
[[plan]]
id = "plan-more"
name = "More"
prices = [{ interval = "month", amount = 500, lookup_key = "plan-more" }]
[[plan.allowance]]
feature = "credit"
amount = 8
every = "day"
[[plan.allowance]]
feature = "minute"
amount = 60
every = "month"
[[plan]]
id = "plan-most"
name = "Most"
prices = [{ interval = "month", amount = 900, lookup_key = "plan-most" }]
[[plan.allowance]]
feature = "credit"
amount = 15
every = "day"
[[plan.allowance]]
feature = "minute"
amount = 200
every = "month"
[[pack]]
id = "pack-keep"
name = "Keep"
description = "stays"
price_per_unit = 700
min = 1
max = 3
[[pack.grant]]
feature = "credit"
amount = 10
[[pack]]
id = "pack-brief"
name = "Brief"
description = "is lost after five days"
price = 900
[[pack.grant]]
feature = "credit"
amount = 12
expires_after_days = 5
priority = 50
[[pack]]
id = "pack-both"
name = "Both"
description = "of everything a little"
price = 1100
[[pack.grant]]
feature = "credit"
amount = 4
[[pack.grant]]
feature = "minute"
amount = 30
[[pack]]
id = "pack-endless"
name = "Endless"
description = "a week without a limit"
price = 1500
[[pack.grant]]
feature = "minute"
amount = -1
expires_after_days = 7
"#;

/// The rules of every story.
pub fn catalog() -> Catalog {
    catalog_file::parse(FILE).unwrap()
}
