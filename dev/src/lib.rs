//! The whole of Tallystick on one machine: what `cargo run` serves and what the tests start.

pub mod arguments;
pub mod binaries;
pub mod clock;
pub mod compare;
pub mod console;
pub mod counting;
pub mod database;
pub mod demo;
pub mod dynamodb;
pub mod fault;
pub mod gateway;
pub mod issuer;
pub mod kept;
pub mod lambda;
pub mod logs;
pub mod loopback;
pub mod options;
pub mod page;
pub mod prices;
pub mod problem;
pub mod schedule;
pub mod seed;
pub mod stack;
pub mod stripe;
pub mod template;
