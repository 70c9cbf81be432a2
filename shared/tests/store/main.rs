//! The store against an embedded `DynamoDB`, over its real wire.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod answers;
mod commits;
mod failed;
mod golden;
mod histories;
mod holding;
mod pages;
mod reads;
mod samples;
mod samples_of_members;
mod samples_of_money;
mod samples_of_plans;
mod sizes;
mod table;
mod units;
