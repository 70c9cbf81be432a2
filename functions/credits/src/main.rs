//! The `credits` function.

fn main() {}
