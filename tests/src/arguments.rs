//! What a program of the tests is asked on its command line. Its usage is all that it has to say:
//! `kills [--kills N] [--quick]` takes a value after `--kills` and none after `--quick`.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::str::FromStr;

/// The words that were given, each known from the usage.
#[derive(Debug)]
pub struct Arguments {
    usage: &'static str,
    given: BTreeMap<String, String>,
}

impl Arguments {
    /// The words of this process.
    pub fn of_process(usage: &'static str) -> Result<Self, String> {
        Self::of(usage, std::env::args().skip(1))
    }

    /// Reads some words; what the usage does not name is an error.
    pub fn of(
        usage: &'static str,
        words: impl IntoIterator<Item = String>,
    ) -> Result<Self, String> {
        let mut given = BTreeMap::new();
        let mut words = words.into_iter();
        while let Some(name) = words.next() {
            let wrong = |why: &str| format!("{name} {why}\nusage: {usage}");
            let value = match takes_value(usage, &name) {
                None => return Err(wrong("is not understood")),
                Some(false) => String::new(),
                Some(true) => words.next().ok_or_else(|| wrong("wants a value"))?,
            };
            given.insert(name, value);
        }
        Ok(Self { usage, given })
    }

    /// Whether a word was given.
    pub fn has(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    /// The value of a word, if it was given.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.given.get(name).map(String::as_str)
    }

    /// The value of a word as a number, or what is meant without it.
    pub fn number<T: FromStr>(&self, name: &str, otherwise: T) -> Result<T, String> {
        let Some(text) = self.text(name) else { return Ok(otherwise) };
        let wrong = |_| format!("{name} wants a number, not `{text}`\nusage: {}", self.usage);
        text.parse().map_err(wrong)
    }
}

/// How a program ends: 0 when all is well, 1 when not, 2 when it was not understood.
pub fn exit(result: Result<bool, String>) -> ExitCode {
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

/// Whether a word of the usage is followed by a value; nothing for a word that is not in it.
fn takes_value(usage: &str, name: &str) -> Option<bool> {
    let word = usage.split([' ', '\n']).find(|word| word.trim_matches(['[', ']']) == name);
    word.filter(|word| word.contains("--")).map(|word| !word.ends_with(']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USAGE: &str = "kills --url URL [--kills N] [--quick]";

    fn read(words: &str) -> Result<Arguments, String> {
        Arguments::of(USAGE, words.split_whitespace().map(ToOwned::to_owned))
    }

    #[test]
    fn what_the_usage_names_is_read() {
        let given = read("--quick --kills 7 --url here").unwrap();
        assert_eq!((given.has("--quick"), given.text("--url")), (true, Some("here")));
        assert_eq!(given.number("--kills", 1_u64), Ok(7));
        assert_eq!(read("").unwrap().number("--kills", 1_u64), Ok(1));
    }

    #[test]
    fn what_is_not_understood_is_told_with_the_usage() {
        for (words, why) in [
            ("--kill 7", "--kill is not understood"),
            ("kills", "kills is not understood"),
            ("URL", "URL is not understood"),
            ("--quick 7", "7 is not understood"),
            ("--kills", "--kills wants a value"),
        ] {
            let told = read(words).unwrap_err();
            assert_eq!(told, format!("{why}\nusage: {USAGE}"));
        }
        let told = read("--kills many").unwrap().number("--kills", 1_u64).unwrap_err();
        assert!(told.starts_with("--kills wants a number, not `many`"), "{told}");
    }
}
