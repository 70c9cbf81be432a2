//! `cargo run`: serves the dev stack, tells its story, or compares two catalogs.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use dev::arguments::{self, Command};
use dev::compare::Compared;
use dev::demo;
use dev::fault::Fault;
use dev::options::Options;
use dev::stack::Stack;
use dev::stack::data::{ADDRESSES, hold};
use dev::stripe::StripeChoice;

#[tokio::main]
async fn main() -> ExitCode {
    let command = match arguments::parse(std::env::args().skip(1)) {
        Ok(command) => command,
        Err(wrong) => {
            say(&wrong);
            return ExitCode::from(2);
        }
    };
    let done = match command {
        Command::Compare { old, new } => return compare(&old, &new),
        Command::Help => {
            say(arguments::HELP);
            Ok(())
        }
        Command::Serve(options) => serve(*options).await.map_err(|fault| fault.told()),
        Command::Demo => tell().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            say(&why);
            ExitCode::FAILURE
        }
    }
}

/// What changes goes to the output, so that it can be kept or searched.
fn compare(old: &Path, new: &Path) -> ExitCode {
    match Compared::files(old, new) {
        Ok(compared) => {
            drop(write!(std::io::stdout(), "{compared}"));
            if compared.breaks() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
        }
        Err(wrong) => {
            say(&wrong);
            ExitCode::from(2)
        }
    }
}

async fn serve(mut options: Options) -> Result<(), Fault> {
    options.stripe = StripeChoice::from_environment(|name| std::env::var(name).ok())?;
    let data = options.data.clone();
    let logs = if options.memory { None } else { Some(data.join("logs")) };
    let file = data.join(ADDRESSES);
    // In memory nothing is kept, but the addresses are still told in the directory.
    let _held = if options.memory { Some(hold(&data)?) } else { None };
    let stack = Stack::start(options).await?;
    stack.write(&file)?;
    say(&format!(
        "Tallystick is ready.\n\n  open      {}\n  webhook   {}\n  stripe    {}\n  dynamodb  {}\n  \
         issuer    {}\n  service   {}\n\n  all of it {}{}",
        stack.base,
        stack.webhook,
        stack.stripe,
        stack.dynamodb,
        stack.issuer,
        stack.service_key,
        file.display(),
        logs.map(|logs| format!("\n  logs      {}", logs.display())).unwrap_or_default(),
    ));
    let stopping = stopped().await;
    drop(std::fs::remove_file(&file));
    stack.stop().await;
    stopping
}

async fn tell() -> Result<(), String> {
    let stack = Stack::start(Options::in_memory()).await.map_err(|fault| fault.told())?;
    let told = demo::tell(&stack).await;
    stack.stop().await;
    told
}

async fn stopped() -> Result<(), Fault> {
    use tokio::signal::unix::{SignalKind, signal};
    let doing = Fault::io("waiting for the end");
    let mut terminate = signal(SignalKind::terminate()).map_err(doing)?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => {
            interrupted.map_err(Fault::io("waiting for Ctrl-C"))
        }
        _ = terminate.recv() => Ok(()),
    }
}

/// A terminal that is gone is no reason to stop.
fn say(text: &str) {
    drop(writeln!(std::io::stderr(), "{}", text.trim_end()));
}
