//! The routes of the practice app's backend.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post, put};

use super::api::Api;
use super::people::People;
use super::{interviews, questions};

/// What the routes need.
#[derive(Debug)]
pub struct Practice {
    /// The API.
    pub api: Api,
    /// What is remembered.
    pub people: People,
}

/// The routes; `base` and `key` are those of the API.
pub fn router(base: &str, key: &str) -> Router {
    let practice = Practice { api: Api::at(base, key), people: People::nobody() };
    Router::new()
        .route("/demo/api/interviews", post(interviews::begin))
        .route("/demo/api/interviews/{id}/finish", post(interviews::finish))
        .route("/demo/api/questions", get(questions::list).post(questions::add))
        .route("/demo/api/questions/generate", post(questions::generate))
        .route("/demo/api/questions/{id}", put(questions::change).delete(questions::remove))
        .with_state(Arc::new(practice))
}
