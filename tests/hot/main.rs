//! `cargo run -p tests --bin hot -- --callers 200 --each 50 [--processes 8]`: very many callers on
//! one account that has funds for half of what they ask for.

use std::process::ExitCode;

use tests::arguments::{Arguments, exit};
use tests::hot::{self, Heat};

#[tokio::main]
async fn main() -> ExitCode {
    exit(run().await)
}

async fn run() -> Result<bool, String> {
    let arguments = Arguments::of_process("hot [--callers N] [--each N] [--processes N]")?;
    let figures = hot::run(Heat {
        callers: arguments.number("--callers", 200)?,
        each: arguments.number("--each", 50)?,
        processes: arguments.number("--processes", 8)?,
    });
    let figures = figures.await;
    println!("{figures}");
    Ok(figures.exact())
}
