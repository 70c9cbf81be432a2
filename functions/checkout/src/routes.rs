//! Routes of `checkout`.
