//! What only a running stack can show: the rights that are used, the routes that are served, the
//! lines that are written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails loudly where the stack does not do as it should"
)]

mod alarms;
mod lines;
#[allow(dead_code, reason = "how the template is read belongs to its own test")]
#[path = "../rights.rs"]
mod rights;
mod routers;
#[path = "../routes.rs"]
mod routes;
mod used;
#[allow(dead_code, reason = "the template's own test reads more of it")]
#[path = "../yaml.rs"]
mod yaml;
