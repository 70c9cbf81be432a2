//! Stripe in and out: what its webhooks say and what we ask of it, in its words and none of our
//! rules.

pub mod secret;
pub mod signature;
