//! One process of a function: started with its own Runtime API, fed one event at a time, killed.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::JoinHandle;

use super::LambdaSpec;
use super::runtime_api::{Answer, Job, RuntimeApi};
use super::variables::{SESSION_NUMBER, SESSION_TOKEN};
use crate::logs::Logs;

/// How long a process has to ask for its first event (Lambda's limit for initialisation).
const INITIALISATION: Duration = Duration::from_secs(10);

/// Counts the processes, so that each has a session of its own.
static STARTED: AtomicU64 = AtomicU64::new(0);

/// Why a process gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunFault {
    /// It died, or did not ask for the event in time: nothing of it was done.
    NotTaken,
    /// It reported an error and lives on.
    Reported,
    /// It died with the event.
    Gone,
    /// It took too long.
    TimedOut,
}

/// A running process.
#[derive(Debug)]
pub struct Process {
    /// Its session token, which is on all its requests to the database; no other process has it.
    pub session: String,
    id: Option<u32>,
    api: RuntimeApi,
    busy: AtomicBool,
    kill: Arc<Notify>,
    exited: watch::Receiver<bool>,
    watcher: JoinHandle<()>,
}

impl Process {
    /// Starts the program; it is claimed for the one who started it.
    pub async fn start(spec: &LambdaSpec, logs: &Arc<Logs>) -> std::io::Result<Self> {
        let api = RuntimeApi::listen(&spec.arn).await?;
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let token = spec.environment.get(SESSION_TOKEN).map(String::as_str).unwrap_or_default();
        let session = format!("{token}{SESSION_NUMBER}{number}");
        let mut child = Command::new(&spec.program)
            .args(&spec.arguments)
            .env_clear()
            .envs(&spec.environment)
            .env("AWS_LAMBDA_RUNTIME_API", api.address.to_string())
            .env(SESSION_TOKEN, &session)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let id = child.id();
        let readers = [
            child.stdout.take().map(|pipe| tokio::spawn(read(pipe, spec, logs))),
            child.stderr.take().map(|pipe| tokio::spawn(read(pipe, spec, logs))),
        ];
        let kill = Arc::new(Notify::new());
        let (exit, exited) = watch::channel(false);
        let watcher = tokio::spawn(watch(child, Arc::clone(&kill), exit, readers));
        Ok(Self { session, id, api, busy: AtomicBool::new(true), kill, exited, watcher })
    }

    /// Its process id.
    pub fn id(&self) -> Option<u32> {
        self.id
    }

    /// Whether it has not exited yet.
    pub fn alive(&self) -> bool {
        !*self.exited.borrow()
    }

    /// Whether it is claimed for an invocation.
    pub fn busy(&self) -> bool {
        self.busy.load(Ordering::Acquire)
    }

    /// Takes the process for one invocation, if it is idle.
    pub fn claim(&self) -> bool {
        !self.busy.swap(true, Ordering::AcqRel)
    }

    /// Gives the process back.
    pub fn release(&self) {
        self.busy.store(false, Ordering::Release);
    }

    /// Kills it (SIGKILL), whatever it is doing.
    pub fn kill(&self) {
        self.kill.notify_one();
    }

    /// Waits until it has exited.
    pub async fn gone(&self) {
        // An error means that the watcher is gone, and the process with it.
        drop(self.exited.clone().wait_for(|exited| *exited).await);
    }

    /// Gives it one event and waits for the answer.
    pub async fn run(&self, event: Bytes, timeout: Duration) -> Result<Bytes, RunFault> {
        let (taken, on_taken) = oneshot::channel();
        let (answer, on_answer) = oneshot::channel();
        let job = Job { event, timeout, taken, answer };
        let taking = async {
            self.api.hand(job).await;
            on_taken.await
        };
        tokio::select! {
            biased;
            taken = tokio::time::timeout(INITIALISATION, taking) => {
                if !matches!(taken, Ok(Ok(()))) {
                    return Err(RunFault::NotTaken);
                }
            }
            () = self.gone() => return Err(RunFault::NotTaken),
        }
        tokio::select! {
            biased;
            answered = tokio::time::timeout(timeout, on_answer) => match answered {
                Ok(Ok(Answer::Response(answer))) => Ok(answer),
                Ok(Ok(Answer::Error(_))) => Err(RunFault::Reported),
                Ok(Err(_)) => Err(RunFault::Gone),
                Err(_) => Err(RunFault::TimedOut),
            },
            () = self.gone() => Err(RunFault::Gone),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The watcher holds the child, which is killed when it is dropped.
        self.watcher.abort();
    }
}

async fn watch(
    mut child: Child,
    kill: Arc<Notify>,
    exit: watch::Sender<bool>,
    readers: [Option<JoinHandle<()>>; 2],
) {
    tokio::select! {
        _ = child.wait() => {}
        () = kill.notified() => drop(child.kill().await),
    }
    // The last words are in the log before anybody hears of the end.
    for reader in readers.into_iter().flatten() {
        drop(tokio::time::timeout(Duration::from_secs(1), reader).await);
    }
    exit.send_replace(true);
}

fn read(
    pipe: impl AsyncRead + Unpin + Send + 'static,
    spec: &LambdaSpec,
    logs: &Arc<Logs>,
) -> impl Future<Output = ()> + Send + 'static {
    let logs = Arc::clone(logs);
    let function = spec.binary.clone();
    async move {
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        while matches!(pipe.read_until(b'\n', &mut line).await, Ok(read) if read > 0) {
            logs.push(&function, String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']));
            line.clear();
        }
    }
}
