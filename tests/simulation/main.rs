//! The shipped loop over a store that lets it down: single faults by script, and whole stories.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

mod club;
mod desk;
mod faults;
mod fold;
mod invoices;
mod lives;
mod members;
mod names;
mod payments;
mod returns;
mod sessions;
mod shop;
mod stories;
mod town;
mod ways;
mod week;
