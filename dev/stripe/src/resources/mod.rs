//! The objects of the API, one file each: their shape and what can be done with them.

pub(crate) mod cards;
pub(crate) mod charges;
pub(crate) mod coupons;
pub(crate) mod customers;
pub(crate) mod events;
pub(crate) mod line_items;
pub(crate) mod payment_intents;
pub(crate) mod payment_methods;
pub(crate) mod payments;
pub(crate) mod prices;
pub(crate) mod products;
pub(crate) mod refunds;
pub(crate) mod session_payments;
pub(crate) mod session_shape;
pub(crate) mod sessions;
