//! Stripe in and out: what its webhooks say and what we ask of it, in its words and none of our
//! rules.

pub mod amount;
pub mod event;
pub mod id;
pub mod metadata;
pub mod payment;
pub mod read;
pub mod secret;
pub mod session;
pub mod signature;
