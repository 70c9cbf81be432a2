//! The whole of Tallystick on one machine: what `cargo run` serves and what the tests start.

pub mod clock;
pub mod fault;
pub mod gateway;
pub mod kept;
pub mod lambda;
pub mod logs;
pub mod loopback;
pub mod problem;
pub mod template;
