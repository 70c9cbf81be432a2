//! The hosted pages: the checkout, where a person pays in the browser, the customer portal, an
//! invoice, and the bank that asks.

pub(crate) mod authentication;
pub(crate) mod invoice;
pub(crate) mod money;
pub(crate) mod page;
pub(crate) mod pdf;
pub(crate) mod portal;
pub(crate) mod portal_page;
pub(crate) mod routes;
