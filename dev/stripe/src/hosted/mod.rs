//! What browsers get: the checkout, where a person pays, the customer portal, an invoice, the bank
//! that asks, and Stripe.js.

pub(crate) mod authentication;
pub(crate) mod invoice;
pub(crate) mod money;
pub(crate) mod page;
pub(crate) mod pdf;
pub(crate) mod portal;
pub(crate) mod portal_page;
pub(crate) mod routes;
pub(crate) mod stripe_js;
