//! The rules of the ledger, pure: no waiting, no clock, no wire format.

pub mod account;
pub mod amount;
pub mod apply;
pub mod balance;
pub mod canonical;
pub mod catalog;
pub mod command;
pub mod decide;
pub mod entry;
pub mod event;
pub mod grant;
pub mod hash;
pub mod id;
pub mod moment;
pub mod money;
pub mod offer;
pub mod operation;
pub mod period;
pub mod plan;
pub mod posting;
pub mod profile;
pub mod purchase;
pub mod refusal;
pub mod usage;
pub mod verify;
pub mod world;
