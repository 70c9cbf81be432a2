//! Tallystick's one library: the ledger's rules, the loop that performs them, the doors to
//! `DynamoDB`, Stripe and HTTP. Every function is a thin crate around it.

pub mod app;
pub mod catalog_file;
pub mod config;
pub mod domain;
pub mod http;
pub mod perform;
pub mod rights;
#[cfg(feature = "secrets")]
pub mod secret;
pub mod store;
#[cfg(feature = "stripe")]
pub mod stripe;
#[cfg(feature = "stripe")]
pub mod stripe_customer;
#[cfg(feature = "stripe")]
pub mod stripe_door;
#[cfg(feature = "stripe")]
pub mod stripe_events;
