//! Runs the built program in a folder of its own. Reports in it are invented.
#![allow(dead_code)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

/// A short report in plain words; `n` makes it another one.
pub fn story(n: usize) -> String {
    format!(
        "TAL MARUN - Northern Front fighters captured checkpoint {n} near Tal Marun late Friday, its spokesman said. \
         The governor of Bir Sella denied that the road had been closed. Residents waited for news in the market.\n"
    )
}

/// A folder that is gone after the test.
pub struct Folder(TempDir);

impl Folder {
    /// An empty one.
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    /// One with these files.
    pub fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder::new();
        for (name, text) in files {
            let path = folder.path(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The program, to be run in it.
    pub fn command(&self, args: &[&str]) -> Command {
        command_in(self.0.path(), args)
    }

    /// Runs the program in it, with nothing on standard input.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.command(args).stdin(Stdio::null()).output().unwrap().into()
    }

    /// Runs the program in it with `input` on standard input.
    pub fn run_with(&self, args: &[&str], input: &str) -> Ran {
        let mut command = self.command(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap().into()
    }
}

fn command_in(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(args).current_dir(folder);
    // What the developer's shell has set must not decide a test.
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command.env("TERM", "xterm-256color");
    command
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    /// Exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A folder under samples/.
pub fn samples(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name)
}

/// A folder with the ledger that `make` makes in another one; made once for each `made`.
pub fn with_ledger(made: &OnceLock<Vec<u8>>, make: impl FnOnce(&Folder)) -> Folder {
    let bytes = made.get_or_init(|| {
        let folder = Folder::new();
        make(&folder);
        std::fs::read(folder.path("ledger.dateline")).unwrap()
    });
    let folder = Folder::new();
    std::fs::write(folder.path("ledger.dateline"), bytes).unwrap();
    folder
}

/// What a command printed as JSON.
pub fn json(ran: Ran) -> serde_json::Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}
