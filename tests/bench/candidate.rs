//! A release binary as Lambda runs it, and what the system says of its process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dev::lambda::LambdaSpec;
use dev::lambda::process::Process;
use dev::logs::Logs;

/// How long one invocation may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A binary with its environment, and the event it is given.
pub struct Candidate {
    /// Its file.
    pub program: PathBuf,
    spec: LambdaSpec,
    logs: Arc<Logs>,
    event: Box<dyn Fn(u64) -> String>,
}

/// A process of a candidate that has answered at least once.
pub struct Running {
    process: Process,
    id: u32,
}

impl Candidate {
    /// A binary that is given `event(n)` as its call number n.
    pub fn new(
        program: PathBuf,
        environment: BTreeMap<String, String>,
        event: impl Fn(u64) -> String + 'static,
    ) -> Self {
        let spec = LambdaSpec {
            binary: program.file_name().unwrap().to_string_lossy().into_owned(),
            program: program.clone(),
            arguments: Vec::new(),
            environment,
            arn: "arn:aws:lambda:eu-central-1:123456789012:function:bench".to_owned(),
            timeout: TIMEOUT,
            most_processes: 1,
        };
        Self { program, spec, logs: Arc::new(Logs::in_memory()), event: Box::new(event) }
    }

    /// From the start of the process to its first answer.
    pub async fn cold(&self, call: u64) -> (Running, Duration) {
        let event = (self.event)(call);
        let begun = now();
        let process = Process::start(&self.spec, &self.logs).await.expect("it starts");
        let answer = process.run(event.into(), TIMEOUT).await;
        let took = begun.elapsed();
        self.check(&answer.expect("an answer"));
        let id = process.id().expect("it runs");
        (Running { process, id }, took)
    }

    /// One more call of a process.
    pub async fn warm(&self, running: &Running, call: u64) -> Duration {
        let event = (self.event)(call);
        let begun = now();
        let answer = running.process.run(event.into(), TIMEOUT).await;
        let took = begun.elapsed();
        self.check(&answer.expect("an answer"));
        took
    }

    fn check(&self, answer: &[u8]) {
        let answer: serde_json::Value = serde_json::from_slice(answer).expect("JSON");
        assert_eq!(answer["statusCode"], 200, "{}: {answer}", self.spec.binary);
    }

    /// The size of the file.
    pub fn bytes(&self) -> u64 {
        std::fs::metadata(&self.program).expect("the binary").len()
    }
}

impl Running {
    /// What of its memory is resident, in KiB.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id)).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// How long its threads have had a processor.
    pub fn processor(&self) -> Duration {
        let tasks = Path::new("/proc").join(self.id.to_string()).join("task");
        let of = |task: std::io::Result<std::fs::DirEntry>| {
            let text = std::fs::read_to_string(task.unwrap().path().join("schedstat")).unwrap();
            text.split(' ').next().unwrap().parse::<u64>().unwrap()
        };
        Duration::from_nanos(tasks.read_dir().unwrap().map(of).sum())
    }

    /// Kills it and waits until it is gone.
    pub async fn end(self) {
        self.process.kill();
        self.process.gone().await;
    }
}

#[allow(clippy::disallowed_methods, reason = "a duration is measured, no moment read")]
fn now() -> Instant {
    Instant::now()
}
