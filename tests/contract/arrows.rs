//! The arrows between the folders: functions → perform, http, stripe, store → domain.

use crate::source::Source;

/// The crates of the outer world, by the first part of their names, that the rules must not know.
const OUTER: [&str; 7] = ["serde", "aws", "stripe", "tokio", "http", "lambda", "axum"];

/// A folder or file of `shared/src`, and the modules of the crate that it must not use.
const FORBIDDEN: [(&str, &[&str]); 5] = [
    ("domain", &["app", "config", "http", "perform", "store", "stripe"]),
    ("http", &["store", "stripe"]),
    ("stripe", &["http", "store"]),
    ("store", &["http", "stripe"]),
    ("perform", &["http", "stripe"]),
];

/// Every arrow that this file crosses.
pub fn crosses_an_arrow(file: &Source) -> Vec<String> {
    let mut complaints = Vec::new();
    let inside = file.path.strip_prefix("shared/src/").unwrap_or_default();
    let module = inside.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    for (folder, forbidden) in FORBIDDEN {
        if module == folder {
            let used = ["crate", "super"].into_iter().flat_map(|parent| file.children_of(parent));
            complaints.extend(
                used.filter(|used| forbidden.contains(used))
                    .map(|used| format!("{folder} does not know {used}")),
            );
        }
    }
    if module == "domain" {
        complaints.extend(knows_the_outer_world(file));
    }
    // The fuzz target of the keys judges their spelling, and so has to see it.
    let judges_the_keys = file.path == "fuzz/targets/keys.rs";
    let owns_the_keys = inside.starts_with("store/") || inside == "store.rs" || judges_the_keys;
    if !owns_the_keys && file.children_of("store").contains(&"keys") {
        complaints.push("uses store::keys, which the store alone knows".to_owned());
    }
    complaints
}

/// The rules are plain: they never wait, and have no word of the store, the web or Stripe.
fn knows_the_outer_world(file: &Source) -> Vec<String> {
    let outer = |word: &&str| {
        let first = word.split('_').next().unwrap_or_default();
        OUTER.contains(&first) || *word == "async" || *word == "await"
    };
    let mut words: Vec<&str> = file.words().filter(outer).collect();
    words.sort_unstable();
    words.dedup();
    words.into_iter().map(|word| format!("domain says `{word}`")).collect()
}
