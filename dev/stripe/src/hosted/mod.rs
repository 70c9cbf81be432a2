//! The hosted checkout page, where a person pays in the browser.

pub(crate) mod money;
pub(crate) mod page;
pub(crate) mod routes;
