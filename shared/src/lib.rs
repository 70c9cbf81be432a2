//! Tallystick.

pub mod stripe;
