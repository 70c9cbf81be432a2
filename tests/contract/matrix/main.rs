//! Who may do what: every route with everybody, over HTTP, with real tokens.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails loudly where the stack does not do as it should"
)]

mod hostile;
mod issuer;
mod people;
mod providers;
#[path = "../routes.rs"]
mod routes;
mod rows;
mod table;
