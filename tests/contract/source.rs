//! Reads the repository's Rust files and answers what their code says.

use crate::tokens::{Token, tokens};
use std::path::{Path, PathBuf};

/// One Rust file.
pub struct Source {
    /// Where it lies, from the root of the repository, with `/`.
    pub path: String,
    /// The whole file.
    pub text: String,
    /// What the compiler sees of it.
    pub tokens: Vec<Token>,
}

impl Source {
    /// A file of this content at this path.
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), tokens: tokens(text) }
    }

    /// Whether this word is anywhere in the code.
    pub fn says(&self, word: &str) -> bool {
        self.words().any(|found| found == word)
    }

    /// Every word of the code.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Word(word) => Some(word.as_str()),
            Token::Text(_) | Token::Mark(_) => None,
        })
    }

    /// Every string literal.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Text(text) => Some(text.as_str()),
            Token::Word(_) | Token::Mark(_) => None,
        })
    }

    /// Whether these tokens follow each other somewhere, each given as it is written.
    pub fn has(&self, sequence: &[&str]) -> bool {
        self.tokens.windows(sequence.len()).any(|window| {
            window.iter().zip(sequence).all(|(token, wanted)| match token {
                Token::Word(word) => word == wanted,
                Token::Mark(mark) => wanted.chars().eq([*mark]),
                Token::Text(_) => false,
            })
        })
    }

    /// The names that follow `parent::`, also in a group: `use crate::{a::b, c}` gives `a` and `c`.
    pub fn children_of(&self, parent: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let colon = Token::Mark(':');
        let mut rest = self.tokens.as_slice();
        while let [head, tail @ ..] = rest {
            rest = tail;
            if *head != Token::Word(parent.to_owned()) {
                continue;
            }
            match tail {
                [a, b, Token::Word(child), ..] if *a == colon && *b == colon => found.push(child),
                [a, b, Token::Mark('{'), group @ ..] if *a == colon && *b == colon => {
                    found.extend(heads_of_group(group));
                }
                _ => {}
            }
        }
        found.into_iter().map(String::as_str).collect()
    }
}

/// The first name of each item of a group whose opening brace was just passed.
fn heads_of_group(group: &[Token]) -> Vec<&String> {
    let mut heads = Vec::new();
    let mut depth = 1_u32;
    let mut at_head = true;
    for token in group {
        match token {
            Token::Mark('{') => depth = depth.saturating_add(1),
            Token::Mark('}') => depth = depth.saturating_sub(1),
            Token::Mark(',') if depth == 1 => at_head = true,
            Token::Word(word) if depth == 1 && at_head => {
                heads.push(word);
                at_head = false;
            }
            Token::Word(_) | Token::Mark(_) | Token::Text(_) => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in the repository").into()
}

/// Every Rust file of the repository, in the order of their paths.
pub fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a UTF-8 name");
            if path.is_dir() {
                if !name.starts_with('.') && name != "target" && name != "node_modules" {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                let path = path.strip_prefix(root()).expect("inside").to_string_lossy();
                found.push(Source::new(&path.replace('\\', "/"), &text));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}
