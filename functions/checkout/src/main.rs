//! The `checkout` function.

fn main() {}
