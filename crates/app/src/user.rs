//! `dateline user`: who may log in to the desk of a ledger. Asks for passwords; never shows one, never takes one from the command
//! line, where every other process could read it.

use crate::book::args::Book;
use crate::shown::shown;
use crate::{Ending, complain, print};
use accounts::{Error, ErrorKind, Hasher, Role, Store, User, check_password};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;
use std::io::Read;

/// Longest password that is read from standard input before it is refused.
const MOST_BYTES: u64 = 64 * 1024;

/// Commands on users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a user; the password is asked for.
    #[command(after_help = "\
Examples:
  dateline user add \"Anna K.\" --role reviewer
  dateline user add boris -L homs.dateline
  pwgen 20 1 | dateline user add ci --role reader --password-stdin --json

Passwords have 12 characters or more; there are no other rules of composition. Those that are
guessed first are refused. They are kept as Argon2id hashes in LEDGER.accounts (mode 0600).

Exit codes:
  0  added
  1  there is a user of this name already
  2  the name or the password cannot be used
  3  no ledger, or its accounts cannot be read or written")]
    Add {
        /// The name; decisions are recorded under it.
        #[arg(value_name = "NAME")]
        name: String,

        /// What the user may do: reader (look), reviewer (decide, too), admin (manage users, too).
        #[arg(long, value_name = "ROLE", default_value = "reader", value_parser = role())]
        role: Role,

        #[command(flatten)]
        #[allow(missing_docs)]
        secret: Secret,

        #[command(flatten)]
        #[allow(missing_docs)]
        which: Which,
    },
    /// List the users: name, role, when added and changed.
    #[command(after_help = "\
Examples:
  dateline user list
  dateline user list -L homs.dateline --json | jq -r '.[].name'")]
    List {
        #[command(flatten)]
        #[allow(missing_docs)]
        which: Which,
    },
    /// Give a user another role; it counts from the next request on.
    #[command(after_help = "Example:\n  dateline user role \"Anna K.\" admin")]
    Role {
        /// The name.
        #[arg(value_name = "NAME")]
        name: String,

        /// What the user may do from now on.
        #[arg(value_name = "ROLE", value_parser = role())]
        role: Role,

        #[command(flatten)]
        #[allow(missing_docs)]
        which: Which,
    },
    /// Give a user another password; whoever is logged in under the name is logged out.
    #[command(after_help = "\
Examples:
  dateline user password \"Anna K.\"
  pwgen 20 1 | dateline user password ci --password-stdin")]
    Password {
        /// The name.
        #[arg(value_name = "NAME")]
        name: String,

        #[command(flatten)]
        #[allow(missing_docs)]
        secret: Secret,

        #[command(flatten)]
        #[allow(missing_docs)]
        which: Which,
    },
    /// Remove a user; whoever is logged in under the name is logged out. Decisions keep the name.
    #[command(after_help = "Example:\n  dateline user remove boris")]
    Remove {
        /// The name.
        #[arg(value_name = "NAME")]
        name: String,

        #[command(flatten)]
        #[allow(missing_docs)]
        which: Which,
    },
}

/// Of which ledger, told how.
#[derive(Args, Debug)]
pub struct Which {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Where the password comes from.
#[derive(Args, Debug)]
pub struct Secret {
    /// Read the password from the first line of standard input instead of asking for it on the terminal.
    #[arg(long)]
    pub password_stdin: bool,
}

fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::name)).try_map(|name| name.parse::<Role>())
}

/// Why nothing was done.
enum Stop {
    Accounts(Error),
    Ledger(String),
    Asking(String),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Accounts(error)
    }
}

/// Runs a command.
pub fn run(command: &UserCommand) -> Ending {
    match work(command) {
        Ok(text) => print(&text),
        Err(stop) => {
            let (message, ending) = match stop {
                Stop::Accounts(error) => (error.to_string(), ending(error.kind())),
                Stop::Ledger(message) => (message, Ending::Nothing),
                Stop::Asking(message) => (message, Ending::Usage),
            };
            complain(&message);
            ending
        }
    }
}

fn ending(kind: &ErrorKind) -> Ending {
    match kind {
        ErrorKind::Taken(_) | ErrorKind::Unknown(..) => Ending::Some,
        ErrorKind::Name(_) | ErrorKind::Password(_) => Ending::Usage,
        _ => Ending::Nothing,
    }
}

fn work(command: &UserCommand) -> Result<String, Stop> {
    // The clock: when a user was added or changed.
    let now = Timestamp::now();
    match command {
        UserCommand::Add { name, role, secret, which } => {
            let store = store(which, true)?;
            let checked = accounts::Name::new(name).map_err(|fault| Stop::Asking(fault.to_string()))?;
            if let Ok(users) = store.users()
                && let Some(there) = users.get(checked.shown())
            {
                // Before a password is thought up for nothing.
                return Err(Stop::Accounts(store.taken(&there.name)));
            }
            let password = password(secret, checked.shown())?;
            let user = store.add(name, *role, &password, &hasher()?, now)?;
            let words = format!("{} is added as {}", shown(&user.name), user.role);
            Ok(told(which, &store, &user, &words))
        }
        UserCommand::List { which } => list(&store(which, false)?, which.json),
        UserCommand::Role { name, role, which } => {
            let store = store(which, false)?;
            let user = store.set_role(name, *role, now)?;
            let words = format!("{} is {} from now on", shown(&user.name), user.role);
            Ok(told(which, &store, &user, &words))
        }
        UserCommand::Password { name, secret, which } => {
            let store = store(which, false)?;
            let there = store.named(name)?.name;
            let password = password(secret, &there)?;
            let user = store.set_password(&there, &password, &hasher()?, now)?;
            let words = format!("{} has another password; sessions from before are over", shown(&user.name));
            Ok(told(which, &store, &user, &words))
        }
        UserCommand::Remove { name, which } => {
            let store = store(which, false)?;
            let user = store.remove(name)?;
            let words = format!("{} is removed; decisions keep the name", shown(&user.name));
            Ok(told(which, &store, &user, &words))
        }
    }
}

/// The accounts of a ledger that is there: a mistyped name must not end as accounts of nothing.
fn store(which: &Which, make: bool) -> Result<Store, Stop> {
    let ledger = &which.book.ledger;
    if !ledger.is_file() {
        return Err(Stop::Ledger(format!(
            "{}: there is no ledger here; `dateline add` makes one, -L names another",
            ledger.display()
        )));
    }
    let file = Store::beside(ledger);
    Ok(if make { Store::create(&file)? } else { Store::open(&file)? })
}

fn hasher() -> Result<Hasher, Stop> {
    Hasher::new()
        .map_err(|error| Stop::Ledger(format!("the system gives no random bytes ({error}); nothing was changed")))
}

fn password(secret: &Secret, name: &str) -> Result<String, Stop> {
    if secret.password_stdin {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(MOST_BYTES).read_to_end(&mut bytes);
        read.map_err(|error| Stop::Asking(format!("standard input cannot be read: {error}")))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Stop::Asking("the password on standard input is not UTF-8; convert it".to_owned()))?;
        let line = text.split('\n').next().unwrap_or_default();
        return Ok(line.strip_suffix('\r').unwrap_or(line).to_owned());
    }
    let ask = |words: &str| {
        rpassword::prompt_password(words).map_err(|error| {
            Stop::Asking(format!("there is no terminal to ask for the password ({error}); use --password-stdin"))
        })
    };
    let first = ask(&format!("Password for {}: ", shown(name)))?;
    // Before it is typed again for nothing.
    check_password(name, &first).map_err(|fault| Stop::Asking(fault.to_string()))?;
    if ask("The same again: ")? != first {
        return Err(Stop::Asking("the two passwords differ; nothing was changed".to_owned()));
    }
    Ok(first)
}

/// A user without what is secret.
#[derive(Serialize)]
struct Line<'u> {
    name: &'u str,
    role: Role,
    added: Timestamp,
    changed: Timestamp,
}

fn line(user: &User) -> Line<'_> {
    Line { name: &user.name, role: user.role, added: user.added, changed: user.changed }
}

fn told(which: &Which, store: &Store, user: &User, words: &str) -> String {
    if which.json { json(&line(user)) } else { format!("{words} ({})\n", shown(&store.file().display().to_string())) }
}

fn list(store: &Store, as_json: bool) -> Result<String, Stop> {
    let users = store.users()?;
    let lines: Vec<Line> = users.iter().map(line).collect();
    if as_json {
        return Ok(json(&lines));
    }
    if lines.is_empty() {
        return Ok(format!("no users in {}; nobody can log in\n", shown(&store.file().display().to_string())));
    }
    let wide = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let names: Vec<String> = lines.iter().map(|line| shown(line.name).into_owned()).collect();
    let width = names.iter().map(|name| wide(name)).max().unwrap_or_default().max(4);
    let day = |time: Timestamp| time.strftime("%Y-%m-%d").to_string();
    let mut text = format!("{:width$}  {:<8}  {:<10}  {}\n", "name", "role", "added", "changed");
    for (name, line) in names.iter().zip(&lines) {
        let space = " ".repeat(width - wide(name));
        text += &format!("{name}{space}  {:<8}  {:<10}  {}\n", line.role, day(line.added), day(line.changed));
    }
    Ok(text)
}

fn json(value: &impl Serialize) -> String {
    // Strings and times: they can always be written.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
