//! `cargo run -p tests --bin hot -- --callers 200 --each 50 [--processes 8]`: very many callers on
//! one account that has funds for half of what they ask for.

#![allow(clippy::expect_used, clippy::panic, reason = "it fails loudly, as tests do")]

use std::process::ExitCode;

use tests::hot::{self, Heat};

#[tokio::main]
async fn main() -> ExitCode {
    let mut heat = Heat { callers: 200, each: 50, processes: 8 };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let number = arguments.next().and_then(|value| value.parse().ok());
        match (name.as_str(), number) {
            ("--callers", Some(number)) => heat.callers = number,
            ("--each", Some(number)) => heat.each = number,
            ("--processes", Some(number)) => heat.processes = number,
            _ => {
                eprintln!(
                    "hot [--callers 200] [--each 50] [--processes 8]: {name} is not understood"
                );
                return ExitCode::from(2);
            }
        }
    }
    let figures = hot::run(heat).await;
    println!("{figures}");
    ExitCode::from(u8::from(!figures.exact()))
}
