//! The rules of the ledger, pure: no waiting, no clock, no wire format.

pub mod account;
pub mod amount;
pub mod canonical;
pub mod catalog;
pub mod entry;
pub mod event;
pub mod grant;
pub mod hash;
pub mod id;
pub mod moment;
pub mod money;
pub mod operation;
pub mod period;
pub mod plan;
pub mod posting;
pub mod profile;
pub mod purchase;
pub mod usage;
pub mod world;
