//! What the targets judge by: plain and slow versions of what they judge, sharing no code with it.

pub mod bodies;
pub mod input;
pub mod json;
pub mod mac;
pub mod rules;
pub mod tokens;
