//! The journal: one JSON line for each request that changed something, all of its changes or none.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;

use crate::state::{Change, State};

/// An open journal, positioned at its end.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    /// Where the last whole line ends.
    end: u64,
}

impl Journal {
    /// Opens or creates the journal and replays it. A torn last line, left by a process killed
    /// while writing, is cut off; a whole line that cannot be read is an error.
    pub(crate) fn open(path: &Path, state: &mut State) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut lines = BufReader::new(&file);
        let (mut end, mut line) = (0_u64, Vec::new());
        loop {
            line.clear();
            let length = lines.read_until(b'\n', &mut line)?;
            if !line.ends_with(b"\n") {
                break;
            }
            let changes: Vec<Change> = serde_json::from_slice(&line).map_err(|cause| {
                io::Error::new(io::ErrorKind::InvalidData, format!("journal, byte {end}: {cause}"))
            })?;
            for change in &changes {
                state.apply(change);
            }
            end = end.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        }
        let mut journal = Self { file, end };
        journal.rewind()?;
        Ok(journal)
    }

    /// Appends one line; when that fails nothing of it stays.
    pub(crate) fn append(&mut self, changes: &[Change]) -> io::Result<()> {
        let mut line = serde_json::to_vec(changes)?;
        line.push(b'\n');
        match self.file.write_all(&line) {
            Ok(()) => {
                let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
                self.end = self.end.saturating_add(length);
                Ok(())
            }
            Err(cause) => {
                self.rewind()?;
                Err(cause)
            }
        }
    }

    fn rewind(&mut self) -> io::Result<()> {
        self.file.set_len(self.end)?;
        self.file.seek(SeekFrom::Start(self.end))?;
        Ok(())
    }
}
