//! The store as the loop sees it: two verbs, and what can become of them.

use std::future::Future;

use crate::domain::world::{Expect, Item, Name};

/// One write of a commit: the item, and what must stand in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// What to put.
    pub item: Item,
    /// What it must find.
    pub expect: Expect,
}

/// What became of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// Everything was written.
    Done,
    /// Nothing was written, because at least one write did not find what it expected.
    Lost {
        /// What stands there, write by write in their order, as far as it was reported: `None` says
        /// nothing about that write.
        seen: Vec<Option<Item>>,
    },
}

/// Bad luck with the store: says what we were doing and keeps its cause.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Nothing was written and the same may well succeed: throttled, or another transaction was
    /// on the same items.
    #[error("{doing}: the store is busy")]
    Busy {
        /// What we were doing.
        doing: &'static str,
        /// What the store said.
        #[source]
        cause: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// Nobody knows whether it was written: no answer, or an answer of failure.
    #[error("{doing}: the store did not answer")]
    Unknown {
        /// What we were doing.
        doing: &'static str,
        /// What the connection said.
        #[source]
        cause: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// Trying again will not help: an item that cannot be read, a request the store refuses.
    #[error("{doing}: {why}")]
    Broken {
        /// What we were doing.
        doing: &'static str,
        /// What is wrong.
        why: String,
    },
}

/// The store as the loop sees it: two verbs.
pub trait Port {
    /// Reads items strongly, in the order of their names; what is not there is `None`.
    fn load(&self, names: &[Name]) -> impl Future<Output = Result<Vec<Option<Item>>, Fault>>;

    /// Writes everything or nothing.
    fn commit(&self, writes: &[Write]) -> impl Future<Output = Result<Committed, Fault>>;
}
