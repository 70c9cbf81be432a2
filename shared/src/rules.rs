//! The rules and the loop alone, with their tests: the root of the package in `tests/mutants`, which
//! builds a mutant in seconds because nothing of the database's client is in it. `lib.rs` does not
//! know this file.
#![cfg(feature = "judged")]

pub mod catalog_file;
pub mod domain;
pub mod perform;

/// What of the doors is plain calculation, and can be judged without what stands behind them.
pub mod stripe {
    pub mod amount;
    pub mod event;
    pub mod id;
    pub mod metadata;
    pub mod notice;
    pub mod payment;
    pub mod read;
    pub mod secret;
    pub mod session;
    pub mod signature;
    pub mod subscribed;
    pub mod subscription;
}

/// What a cancelled transaction's reasons come to.
pub mod store {
    /// One commit.
    pub mod commit {
        pub mod reasons;
    }
}
