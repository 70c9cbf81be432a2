//! A function as Lambda runs it: processes on demand, one invocation at a time in each.

pub mod process;
pub mod runtime_api;
pub mod variables;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::Semaphore;

use crate::logs::Logs;
use process::{Process, RunFault};

/// How a function is run.
#[derive(Debug, Clone)]
pub struct LambdaSpec {
    /// The name under which its logs are kept.
    pub binary: String,
    /// The program.
    pub program: PathBuf,
    /// The program's arguments: none for a real function.
    pub arguments: Vec<OsString>,
    /// The whole environment of the process, but for the address of the Runtime API.
    pub environment: BTreeMap<String, String>,
    /// Its ARN.
    pub arn: String,
    /// How long one invocation may take.
    pub timeout: Duration,
    /// How many processes there may be at once.
    pub most_processes: usize,
}

/// Why an invocation gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvokeFault {
    /// It took longer than it may; its process is dead.
    TimedOut,
    /// It reported an error, crashed, or could not be started.
    Failed,
}

/// One function and its processes.
#[derive(Debug)]
pub struct Lambda {
    spec: LambdaSpec,
    logs: Arc<Logs>,
    places: Arc<Semaphore>,
    processes: Mutex<Vec<Arc<Process>>>,
}

impl Lambda {
    /// A function without a process yet: the first invocation starts one, as in Lambda.
    pub fn new(spec: LambdaSpec, logs: Arc<Logs>) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(spec.most_processes));
        Arc::new(Self { spec, logs, places, processes: Mutex::new(Vec::new()) })
    }

    /// Invokes the function and waits for its answer.
    ///
    /// The invocation goes on when the caller goes away, as it does in Lambda.
    pub async fn invoke(self: &Arc<Self>, event: Bytes) -> Result<Bytes, InvokeFault> {
        let lambda = Arc::clone(self);
        let run = tokio::spawn(async move { lambda.run(event).await });
        run.await.unwrap_or(Err(InvokeFault::Failed))
    }

    /// The process ids that are alive.
    pub fn process_ids(&self) -> Vec<u32> {
        let processes = self.processes.lock().unwrap_or_else(PoisonError::into_inner);
        processes.iter().filter(|process| process.alive()).filter_map(|p| p.id()).collect()
    }

    /// The sessions of the processes that are alive and busy.
    pub fn busy(&self) -> Vec<String> {
        let processes = self.processes.lock().unwrap_or_else(PoisonError::into_inner);
        let busy = processes.iter().filter(|process| process.alive() && process.busy());
        busy.map(|process| process.session.clone()).collect()
    }

    /// Kills the process with this session and waits until it is gone; whether there was one.
    pub async fn kill_one(&self, session: &str) -> bool {
        let found = {
            let mut processes = self.processes.lock().unwrap_or_else(PoisonError::into_inner);
            let found = processes.iter().position(|it| it.session == session && it.alive());
            found.map(|at| processes.remove(at))
        };
        let Some(process) = found else {
            return false;
        };
        process.kill();
        process.gone().await;
        true
    }

    /// Kills every process at once, whatever it is doing; new ones start on demand.
    pub fn kill(&self) {
        let mut processes = self.processes.lock().unwrap_or_else(PoisonError::into_inner);
        for process in processes.drain(..) {
            process.kill();
        }
    }

    /// Kills every process and starts no other.
    pub fn close(&self) {
        self.places.close();
        self.kill();
    }

    /// Kills every process, starts no other, and waits until they are gone.
    pub async fn stop(&self) {
        self.places.close();
        let processes: Vec<_> =
            self.processes.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect();
        for process in processes {
            process.kill();
            process.gone().await;
        }
    }

    async fn run(&self, event: Bytes) -> Result<Bytes, InvokeFault> {
        let Ok(_place) = Arc::clone(&self.places).acquire_owned().await else {
            return Err(InvokeFault::Failed);
        };
        // A process may have died since it was last used; the event is not lost with it. Only a
        // process that was just started and takes nothing is a failure.
        loop {
            let (process, fresh) = self.claim().await?;
            let answered = process.run(event.clone(), self.spec.timeout).await;
            match answered {
                Ok(answer) => {
                    process.release();
                    return Ok(answer);
                }
                Err(RunFault::Reported) => {
                    process.release();
                    return Err(InvokeFault::Failed);
                }
                Err(RunFault::NotTaken) if !fresh => process.kill(),
                Err(RunFault::NotTaken | RunFault::Gone) => {
                    process.kill();
                    return Err(InvokeFault::Failed);
                }
                Err(RunFault::TimedOut) => {
                    let limit = self.spec.timeout.as_secs_f64();
                    let line = format!("Task timed out after {limit:.2} seconds");
                    self.logs.push(&self.spec.binary, &line);
                    process.kill();
                    return Err(InvokeFault::TimedOut);
                }
            }
        }
    }

    /// An idle process, or a new one; and whether it is new.
    async fn claim(&self) -> Result<(Arc<Process>, bool), InvokeFault> {
        if let Some(process) = self.claim_idle() {
            return Ok((process, false));
        }
        let started = Process::start(&self.spec, &self.logs).await.map_err(|error| {
            self.logs.push(&self.spec.binary, &format!("cannot be started: {error}"));
            InvokeFault::Failed
        })?;
        let process = Arc::new(started);
        self.processes.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&process));
        Ok((process, true))
    }

    fn claim_idle(&self) -> Option<Arc<Process>> {
        let mut processes = self.processes.lock().unwrap_or_else(PoisonError::into_inner);
        processes.retain(|process| process.alive());
        // The one used last is the warmest.
        processes.iter().rev().find(|process| process.claim()).map(Arc::clone)
    }
}

#[cfg(test)]
mod tests;
