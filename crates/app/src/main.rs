//! `dateline`: reports of armed conflict in, claims out.
//!
//! The only crate that looks at arguments, environment, terminal and clock (and the clock only for the progress bar:
//! what is written depends on it in one field only: when a ledger recorded a row). Commands: [`read`], [`book`] (all that work on
//! a ledger), [`eval`], [`ask`], [`types`]; their words are in [`cli`].

mod access;
mod ask;
mod book;
mod cli;
mod dataset;
mod demo;
mod eval;
#[cfg(test)]
mod examples;
mod export;
mod forms;
mod inputs;
mod intake;
mod judge;
mod line;
mod mapped;
mod meaning;
mod page;
mod paint;
mod pipeline;
mod progress;
mod publish;
mod read;
mod records;
mod screen;
mod serve;
mod shown;
mod table;
mod theatre;
mod types;
mod user;
mod watch;

use clap::{CommandFactory, Parser};
use cli::{Cli, Command, TypesArgs};
use reader::{Gate, Reader};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;
use world::places::Gazetteer;

/// How a command ended; the numbers are a promise, told in `--help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// All of the input was read.
    All = 0,
    /// Some of it could not be read.
    Some = 1,
    /// Wrong usage, found after parsing.
    Usage = 2,
    /// Nothing came of it: no input, no model, no room for the output.
    Nothing = 3,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let demo = matches!(cli.command, Some(Command::Demo(_))).then(|| Path::new(theatre::DEMO));
    if let Some(asked) = demo.or(cli.theatre.as_deref())
        && !theatre::take(asked)
    {
        return ExitCode::from(Ending::Usage as u8);
    }
    let ending = match cli.command {
        _ if cli.version => print(&version()),
        Some(Command::Demo(args)) => demo::run(&args),
        Some(Command::Read(args)) => read::run(&args),
        Some(Command::Add(args)) => book::add(&args),
        Some(Command::Watch(args)) => watch::run(&args),
        Some(Command::List(args)) => book::list(&args),
        Some(Command::Show(args)) => book::show(&args),
        Some(Command::Control(args)) => book::control(&args),
        Some(Command::Roads(command)) => book::roads(&command),
        Some(Command::Checks(args)) => book::checks(&args),
        Some(Command::Contradictions(args)) => book::contradictions(&args),
        Some(Command::Sitrep(args)) => book::sitrep(&args),
        Some(Command::Review(command)) => book::review(&command),
        Some(Command::Records(command)) => records::run(&command),
        Some(Command::Fuse(args)) => book::fuse(&args),
        Some(Command::Verify(args)) => book::verify(&args),
        Some(Command::Forget(args)) => book::forget(&args),
        Some(Command::User(command)) => user::run(&command),
        Some(Command::Serve(args)) => serve::run(&args),
        Some(Command::Publish(args)) => publish::run(&args),
        Some(Command::Export(args)) => export::run(&args),
        Some(Command::Eval(args)) => judge::run(&args),
        Some(Command::Where(args)) => ask::place(&args),
        Some(Command::When(args)) => ask::days(&args),
        Some(Command::Who(args)) => ask::party(&args),
        Some(Command::Gazetteer(command)) => ask::gazetteer(&command),
        Some(Command::Types(args)) => print(&types(&args)),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "dateline", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
        None => {
            // Only an option that is no command gets here, and --version is the only one.
            complain("no command given; try dateline --help");
            Ending::Usage
        }
    };
    ExitCode::from(ending as u8)
}

fn types(args: &TypesArgs) -> String {
    let out = std::io::stdout();
    let paint = screen::paint(cli::Colour::Auto, &out);
    if args.json { types::types_json() } else { types::types_text(screen::width().unwrap_or(100), paint) }
}

fn version() -> String {
    let model = match Reader::bundled() {
        Ok(reader) => reader.name().to_owned(),
        Err(error) => format!("no model: {error}"),
    };
    format!("dateline {} (model {model})\n", env!("CARGO_PKG_VERSION"))
}

/// The model that was asked for, or the built-in one; complains where it cannot be loaded.
fn load_reader(model: Option<&Path>) -> Option<Reader> {
    let loaded = match model {
        Some(file) => Reader::load(file),
        None => Reader::bundled(),
    };
    loaded.inspect_err(|error| complain(&error.to_string())).ok()
}

/// The built-in gate, unless it is not wanted. Where it cannot be used everything is read, and that is told.
fn load_gate(wanted: bool) -> Option<Gate> {
    wanted.then(Gate::bundled)?.inspect_err(|error| complain(&format!("{error}; everything is read"))).ok()
}

/// The built-in gazetteer, or with the user's own file; complains where that cannot be read.
fn load_gazetteer(own: Option<&Path>) -> Option<&'static Gazetteer> {
    match own {
        None => Some(Gazetteer::bundled()),
        Some(file) => match Gazetteer::with_side_file(file) {
            // It is wanted until the program ends, as the built-in one is.
            Ok(gazetteer) => Some(Box::leak(Box::new(gazetteer))),
            Err(error) => {
                complain(&error.to_string());
                None
            }
        },
    }
}

/// Writes to standard output. A reader who has gone away has seen enough: no error.
fn print(text: &str) -> Ending {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ending::All,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ending::All,
        Err(error) => {
            complain(&format!("standard output cannot be written: {error}; is the disk full?"));
            Ending::Nothing
        }
    }
}

/// One line on standard error, safe for a terminal.
fn complain(message: &str) {
    // In one write: no other program's line comes between.
    let line = format!("dateline: {}\n", shown::shown(message));
    let _ = std::io::stderr().write_all(line.as_bytes());
}
