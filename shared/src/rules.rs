//! The rules and the loop alone, with their tests: the root of the package in `tests/mutants`, which
//! builds a mutant in seconds because nothing of the database's client is in it. `lib.rs` does not
//! know this file.
#![cfg(feature = "judged")]

pub mod catalog_file;
pub mod domain;
pub mod perform;
