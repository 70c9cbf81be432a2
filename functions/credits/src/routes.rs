//! Routes of `credits`.
