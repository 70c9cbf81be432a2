//! The command line.

use std::path::PathBuf;

use crate::options::Options;

/// What `--help` prints.
pub const HELP: &str = "\
The whole of Tallystick on one machine.

cargo run -- [serve] [OPTIONS]   serve until Ctrl-C
cargo run -- demo                tell the whole story over real HTTP; exit 0 when it is true
cargo run -- catalog compare OLD.toml NEW.toml
                                 what changes for accounts that exist, what breaks first; exit 0
                                 when nothing breaks, 1 when something does, 2 when a file is no
                                 catalog

  --port PORT       the port on 127.0.0.1 (4242); 0 takes any that is free
  --data DIR        where everything is kept (target/dev); one stack at a time may use it
  --memory          forget everything at the end, in place of keeping it
  --catalog FILE    the catalog to sell from, in place of the compiled-in one
  --dynamodb URL    another DynamoDB, such as DynamoDB Local, in place of the embedded one
  --help            this

With a test-mode STRIPE_SECRET_KEY in the environment, Stripe itself is talked to; then
STRIPE_WEBHOOK_SECRET is what `stripe listen` prints. A live key is refused.
";

/// What is to be done.
#[derive(Debug)]
pub enum Command {
    /// Serve a stack.
    Serve(Box<Options>),
    /// Tell the story.
    Demo,
    /// Say what changes from one catalog to another.
    Compare {
        /// The catalog that accounts live with.
        old: PathBuf,
        /// The one that they shall live with.
        new: PathBuf,
    },
    /// Print the help.
    Help,
}

/// Reads the arguments after the program's name; the error says which one is wrong.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut arguments = arguments.into_iter().peekable();
    let mut options = Options::default();
    match arguments.peek().map(String::as_str) {
        Some("demo") => {
            arguments.next();
            return match arguments.next() {
                None => Ok(Command::Demo),
                Some(more) => Err(format!("demo takes no {more}")),
            };
        }
        Some("catalog") => {
            arguments.next();
            return compare(arguments);
        }
        Some("serve") => drop(arguments.next()),
        _ => {}
    }
    while let Some(argument) = arguments.next() {
        let (name, given) = match argument.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        let mut value = || {
            let value = given.clone().or_else(|| arguments.next());
            value.ok_or_else(|| format!("{name} needs a value"))
        };
        match name.as_str() {
            "--port" => {
                let port = value()?;
                options.port = port.parse().map_err(|_| format!("{port} is no port"))?;
            }
            "--catalog" => options.catalog = Some(absolute(&value()?)?),
            "--data" => options.data = placed(&value()?)?,
            "--dynamodb" => options.dynamodb = Some(value()?),
            "--memory" if given.is_none() => options.memory = true,
            "--help" | "-h" => return Ok(Command::Help),
            other => return Err(format!("there is no {other}; --help says what there is")),
        }
    }
    Ok(Command::Serve(Box::new(options)))
}

fn compare(mut arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    const HOW: &str = "catalog compare needs two files: OLD.toml NEW.toml";
    match arguments.next().as_deref() {
        Some("compare") => {}
        Some(other) => return Err(format!("catalog knows no {other}; it can compare")),
        None => return Err(HOW.to_owned()),
    }
    match (arguments.next(), arguments.next(), arguments.next()) {
        (Some(old), Some(new), None) => {
            Ok(Command::Compare { old: PathBuf::from(old), new: PathBuf::from(new) })
        }
        _ => Err(HOW.to_owned()),
    }
}

/// The functions run elsewhere, so a relative path would mislead them.
fn absolute(path: &str) -> Result<PathBuf, String> {
    std::fs::canonicalize(path).map_err(|error| format!("{path}: {error}"))
}

/// A directory that may not be there yet.
fn placed(path: &str) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|error| format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn nothing_said_means_serve_on_4242() {
        for line in ["", "serve"] {
            let Ok(Command::Serve(options)) = read(line) else { panic!("{line}") };
            assert_eq!(options.port, 4242);
            assert!(!options.memory);
        }
    }

    #[test]
    fn what_is_said_is_done() {
        let line = "serve --port=0 --memory --dynamodb http://127.0.0.1:8000";
        let Ok(Command::Serve(options)) = read(line) else { panic!() };
        assert_eq!(options.port, 0);
        assert!(options.memory);
        assert_eq!(options.dynamodb.unwrap(), "http://127.0.0.1:8000");
        let Ok(Command::Serve(options)) = read("--data kept/here") else { panic!() };
        assert_eq!(options.data, std::env::current_dir().unwrap().join("kept/here"));
        assert!(matches!(read("demo"), Ok(Command::Demo)));
        assert!(matches!(read("serve --help"), Ok(Command::Help)));
        let Ok(Command::Compare { old, new }) = read("catalog compare a.toml b.toml") else {
            panic!()
        };
        assert_eq!((old, new), (PathBuf::from("a.toml"), PathBuf::from("b.toml")));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, named) in [
            ("--prot 1", "--prot"),
            ("--port", "--port"),
            ("--data", "--data"),
            ("--port x", "x is no port"),
            ("--memory=yes", "--memory"),
            ("--catalog /nowhere/at/all.toml", "/nowhere/at/all.toml"),
            ("demo --memory", "--memory"),
            ("catalog", "catalog compare"),
            ("catalog print a.toml", "print"),
            ("catalog compare a.toml", "OLD.toml NEW.toml"),
            ("catalog compare a.toml b.toml c.toml", "OLD.toml NEW.toml"),
        ] {
            assert!(read(line).unwrap_err().contains(named), "{line}");
        }
    }
}
