//! Holds what no compiler knows: the shape of files, the arrows between folders, the words of the house.
//!
//! Every check is a function of a file to its complaints, so that the second half of this folder
//! (`broken.rs`) can show each of them a file that it must complain of.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod arrows;
mod broken;
mod coverage;
mod source;
mod tokens;

use source::{Source, root, sources};

/// A check: what is wrong with this file, if anything.
type Check = fn(&Source) -> Vec<String>;

const MAX_LINES: usize = 250;

/// Names that say nothing of what is in a file.
const EMPTY_NAMES: [&str; 5] = ["utils", "common", "helpers", "types", "models"];

/// The prefixes of the table's keys; each is followed by a `#` in `shared/src/store/keys.rs` alone.
const KEYS: [&str; 9] =
    ["ACCOUNT", "ENTRY", "MEMBER", "PURCHASE", "STRIPE", "SUBSCRIPTION", "EVENT", "CODE", "KEY"];

/// What the store may ask of `DynamoDB`: the calls and items of a transaction that the roles of
/// `template.yaml` allow. A call outside the list would work on one machine and be denied in AWS.
const STORE_MAY_NOT: [&str; 13] = [
    "update_item",
    "delete_item",
    "scan",
    "batch_write_item",
    "execute_statement",
    "execute_transaction",
    "batch_execute_statement",
    "transact_get_items",
    "ConditionCheck",
    "condition_check",
    "Update",
    "Delete",
    "DeleteRequest",
];

fn too_long(file: &Source) -> Vec<String> {
    let lines = file.text.lines().count();
    (lines > MAX_LINES).then(|| format!("{lines} lines, at most {MAX_LINES}")).into_iter().collect()
}

fn opens_without_a_sentence(file: &Source) -> Vec<String> {
    let opens = file.text.lines().next().and_then(|line| line.strip_prefix("//! "));
    let sentence = opens.is_some_and(|text| text.chars().next().is_some_and(char::is_uppercase));
    let name = opens.is_some_and(|text| text.starts_with('`'));
    (!sentence && !name)
        .then(|| "does not open with a `//! ` sentence".to_owned())
        .into_iter()
        .collect()
}

fn has_an_empty_name(file: &Source) -> Vec<String> {
    let parts = file.path.split('/').map(|part| part.trim_end_matches(".rs"));
    parts.filter(|part| EMPTY_NAMES.contains(part)).map(|part| format!("named {part}")).collect()
}

fn exports_again(file: &Source) -> Vec<String> {
    let plain = file.has(&["pub", "use"]);
    // `pub(crate) use` and the like hide where a thing lives just as well.
    let narrow = file.has(&[")", "use"]);
    (plain || narrow).then(|| "re-exports with `pub use`".to_owned()).into_iter().collect()
}

fn spells_a_key(file: &Source) -> Vec<String> {
    if file.path == "shared/src/store/keys.rs" {
        return Vec::new();
    }
    let keys = KEYS.map(|key| format!("{key}#"));
    let spelled = |text: &&str| keys.iter().any(|key| text.starts_with(key.as_str()));
    file.texts().filter(spelled).map(|text| format!("spells the key \"{text}\"")).collect()
}

fn leaves_work_behind(file: &Source) -> Vec<String> {
    // In two halves, so that this file does not complain of itself.
    let marks = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"]].map(|halves| halves.concat());
    let named = |mark: &String| {
        file.text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == mark)
    };
    let unfinished = ["todo", "unimplemented", "dbg"]
        .into_iter()
        .filter(|name| file.has(&[name, "!"]))
        .map(str::to_owned);
    marks
        .into_iter()
        .filter(named)
        .chain(unfinished)
        .map(|word| format!("leaves work behind: {word}"))
        .collect()
}

fn skips_a_test(file: &Source) -> Vec<String> {
    file.has(&["#", "[", "ignore"]).then(|| "skips a test".to_owned()).into_iter().collect()
}

fn sleeps_in_a_test(file: &Source) -> Vec<String> {
    let tested = if file.path.starts_with("tests/") || file.path.contains("/tests/") {
        Some(file.text.as_str())
    } else {
        file.text.split_once("#[cfg(test)]").map(|(_, tests)| tests)
    };
    let sleeps = tested.is_some_and(|text| {
        let part = Source::new(&file.path, text);
        part.has(&["sleep", "("]) || part.has(&["sleep_until", "("])
    });
    sleeps.then(|| "sleeps in a test; wait on the thing itself".to_owned()).into_iter().collect()
}

fn asks_more_than_the_roles_allow(file: &Source) -> Vec<String> {
    if !file.path.starts_with("shared/src/store") {
        return Vec::new();
    }
    STORE_MAY_NOT
        .into_iter()
        .filter(|call| file.has(&[".", call, "("]) || file.has(&[call, ":", ":", "builder"]))
        .map(|call| format!("`{call}` is not among the rights that template.yaml grants"))
        .collect()
}

/// Every file through one check; the test says all complaints at once.
fn hold(check: Check) {
    let complaints: Vec<String> = sources()
        .iter()
        .flat_map(|file| check(file).into_iter().map(|what| format!("{}: {what}", file.path)))
        .collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn no_file_is_longer_than_a_sitting() {
    hold(too_long);
}

#[test]
fn every_file_opens_with_a_sentence() {
    hold(opens_without_a_sentence);
}

#[test]
fn every_file_is_named_after_what_is_in_it() {
    hold(has_an_empty_name);
}

#[test]
fn a_thing_is_found_where_it_is_written() {
    hold(exports_again);
}

#[test]
fn keys_are_spelled_in_one_file() {
    hold(spells_a_key);
}

#[test]
fn no_work_is_left_behind() {
    hold(leaves_work_behind);
}

#[test]
fn no_test_is_skipped() {
    hold(skips_a_test);
}

#[test]
fn no_test_sleeps() {
    hold(sleeps_in_a_test);
}

#[test]
fn the_store_asks_only_what_the_roles_allow() {
    hold(asks_more_than_the_roles_allow);
}

#[test]
fn folders_know_only_what_the_arrows_say() {
    hold(arrows::crosses_an_arrow);
}

#[test]
fn the_coverage_page_names_files_tests_and_rows_that_exist() {
    let page = std::fs::read_to_string(root().join("docs/coverage.md")).expect("docs/coverage.md");
    let complaints = coverage::names_what_is_not_there(&page, &root());
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}
