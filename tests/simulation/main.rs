//! The shipped loop over a store that lets it down: single faults by script, and whole stories.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails loudly"
)]

mod desk;
mod faults;
mod names;
mod stories;
