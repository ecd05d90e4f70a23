//! Passwords to hashes and back to yes or no. Argon2id with the least parameters that OWASP names; docs/accounts.md has the source.

use crate::error::ErrorKind;
use crate::password::{LONGEST_PASSWORD, normal};
use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::atomic::{AtomicU64, Ordering};

/// Memory in KiB: 19 MiB.
const MEMORY: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;

/// Hashes passwords and checks them. Counts how often it worked, so that a test can tell that unknown names cost the same.
#[derive(Debug)]
pub struct Hasher {
    params: Params,
    /// The hash of nothing that anybody knows: what unknown names are checked against.
    decoy: String,
    worked: AtomicU64,
}

impl Hasher {
    /// With the parameters of OWASP.
    pub fn new() -> Result<Hasher, getrandom::Error> {
        Hasher::with(MEMORY, PASSES)
    }

    /// With hardly any work, for tests of everything but the work itself.
    pub fn quick() -> Result<Hasher, getrandom::Error> {
        Hasher::with(Params::MIN_M_COST, 1)
    }

    fn with(memory: u32, passes: u32) -> Result<Hasher, getrandom::Error> {
        let params = Params::new(memory, passes, LANES, None).unwrap_or_default();
        let mut hasher = Hasher { params, decoy: String::new(), worked: AtomicU64::new(0) };
        hasher.decoy = hasher.hash(&crate::secret()?)?;
        Ok(hasher)
    }

    /// A PHC string: algorithm, parameters, a new salt of 128 bits, hash.
    pub fn hash(&self, password: &str) -> Result<String, getrandom::Error> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt)?;
        let salt = SaltString::encode_b64(&salt).expect("16 bytes are a salt");
        self.worked.fetch_add(1, Ordering::Relaxed);
        let hash = self.argon2().hash_password(normal(password).as_bytes(), &salt);
        Ok(hash.expect("parameters, salt and lengths are within Argon2's").to_string())
    }

    /// Whether this is the password behind the hash. Without a hash (nobody of that name) the same work is done, and the answer is no.
    pub fn check(&self, hash: Option<&str>, password: &str) -> bool {
        // Too long to be anybody's: told before any work, alike for every name.
        if password.len() > LONGEST_PASSWORD {
            return false;
        }
        self.worked.fetch_add(1, Ordering::Relaxed);
        let known = hash.and_then(|hash| PasswordHash::new(hash).ok());
        let (parsed, counts) = match known {
            Some(parsed) => (parsed, true),
            None => (PasswordHash::new(&self.decoy).expect("made above"), false),
        };
        let right = self.argon2().verify_password(normal(password).as_bytes(), &parsed).is_ok();
        right && counts
    }

    /// Whether the hash was made with other parameters than are used now, and is to be made anew at the next login.
    pub fn stale(&self, hash: &str) -> bool {
        let parsed = PasswordHash::new(hash).ok();
        let params = parsed.as_ref().and_then(|hash| Params::try_from(hash).ok());
        let algorithm = parsed.as_ref().map(|hash| hash.algorithm);
        algorithm != Some(Algorithm::Argon2id.ident())
            || params.is_none_or(|params| {
                (params.m_cost(), params.t_cost(), params.p_cost())
                    != (self.params.m_cost(), self.params.t_cost(), self.params.p_cost())
            })
    }

    /// How many times Argon2 was run.
    pub fn worked(&self) -> u64 {
        self.worked.load(Ordering::Relaxed)
    }

    fn argon2(&self) -> Argon2<'_> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }
}

/// Whether this is a hash that can be checked, within bounds that nobody could use to exhaust the machine.
pub(crate) fn sound(hash: &str) -> Result<(), String> {
    let parsed = PasswordHash::new(hash).map_err(|error| error.to_string())?;
    if parsed.algorithm != Algorithm::Argon2id.ident() {
        return Err(format!("a password by {}, not argon2id", parsed.algorithm));
    }
    let params = Params::try_from(&parsed).map_err(|error| error.to_string())?;
    if params.m_cost() > 1024 * 1024 || params.t_cost() > 64 || params.p_cost() > 64 {
        return Err("a password that takes more than a gibibyte or 64 passes to check".to_owned());
    }
    if parsed.hash.is_none() || parsed.salt.is_none() {
        return Err("a password without hash or salt".to_owned());
    }
    Ok(())
}

impl From<getrandom::Error> for ErrorKind {
    fn from(error: getrandom::Error) -> ErrorKind {
        ErrorKind::Random(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameters_are_those_that_the_page_names() {
        let hasher = Hasher::new().unwrap();
        let hash = hasher.hash("seven herons at the weir").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(sound(&hash), Ok(()));
        assert!(!hasher.stale(&hash));
        assert!(hasher.check(Some(&hash), "seven herons at the weir"));
        assert!(!hasher.check(Some(&hash), "seven herons at the weiR"));
    }

    #[test]
    fn a_salt_is_never_used_twice_and_forms_of_unicode_are_one() {
        let hasher = Hasher::quick().unwrap();
        let hash = hasher.hash("un café à la gare").unwrap();
        assert_ne!(hash, hasher.hash("un café à la gare").unwrap());
        assert!(hasher.check(Some(&hash), "un cafe\u{301} a\u{300} la gare"));
    }

    #[test]
    fn nobody_costs_what_somebody_costs() {
        let hasher = Hasher::quick().unwrap();
        let hash = hasher.hash("seven herons at the weir").unwrap();
        for (known, password) in
            [(Some(hash.as_str()), "wrong"), (None, "wrong"), (Some("no hash"), "wrong"), (None, "")]
        {
            let before = hasher.worked();
            assert!(!hasher.check(known, password));
            assert_eq!(hasher.worked(), before + 1, "{known:?}");
        }
        let before = hasher.worked();
        assert!(!hasher.check(Some(&hash), &"x".repeat(LONGEST_PASSWORD + 1)));
        assert!(!hasher.check(None, &"x".repeat(LONGEST_PASSWORD + 1)));
        assert_eq!(hasher.worked(), before);
    }

    #[test]
    fn weaker_hashes_are_stale_and_hostile_ones_are_not_sound() {
        let weak = Hasher::quick().unwrap().hash("seven herons at the weir").unwrap();
        let strong = Hasher::new().unwrap();
        assert!(strong.stale(&weak));
        assert!(strong.check(Some(&weak), "seven herons at the weir"), "it still opens");
        assert!(sound("$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNo").is_err());
        assert!(sound("$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNo").is_err());
        assert!(sound("seven herons at the weir").is_err());
        assert!(sound("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ").is_err());
    }
}
