//! Routes of `webhook`.
