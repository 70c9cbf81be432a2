//! Tallystick.

pub mod http;
