//! The whole stack as a process of its own, with a data directory, that can be killed.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::process::{Child, Command};

use crate::dice::Dice;

/// How often a thing is looked at that is waited for.
const LOOK: Duration = Duration::from_millis(10);

/// How long a stack may take to be ready, or its processes to be gone.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where a stack lives, over all its lives.
#[derive(Debug)]
pub struct Place {
    program: PathBuf,
    /// The data directory.
    pub data: PathBuf,
    port: u16,
}

/// One life of the stack.
#[derive(Debug)]
pub struct Daemon {
    child: Child,
    pid: u32,
}

impl Place {
    /// Builds the stack, and finds a free port that no client is given by the system.
    pub async fn prepare(data: PathBuf, dice: &mut Dice) -> Self {
        let built = dev::binaries::build(&["dev"]).await;
        let program = built.unwrap_or_else(|fault| panic!("{}", fault.told())).join("dev");
        drop(std::fs::remove_dir_all(&data));
        std::fs::create_dir_all(&data).unwrap();
        let port = free_port(dice);
        Self { program, data, port }
    }

    /// Starts the stack; it is not ready yet.
    pub fn start(&self) -> Daemon {
        // A killed stack left its file; whoever waits shall not find that.
        drop(std::fs::remove_file(self.data.join("stack.json")));
        let said = OpenOptions::new().create(true).append(true).open(self.data.join("said"));
        let child = Command::new(&self.program)
            .args(["serve", "--port", &self.port.to_string(), "--data"])
            .arg(&self.data)
            .env_remove("STRIPE_SECRET_KEY")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said.unwrap())
            .kill_on_drop(true)
            .spawn()
            .expect("the stack starts");
        let pid = child.id().expect("it was just started");
        Daemon { child, pid }
    }

    /// Waits until the stack is ready and gives its addresses and keys.
    pub async fn ready(&self, daemon: &mut Daemon) -> Value {
        let file = self.data.join("stack.json");
        let waiting = async {
            let mut looks = tokio::time::interval(LOOK);
            loop {
                looks.tick().await;
                if let Ok(text) = std::fs::read(&file) {
                    return serde_json::from_slice(&text).expect("stack.json is JSON");
                }
                if let Some(status) = daemon.child.try_wait().unwrap() {
                    let said = std::fs::read_to_string(self.data.join("said"));
                    panic!("the stack did not start: {status}: {}", said.unwrap_or_default());
                }
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("a stack in time")
    }
}

impl Daemon {
    /// Kills (SIGKILL) the whole group at once, or its head alone; gives the group's number.
    ///
    /// Functions whose head is gone end by themselves, once the time of what they are doing is up;
    /// until then they are what a delayed write is in Lambda.
    pub async fn kill(mut self, whole: bool) -> u32 {
        let target = if whole { format!("-{}", self.pid) } else { self.pid.to_string() };
        let kill = ["-c", "kill -s KILL -- \"$0\"", &target];
        let killed = std::process::Command::new("sh").args(kill).status();
        assert!(killed.unwrap().success(), "kill {target}");
        self.child.wait().await.unwrap();
        self.pid
    }
}

/// A free port that can be given up and taken again: what the system gives to clients begins at
/// 32768, and one's own choice shall stay free meanwhile.
pub fn free_port(dice: &mut Dice) -> u16 {
    loop {
        let port = 20_000 + u16::try_from(dice.within(0..12_000)).unwrap();
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Waits until no process of a killed stack lives.
pub async fn gone(group: u32) {
    let waiting = async {
        let mut looks = tokio::time::interval(LOOK);
        while living_of_group(group) > 0 {
            looks.tick().await;
        }
    };
    let gone = tokio::time::timeout(PATIENCE, waiting).await;
    assert!(gone.is_ok(), "processes of the stack outlive it");
}

/// How many processes of a group live; one that is dead and not yet buried does not.
fn living_of_group(group: u32) -> usize {
    let Ok(processes) = Path::new("/proc").read_dir() else { return 0 };
    let alive = |entry: std::io::Result<std::fs::DirEntry>| {
        let stat = std::fs::read_to_string(entry.ok()?.path().join("stat")).ok()?;
        // After the name, which may hold anything: state, parent, group.
        let mut fields = stat.rsplit_once(") ")?.1.split(' ');
        let state = fields.next()?;
        (state != "Z" && fields.nth(1)?.parse() == Ok(group)).then_some(())
    };
    processes.filter_map(alive).count()
}
