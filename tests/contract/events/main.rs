//! Events.
fn main() {}
