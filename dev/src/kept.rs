//! Secrets that the dev stack makes for itself at its first start and keeps in its data directory.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::fault::Fault;

/// Where kept values live; in memory each start makes its own.
#[derive(Debug, Clone)]
pub struct Kept(Option<PathBuf>);

impl Kept {
    /// Values live in files of this directory.
    pub fn in_directory(directory: &Path) -> Self {
        Self(Some(directory.to_owned()))
    }

    /// Values live as long as the stack.
    pub fn in_memory() -> Self {
        Self(None)
    }

    /// The value of that name, made now if there is none yet.
    pub fn value(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<Vec<u8>, Fault>,
    ) -> Result<Vec<u8>, Fault> {
        let Some(directory) = &self.0 else {
            return make();
        };
        let path = directory.join(name);
        match std::fs::read(&path) {
            Ok(value) if !value.is_empty() => Ok(value),
            Ok(_) => make_and_write(&path, make),
            Err(error) if error.kind() == ErrorKind::NotFound => make_and_write(&path, make),
            Err(error) => Err(Fault::io(format!("reading {}", path.display()))(error)),
        }
    }

    /// The text of that name: `prefix` and 32 random bytes in base64url, as API keys are written.
    pub fn secret(&self, name: &str, prefix: &str) -> Result<String, Fault> {
        let random = || random_bytes(32).map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        let value = self.value(name, || Ok(format!("{prefix}{}", random()?).into_bytes()))?;
        String::from_utf8(value).map_err(|_| Fault::Key("a kept secret is not text"))
    }
}

fn make_and_write(
    path: &Path,
    make: impl FnOnce() -> Result<Vec<u8>, Fault>,
) -> Result<Vec<u8>, Fault> {
    let value = make()?;
    write_private(path, &value).map_err(Fault::io(format!("writing {}", path.display())))?;
    Ok(value)
}

/// Writes a file that only its owner reads, whole or not at all.
pub fn write_private(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let mut options = std::fs::OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(content)?;
    drop(file);
    std::fs::rename(unfinished, path)
}

/// So many random bytes, in hexadecimal.
pub fn random_hex(bytes: usize) -> Result<String, Fault> {
    random_bytes(bytes).map(|random| hex(&random))
}

fn random_bytes(bytes: usize) -> Result<Vec<u8>, Fault> {
    let mut random = vec![0_u8; bytes];
    getrandom::fill(&mut random).map_err(|_| Fault::Key("the system gives no random bytes"))?;
    Ok(random)
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
