//! What every test of the whole stands on: a stack of its own in memory, and actors with verbs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::arithmetic_side_effects,
    reason = "a harness fails loudly where the stack does not do as it should"
)]

pub mod actor;
pub mod answer;
pub mod arguments;
pub mod crash;
pub mod dice;
pub mod hex;
pub mod hot;
pub mod house;
pub mod kills;
pub mod memory;
pub mod pool;
pub mod simulation;
pub mod twins;
