//! The numbers of a catalog's file, each within its range.

use crate::catalog_file::CatalogError;
use crate::catalog_file::table::Table;
use crate::domain::amount::Quantity;
use crate::domain::catalog::{DEFAULT_GRACE_DAYS, MAX_GRACE_DAYS};

/// For how many days a plan goes on after what is paid.
pub fn grace_days(document: &mut Table) -> Result<u32, CatalogError> {
    let Some((line, days)) = document.number_if("grace_days")? else {
        return Ok(DEFAULT_GRACE_DAYS);
    };
    let days = u32::try_from(days).ok().filter(|days| (1..=MAX_GRACE_DAYS).contains(days));
    days.ok_or_else(|| at(line, format!("`grace_days` must be 1 to {MAX_GRACE_DAYS}")))
}

/// A whole amount.
pub fn quantity((line, number): (usize, i64), key: &str) -> Result<u64, CatalogError> {
    let quantity = u64::try_from(number).ok().and_then(|units| Quantity::new(units).ok());
    let wrong = || at(line, format!("`{key}` must be 1 to 1000000000000"));
    quantity.map(Quantity::units).ok_or_else(wrong)
}

/// From which percentage on a limit is near, if the table says.
pub fn near_limit(table: &mut Table) -> Result<Option<(usize, u64)>, CatalogError> {
    let Some((line, number)) = table.number_if("near_limit_percent")? else {
        return Ok(None);
    };
    let percent = u64::try_from(number).ok().filter(|it| (1..=100).contains(it));
    let wrong = || at(line, "`near_limit_percent` must be 1 to 100");
    percent.map(|percent| Some((line, percent))).ok_or_else(wrong)
}

/// A number of days or a priority.
pub fn small(line: usize, number: i64, min: u32, key: &str) -> Result<u32, CatalogError> {
    let small = u32::try_from(number).ok().filter(|it| (min..=36_500).contains(it));
    small.ok_or_else(|| at(line, format!("`{key}` must be {min} to 36500")))
}

/// What is wrong on a line.
pub fn at(line: usize, what: impl Into<String>) -> CatalogError {
    CatalogError { line, what: what.into() }
}
