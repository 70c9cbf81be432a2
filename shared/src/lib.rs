//! Tallystick's one library: the ledger's rules, the loop that performs them, the doors to
//! `DynamoDB`, Stripe and HTTP. Every function is a thin crate around it.

pub mod catalog_file;
pub mod domain;
pub mod perform;
pub mod store;
