//! The `authorizer` function.

fn main() {}
