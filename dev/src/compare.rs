//! Two catalogs beside each other: what changes for accounts that exist, line by line.

mod features;
mod packs;
mod plans;

use std::fmt;
use std::path::Path;

use shared::catalog_file;
use shared::domain::amount::Amount;
use shared::domain::catalog::Catalog;
use shared::domain::money::Money;

/// One difference, and what it means for accounts that exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Whether an account may have less than before, or a request that was taken is refused.
    pub breaks: bool,
    /// What is different, and what that does.
    pub what: String,
}

impl Change {
    fn breaking(what: String) -> Self {
        Self { breaks: true, what }
    }

    fn harmless(what: String) -> Self {
        Self { breaks: false, what }
    }
}

/// Every difference that an account or a caller can notice, those that break something first.
/// Names, descriptions and emphasis are only shown, and not compared.
pub fn compare(old: &Catalog, new: &Catalog) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.currency != new.currency {
        changes.push(Change::breaking(format!(
            "the currency is {}, it was {}: every new order is charged in it; one that was begun \
             is still settled in the old one",
            new.currency, old.currency
        )));
    }
    changes.extend(features::changes(old, new));
    changes.extend(plans::changes(old, new));
    changes.extend(packs::changes(old, new));
    // The order within stays: that of the files.
    changes.sort_by_key(|change| !change.breaks);
    changes
}

/// What a comparison comes to.
#[derive(Debug)]
pub struct Compared {
    changes: Vec<Change>,
}

impl Compared {
    /// Reads and compares two files; says which one is no catalog, and in which line.
    pub fn files(old: &Path, new: &Path) -> Result<Self, String> {
        Ok(Self { changes: compare(&read(old)?, &read(new)?) })
    }

    /// Whether anything breaks.
    pub fn breaks(&self) -> bool {
        self.changes.iter().any(|change| change.breaks)
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            writeln!(f, "{} {}", if change.breaks { "BREAKS" } else { "      " }, change.what)?;
        }
        let breaking = self.changes.iter().filter(|change| change.breaks).count();
        match (self.changes.len(), breaking) {
            (0, _) => writeln!(f, "Nothing changes for accounts that exist."),
            (all, 0) => writeln!(f, "Nothing breaks. Changes: {all}."),
            (all, breaking) => writeln!(f, "Changes: {all}. Of these break something: {breaking}."),
        }
    }
}

fn read(path: &Path) -> Result<Catalog, String> {
    let told = |why: &dyn fmt::Display| format!("{}: {why}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
    catalog_file::parse(&text).map_err(|error| told(&error))
}

fn amount(amount: Amount) -> String {
    match amount {
        Amount::Of(units) => units.to_string(),
        Amount::Unlimited => "unlimited".to_owned(),
    }
}

/// Minor units, as the file has them.
fn money(money: Money) -> String {
    format!("{} {}", money.minor, money.currency)
}

fn is_less(new: Amount, old: Amount) -> bool {
    match (new, old) {
        (Amount::Of(new), Amount::Of(old)) => new < old,
        (Amount::Of(_), Amount::Unlimited) => true,
        (Amount::Unlimited, _) => false,
    }
}

#[cfg(test)]
mod tests;
