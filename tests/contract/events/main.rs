//! Every way in, by its sample under `events/`: parsed as AWS's own crate parses it, answered by the
//! real function, and equal in shape to what the dev gateway makes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails loudly where a function does not do as it should"
)]

mod answers;
mod functions;
#[path = "../routes.rs"]
mod routes;
mod shapes;

use std::collections::BTreeMap;

use dev::options::workspace;
use serde_json::Value;

/// The samples of a folder of `events/`, by their names.
fn samples(folder: &str) -> BTreeMap<String, Value> {
    let folder = workspace().join("events").join(folder);
    let files = std::fs::read_dir(folder).expect("samples").map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        (name, serde_json::from_str(&text).expect("a sample is JSON"))
    };
    files.map(read).collect()
}
