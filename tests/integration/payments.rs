//! Payments: what Stripe tells, in whatever order, and what a person does at the checkout.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails loudly where the stack does not do as it should"
)]

pub mod by_hand;
mod chaos;
mod checkouts;
mod copies;
mod coupons;
mod delayed;
mod disputes;
mod events;
mod refunds;
mod signatures;
