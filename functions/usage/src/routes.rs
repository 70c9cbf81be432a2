//! Routes of `usage`.
