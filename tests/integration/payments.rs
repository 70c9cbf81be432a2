//! Payments: what Stripe tells, in whatever order, and what a person does at the checkout.

mod by_hand;
mod chaos;
mod checkouts;
mod coupons;
mod delayed;
mod events;
mod refunds;
mod signatures;
