//! The fake Stripe over real HTTP: its API, its page, its webhooks, and what survives a kill.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod api;
mod card_holder;
mod checkout;
mod delivery;
mod objects;
mod refunds;
mod shapes;
mod shop;
mod survival;
