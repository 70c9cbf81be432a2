//! What the functions wrote: a file each under the data directory, or memory for tests.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// So much is kept in memory; what is older is forgotten.
const MOST_LINES: usize = 20_000;

/// One line of a function's output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The function that wrote it.
    pub function: String,
    /// What it wrote, without the line's end.
    pub text: String,
}

/// Where the lines go.
#[derive(Debug)]
pub struct Logs(Mutex<Place>);

#[derive(Debug)]
enum Place {
    Directory { at: PathBuf, files: BTreeMap<String, File> },
    Memory(Vec<Line>),
}

impl Logs {
    /// Lines go to `directory/<function>.log`.
    pub fn in_directory(at: PathBuf) -> std::io::Result<Self> {
        std::fs::create_dir_all(&at)?;
        Ok(Self(Mutex::new(Place::Directory { at, files: BTreeMap::new() })))
    }

    /// Lines are kept.
    pub fn in_memory() -> Self {
        Self(Mutex::new(Place::Memory(Vec::new())))
    }

    /// Takes one line. A log that cannot be written is no reason to fail a request.
    pub fn push(&self, function: &str, text: &str) {
        match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Place::Memory(lines) => {
                if lines.len() >= MOST_LINES {
                    lines.drain(..MOST_LINES / 2);
                }
                lines.push(Line { function: function.to_owned(), text: text.to_owned() });
            }
            Place::Directory { at, files } => {
                if !files.contains_key(function) {
                    let path = at.join(format!("{function}.log"));
                    if let Ok(file) = OpenOptions::new().create(true).append(true).open(path) {
                        files.insert(function.to_owned(), file);
                    }
                }
                if let Some(file) = files.get_mut(function) {
                    drop(file.write_all(format!("{text}\n").as_bytes()));
                }
            }
        }
    }

    /// What memory holds; nothing when the lines go to files.
    pub fn lines(&self) -> Vec<Line> {
        match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Place::Memory(lines) => lines.clone(),
            Place::Directory { .. } => Vec::new(),
        }
    }
}
