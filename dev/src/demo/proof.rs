//! The chain of a ledger, checked from outside with nothing but SHA-256.

#![allow(clippy::indexing_slicing, reason = "a JSON value is null where it has nothing")]

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::kept::hex;

/// Every entry must hash to what it says and name the one before; the last must be `head`.
pub fn chain(newest_first: &[Value], head: &str) -> Result<(), String> {
    let mut prev = "0".repeat(64);
    for (entry, seq) in newest_first.iter().rev().zip(1_u64..) {
        let text = |name: &str| entry[name].as_str().unwrap_or_default();
        if entry["seq"] != seq {
            return Err(format!("entry {seq} is missing"));
        }
        if text("prev") != prev || !text("canonical").contains(&format!("\nprev={prev}\n")) {
            return Err(format!("entry {seq} does not name the one before"));
        }
        let hash = hex(&Sha256::digest(text("canonical").as_bytes()));
        if hash != text("hash") {
            return Err(format!("entry {seq} is not what its hash says"));
        }
        prev = hash;
    }
    if prev == head { Ok(()) } else { Err("the last entry is not the account's".to_owned()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ledger() -> (Vec<Value>, String) {
        let mut prev = "0".repeat(64);
        let mut entries = Vec::new();
        for seq in 1..=3 {
            let canonical = format!("v=1\nseq={seq}\nprev={prev}\nat=0\n");
            let hash = hex(&Sha256::digest(canonical.as_bytes()));
            let entry = json!({ "seq": seq, "prev": prev, "hash": hash, "canonical": canonical });
            entries.insert(0, entry);
            prev = hash;
        }
        (entries, prev)
    }

    #[test]
    fn a_whole_chain_is_believed_and_a_changed_one_is_not() {
        let (entries, head) = ledger();
        assert_eq!(chain(&entries, &head), Ok(()));
        let mut gap = entries.clone();
        gap.remove(1);
        assert!(chain(&gap, &head).is_err());
        let mut changed = entries.clone();
        changed[1]["canonical"] = json!("v=1\nseq=2\n");
        assert!(chain(&changed, &head).is_err());
        assert!(chain(&entries[1..], &head).is_err());
    }
}
