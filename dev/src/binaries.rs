//! The functions' binaries: built by cargo, as this program was, before they are run.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;
use tokio::sync::Mutex;

use crate::fault::Fault;
use crate::options::workspace;

/// Variables that cargo sets for the program it runs; a build script that watches one of them would
/// be run anew, and what depends on it built anew, if they were passed on.
const CARGO_SETS: [&str; 5] =
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];

/// What was built by this process; tests start many stacks and build once.
static BUILT: Mutex<Vec<String>> = Mutex::const_new(Vec::new());

/// Builds these binaries and gives the directory that they are in.
///
/// The whole workspace is named, so that cargo chooses the same features as for `cargo run` and
/// builds nothing twice.
pub async fn build(names: &[&str]) -> Result<PathBuf, Fault> {
    let directory = profile_directory()?;
    let mut built = BUILT.lock().await;
    if names.iter().all(|name| built.iter().any(|done| done == name)) {
        return Ok(directory);
    }
    let target = directory.parent().unwrap_or(&directory);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(workspace()).args(["build", "--workspace", "--target-dir"]).arg(target);
    for name in names {
        command.args(["--bin", name]);
    }
    match directory.file_name().and_then(std::ffi::OsStr::to_str) {
        Some("debug") | None => {}
        Some(profile) => drop(command.args(["--profile", profile])),
    }
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if CARGO_SETS.iter().any(|set| text.starts_with(set)) {
            command.env_remove(&name);
        }
    }
    let doing = Fault::io("running cargo");
    let done = command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true).status();
    let done = done.await.map_err(doing)?;
    if !done.success() {
        return Err(Fault::Build(format!("cargo build ended with {done}")));
    }
    built.extend(names.iter().map(|&name| name.to_owned()));
    Ok(directory)
}

/// Where cargo put this program, `target/<profile>`; a test stands one deeper, in `deps`.
fn profile_directory() -> Result<PathBuf, Fault> {
    let own = std::env::current_exe().map_err(Fault::io("finding this program"))?;
    let directory = own.parent().unwrap_or(Path::new("."));
    let deps = directory.file_name().is_some_and(|name| name == "deps");
    let directory = if deps { directory.parent().unwrap_or(directory) } else { directory };
    Ok(directory.to_owned())
}
