//! Stripe in and out: what its webhooks say and what we ask of it, in its words and none of our
//! rules.

pub mod amount;
pub mod api;
pub mod billed;
pub mod checkout;
pub mod client;
pub mod event;
pub mod fault;
pub mod id;
pub mod invoice;
pub mod invoicing;
pub mod key;
pub mod metadata;
pub mod notice;
pub mod page;
pub mod payment;
pub mod payment_method;
pub mod price;
pub mod read;
pub mod related;
pub mod return_url;
pub mod secret;
pub mod session;
pub mod setup_intent;
pub mod signature;
pub mod subscribed;
pub mod subscription;

#[cfg(test)]
mod stand_in;
