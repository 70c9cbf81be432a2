//! The whole over real HTTP: every route as a user meets it, on a stack of its own.

mod payments;
mod story;
