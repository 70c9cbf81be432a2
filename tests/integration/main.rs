//! The whole over real HTTP: every route as a user meets it, on a stack of its own.

mod bad_input;
mod catalog;
mod checkout;
mod credits;
mod periods;
mod races;
mod replays;
mod requests;
mod story;
mod usage;
