//! The data directory of a stack, held by one stack at a time; or memory.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::fault::Fault;
use crate::kept::Kept;
use crate::logs::Logs;
use crate::options::Options;

/// Where a stack keeps what outlives it.
#[derive(Debug)]
pub struct Data {
    /// Its secrets.
    pub kept: Kept,
    directory: Option<PathBuf>,
    // The system lets go of the lock when the process ends, however it ends.
    _lock: Option<Lock>,
}

/// A directory is ours while this lives.
#[derive(Debug)]
pub struct Lock(File);

impl Drop for Lock {
    /// Not by closing alone: a process that is being started at this moment has a copy of the open
    /// file, and would hold the directory until it runs.
    fn drop(&mut self) {
        drop(self.0.unlock());
    }
}

/// The file with the addresses of the stack that holds a directory.
pub const ADDRESSES: &str = "stack.json";

/// Takes a directory for one stack alone, for as long as the lock lives. The addresses of an
/// earlier stack go: who waits for them shall not find those.
pub fn hold(directory: &Path) -> Result<Lock, Fault> {
    let doing = || format!("opening {}", directory.display());
    std::fs::create_dir_all(directory).map_err(Fault::io(doing()))?;
    let lock = File::create(directory.join("lock")).map_err(Fault::io(doing()))?;
    match lock.try_lock() {
        Ok(()) => {
            drop(std::fs::remove_file(directory.join(ADDRESSES)));
            Ok(Lock(lock))
        }
        Err(TryLockError::WouldBlock) => {
            let held = format!(
                "another dev stack uses {}; end it, or name another directory with --data",
                directory.display()
            );
            Err(Fault::Refused(held))
        }
        Err(TryLockError::Error(error)) => Err(Fault::io(doing())(error)),
    }
}

impl Data {
    /// Takes the directory, or memory.
    pub fn open(options: &Options) -> Result<Self, Fault> {
        if options.memory {
            return Ok(Self { kept: Kept::in_memory(), directory: None, _lock: None });
        }
        let directory = options.data.clone();
        let lock = hold(&directory)?;
        let kept = Kept::in_directory(&directory);
        Ok(Self { kept, directory: Some(directory), _lock: Some(lock) })
    }

    /// A file of the directory; nothing in memory.
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        self.directory.as_ref().map(|directory| directory.join(name))
    }

    /// Where the functions' lines go.
    pub fn logs(&self) -> Result<Logs, Fault> {
        match self.file("logs") {
            Some(directory) => {
                let doing = Fault::io(format!("opening {}", directory.display()));
                Logs::in_directory(directory).map_err(doing)
            }
            None => Ok(Logs::in_memory()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy of the open file, as a process that is just being started has one, keeps nobody out.
    #[test]
    fn a_directory_is_free_when_its_lock_is_dropped() {
        let directory = std::env::temp_dir().join(crate::kept::random_hex(8).unwrap());
        let lock = hold(&directory).unwrap();
        assert!(hold(&directory).is_err());
        let copy = lock.0.try_clone().unwrap();
        drop(lock);
        drop(hold(&directory).unwrap());
        drop(copy);
        std::fs::remove_dir_all(directory).unwrap();
    }
}
