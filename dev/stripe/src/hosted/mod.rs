//! The hosted pages: the checkout, where a person pays in the browser, and the customer portal.

pub(crate) mod money;
pub(crate) mod page;
pub(crate) mod portal;
pub(crate) mod portal_page;
pub(crate) mod routes;
