//! What every function says and hears over HTTP: who asks, what they sent, and what they are told.

pub mod amount;
pub mod answer;
pub mod balance;
pub mod body;
pub mod caller;
pub mod entry;
pub mod event;
pub mod idempotency;
pub mod limit;
pub mod member;
pub mod metering;
pub mod path;
pub mod problem;
pub mod purchase;
pub mod query;
pub mod refused;
pub mod service;
pub mod subscription;
pub mod telemetry;

#[cfg(test)]
mod sample;
