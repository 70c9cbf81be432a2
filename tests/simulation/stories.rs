//! Whole stories, by the same seeds every time.

use tests::simulation::{PER_STORY, Story};

/// Seeds that found something, once.
const FOUND: [u64; 7] = [1047, 2012, 2030, 2051, 3078, 5707, 11_442];

/// F1–F7, F10, F12, W1–W10; I1–I12, I15, I17–I20: many callers, every fault, all sorts of
/// requests.
#[test]
fn no_story_breaks_a_promise() {
    for seed in (1..=20).chain(FOUND) {
        let story = Story { seed, operations: PER_STORY, ..Story::default() };
        if let Err(failed) = story.live() {
            panic!(
                "{}\n  cargo run --release -p tests --bin simulate -- \
                 --operations {PER_STORY} --seed {seed}",
                failed.violation
            );
        }
    }
}
