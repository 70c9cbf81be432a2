//! The `usage` function.

fn main() {}
