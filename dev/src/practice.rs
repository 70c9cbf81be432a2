//! The backend of the practice app under `/demo`: a small product of one's own that sells its features
//! through the public API. It knows no more than any backend does: the address and a service key.

mod api;
mod interviews;
mod people;
mod questions;
mod refusal;
pub mod routes;
