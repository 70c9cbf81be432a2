//! Routes of `authorizer`.
