//! Who may use a desk: users, roles, passwords, sessions, limits of rate. docs/accounts.md says what an administrator should know.
//!
//! - Users stand in one small file beside the ledger ([`Store`]); everything else is in memory and gone with the process.
//! - A password is kept as its Argon2id hash, a session's token as its SHA-256. Whoever reads file or memory dump can log in as nobody.
//! - An unknown name costs exactly the work of a known one ([`Hasher::check`]).
//! - Whatever strangers can make grow is bounded: sessions, counters, buckets.
//!
//! Never speaks HTTP, never reads the clock (every call that needs the time is given it), never decides which route is for whom.

mod error;
mod hash;
mod limits;
mod name;
mod password;
mod sessions;
mod store;

pub use error::{Error, ErrorKind};
pub use hash::Hasher;
pub use limits::{BucketPolicy, Buckets, LoginPolicy, Logins, Network, Wait};
pub use name::{Name, NameFault};
pub use password::{LONGEST_PASSWORD, PasswordFault, SHORTEST_PASSWORD, check_password};
pub use sessions::{Open, SessionPolicy, Sessions, csrf_of, same, secret};
pub use store::{Role, Store, User, Users};

use sha2::{Digest, Sha256};

/// A SHA-256, by which secrets and names of any length are known inside.
type Print = [u8; 32];

fn print(parts: &[&[u8]]) -> Print {
    let mut hash = Sha256::new();
    for part in parts {
        // Lengths first: no two lists of parts give the same bytes.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
