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
mod dispute_answers;
mod disputes;
mod dunning;
mod intents;
mod invoice_drafts;
mod invoices;
mod objects;
mod order;
mod portal;
mod reconciliation;
mod refunds;
mod session_invoices;
mod setup_intents;
mod shapes;
mod shop;
mod stripe_js;
mod subscribed;
mod subscription_changes;
mod subscription_checkout;
mod subscription_life;
mod subscription_periods;
mod subscription_shapes;
mod survival;
