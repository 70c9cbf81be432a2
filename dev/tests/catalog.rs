//! `catalog compare` as a person or a pipeline calls it: what it prints, and how it ends.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// How it ended, what it printed, and what it complained of.
fn compared(old: &Path, new: &Path) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dev"));
    let output = command.args(["catalog", "compare"]).arg(old).arg(new).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn changed(name: &str, from: &str, to: &str) -> PathBuf {
    let text = std::fs::read_to_string(limits()).unwrap();
    assert!(text.contains(from), "{from}");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    path
}

fn limits() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/catalogs/limits.toml")
}

/// BD-12: a pipeline goes by how it ends: 0 when nothing breaks, 1 when something does, 2 when a
/// file is no catalog.
#[test]
fn it_ends_by_what_a_change_does_to_accounts() {
    let same = compared(&limits(), &limits());
    let nothing = "Nothing changes for accounts that exist.\n";
    assert_eq!(same, (Some(0), nothing.to_owned(), String::new()));

    let larger = changed("larger.toml", "amount = 800", "amount = 900");
    let (code, told, complaint) = compared(&limits(), &larger);
    assert_eq!((code, complaint.as_str()), (Some(0), ""), "{told}");
    assert!(told.contains("plan plan-professional allows 900 every month of interview_minute"));
    assert!(told.ends_with("Nothing breaks. Changes: 1.\n"), "{told}");

    let (code, told, complaint) = compared(&larger, &limits());
    assert_eq!((code, complaint.as_str()), (Some(1), ""), "{told}");
    assert!(told.starts_with("BREAKS plan plan-professional allows 800"), "{told}");

    let wrong = changed("wrong.toml", "currency = \"usd\"", "currency = 5");
    for (old, new) in [(&limits(), &wrong), (&wrong, &limits())] {
        let (code, told, complaint) = compared(old, new);
        assert_eq!((code, told.as_str()), (Some(2), ""), "{complaint}");
        assert!(complaint.contains("wrong.toml: line 8: `currency` must be a text"), "{complaint}");
    }
    let (code, _, complaint) = compared(&limits(), Path::new("/nowhere/at/all.toml"));
    assert_eq!(code, Some(2));
    assert!(complaint.contains("/nowhere/at/all.toml"), "{complaint}");
}
