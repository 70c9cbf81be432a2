//! The whole over real HTTP: every route as a user meets it, on a stack of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bad_input;
mod catalog;
mod checkout;
mod credits;
mod doubles;
mod explain;
mod holds;
mod hot;
mod institutions;
mod members;
mod payments;
mod periods;
mod races;
mod replays;
mod requests;
mod resets;
mod shrunk;
mod story;
mod subscriptions;
mod support;
mod sweep;
mod trouble;
mod usage;
mod wallet;
