//! Whole stories, by the same seeds every time.

use tests::simulation::{PER_STORY, Story};

/// F1–F7, F10, F12; I1–I8, I10–I12, I15, I20: many callers, every fault, all sorts of requests.
#[test]
fn no_story_breaks_a_promise() {
    for seed in 1..=12 {
        if let Err(why) = Story::of_seed(seed).live(PER_STORY) {
            panic!(
                "{why}\n  cargo run --release -p tests --bin simulate -- \
                 --operations {PER_STORY} --seed {seed}"
            );
        }
    }
}
