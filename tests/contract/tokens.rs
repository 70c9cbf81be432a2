//! Cuts Rust into words, texts and marks, so that a comment or a text never counts as code.

use std::iter::Peekable;
use std::str::Chars;

/// One token of a file, no finer than the checks need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A name, keyword or number.
    Word(String),
    /// The inside of a string literal, escapes as written.
    Text(String),
    /// Any other character; `::` is two marks.
    Mark(char),
}

/// The tokens of a file that the compiler accepts.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '/' if rest.peek() == Some(&'/') => while rest.next().is_some_and(|c| c != '\n') {},
            '/' if rest.peek() == Some(&'*') => skip_block(&mut rest),
            '"' => found.push(Token::Text(string(&mut rest))),
            '\'' => character_or_lifetime(&mut rest),
            first if first.is_alphanumeric() || first == '_' => {
                let word = word(first, &mut rest);
                let raw = matches!(word.as_str(), "r" | "br" | "cr");
                match rest.peek() {
                    Some('"' | '#') if raw => match raw_string(&mut rest) {
                        Some(text) => found.push(Token::Text(text)),
                        None => found.push(Token::Word(word)),
                    },
                    _ => found.push(Token::Word(word)),
                }
            }
            blank if blank.is_whitespace() => {}
            mark => found.push(Token::Mark(mark)),
        }
    }
    found
}

fn word(first: char, rest: &mut Peekable<Chars<'_>>) -> String {
    let mut word = String::from(first);
    while let Some(next) = rest.next_if(|c| c.is_alphanumeric() || *c == '_') {
        word.push(next);
    }
    word
}

fn skip_block(rest: &mut Peekable<Chars<'_>>) {
    let mut depth = 0_u32;
    let mut before = '/';
    for next in rest.by_ref() {
        match (before, next) {
            ('/', '*') => depth = depth.saturating_add(1),
            ('*', '/') => depth = depth.saturating_sub(1),
            _ => {
                before = next;
                continue;
            }
        }
        if depth == 0 {
            return;
        }
        before = ' ';
    }
}

fn string(rest: &mut Peekable<Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(next) = rest.next() {
        match next {
            '"' => break,
            '\\' => {
                text.push(next);
                text.extend(rest.next());
            }
            _ => text.push(next),
        }
    }
    text
}

/// After `r`: the hashes, the text and the hashes again; nothing where it was `r#name`.
fn raw_string(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut end = String::from('"');
    while rest.next_if_eq(&'#').is_some() {
        end.push('#');
    }
    rest.next_if_eq(&'"')?;
    let mut text = String::new();
    for next in rest.by_ref() {
        text.push(next);
        if let Some(inside) = text.strip_suffix(end.as_str()) {
            return Some(inside.to_owned());
        }
    }
    Some(text)
}

/// After an apostrophe: `x'`, `\n'` and `"'` are characters, anything else a lifetime's name.
fn character_or_lifetime(rest: &mut Peekable<Chars<'_>>) {
    if rest.peek() == Some(&'\\') {
        rest.next();
        rest.next();
        while rest.next_if(|c| *c != '\'' && *c != '\n').is_some() {}
        rest.next_if_eq(&'\'');
        return;
    }
    let mut ahead = rest.clone();
    ahead.next();
    if ahead.next() == Some('\'') {
        rest.next();
        rest.next();
    }
}

#[test]
fn a_comment_a_character_and_a_lifetime_are_not_code() {
    let text = r##"
        /* async /* nested */ serde */ // tokio
        fn f<'a>(x: &'a str) -> char { let _ = r#"quote " inside"#; let _ = "\"async"; '"' }
        fn g() { let _ = '\''; let _ = b'x'; http() }
    "##;
    let file = crate::source::Source::new("a.rs", text);
    assert!(!file.says("async") && !file.says("serde") && !file.says("tokio"));
    assert!(file.says("http"), "what follows a quoted quote is read again");
    assert_eq!(file.texts().collect::<Vec<_>>(), ["quote \" inside", "\\\"async"]);
}
