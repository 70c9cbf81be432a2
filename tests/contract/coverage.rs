//! Reads `docs/coverage.md`: every file, test and row that it names must exist.

use std::collections::BTreeSet;
use std::path::Path;

/// The rows of each source: its letters and how many it has.
const ROWS: [(&str, u32); 5] = [("IM", 23), ("BD", 17), ("OB", 12), ("SP", 11), ("X", 10)];

/// Endings by which a name in backticks is a file of the repository.
const ENDINGS: [&str; 9] =
    [".rs", ".md", ".toml", ".yaml", ".json", ".js", ".mjs", ".html", ".css"];

/// What the page says that is not so. A file is `path/name.rs`, a test `path/name.rs::its_name`.
pub fn names_what_is_not_there(page: &str, root: &Path) -> Vec<String> {
    let mut complaints = Vec::new();
    for name in page.split('`').skip(1).step_by(2) {
        let (path, wanted) = match name.split_once("::") {
            Some((path, wanted)) => (path, Some(wanted)),
            None => (name, None),
        };
        let is_file = ENDINGS.iter().any(|ending| path.ends_with(ending)) && !path.contains(' ');
        if !is_file {
            continue;
        }
        match (std::fs::read_to_string(root.join(path)), wanted) {
            (Err(_), _) => complaints.push(format!("there is no file {path}")),
            (Ok(text), Some(name)) if !text.contains(&format!("fn {name}(")) => {
                complaints.push(format!("there is no test {name} in {path}"));
            }
            (Ok(_), _) => {}
        }
    }
    complaints.extend(
        rows_of(page)
            .into_iter()
            .filter_map(|(row, known)| (!known).then(|| format!("there is no row {row}"))),
    );
    complaints
}

/// Every row that the page names, such as `IM-6`, and whether there is one.
fn rows_of(page: &str) -> BTreeSet<(String, bool)> {
    page.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter_map(|word| {
            let (letters, number) = word.split_once('-')?;
            let (_, last) = ROWS.into_iter().find(|(source, _)| *source == letters)?;
            let known = number.parse().is_ok_and(|number: u32| (1..=last).contains(&number));
            Some((word.to_owned(), known))
        })
        .collect()
}
