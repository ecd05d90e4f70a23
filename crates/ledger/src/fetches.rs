//! What watching remembers of addresses: when they were asked, what they answered, when they may be asked again.
//!
//! Not part of the chain, not verified, and no claim rests on it: it can be thrown away, and then everything is asked once more. A ledger
//! of version 1 that is opened for reading has none of it. Never asks the network.

use crate::chain::sha256;
use crate::rows::{micros, time_of};
use crate::{Error, ErrorKind, Ledger};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

/// What an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FetchKind {
    /// A list of articles.
    Feed,
    /// An article.
    Page,
    /// What a host lets programs ask for.
    Robots,
    /// What a host reserves from being mined.
    Tdm,
}

impl FetchKind {
    /// All of them.
    pub const ALL: [FetchKind; 4] = [FetchKind::Feed, FetchKind::Page, FetchKind::Robots, FetchKind::Tdm];

    /// The word that the file uses.
    pub fn name(self) -> &'static str {
        match self {
            FetchKind::Feed => "feed",
            FetchKind::Page => "page",
            FetchKind::Robots => "robots",
            FetchKind::Tdm => "tdm",
        }
    }
}

/// What is remembered of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// The address.
    pub url: String,
    /// What it is.
    pub kind: FetchKind,
    /// When it was asked last; `None`: never yet.
    pub asked: Option<Timestamp>,
    /// When the page was last changed, as its feed said when it was listed.
    pub listed: Option<Timestamp>,
    /// HTTP status of the last answer; `None` where there was none.
    pub status: Option<u16>,
    /// As the server gave it, to be given back.
    pub etag: Option<String>,
    /// As the server gave it, to be given back.
    pub last_modified: Option<String>,
    /// Of the last body.
    pub body_sha256: Option<[u8; 32]>,
    /// Failures in a row.
    pub failures: u32,
    /// Not to be asked before; of a robots.txt: the whole host.
    pub not_before: Option<Timestamp>,
    /// Of robots.txt and tdmrep.json the file; of a page that is still to be asked what its feed says of it.
    pub body: Option<String>,
    /// Why it stands as it does, in words.
    pub note: Option<String>,
}

impl Fetch {
    /// An address that was never asked.
    pub fn new(kind: FetchKind, url: impl Into<String>) -> Fetch {
        Fetch {
            url: url.into(),
            kind,
            asked: None,
            listed: None,
            status: None,
            etag: None,
            last_modified: None,
            body_sha256: None,
            failures: 0,
            not_before: None,
            body: None,
            note: None,
        }
    }
}

const COLUMNS: &str =
    "url, kind, asked, listed, status, etag, last_modified, body_sha256, failures, not_before, body, note";

impl Ledger {
    /// What is remembered of an address.
    pub fn fetch(&self, url: &str) -> Result<Option<Fetch>, Error> {
        Ok(self.some_fetches("url = ?1", [url])?.pop())
    }

    /// Pages that are still to be asked, in the order of their addresses.
    pub fn pages_to_ask(&self) -> Result<Vec<Fetch>, Error> {
        self.some_fetches("kind = 'page' AND body IS NOT NULL", [])
    }

    /// Another page whose last body was the same, byte for byte.
    pub fn page_of_body(&self, body_sha256: &[u8; 32], other_than: &str) -> Result<Option<String>, Error> {
        if !self.has_fetches()? {
            return Ok(None);
        }
        let ask = "SELECT url FROM fetches WHERE body_sha256 = ?1 AND kind = 'page' AND url <> ?2 ORDER BY url LIMIT 1";
        let found = self.connection.query_row(ask, params![body_sha256, other_than], |row| row.get(0)).optional();
        found.map_err(|error| self.fail(error))
    }

    /// Addresses of the reports that have this text, as far as they tell one; in the order of adding.
    pub fn urls_of_text(&self, text: &str) -> Result<Vec<String>, Error> {
        let ask = "SELECT url FROM reports WHERE text_sha256 = ?1 AND url IS NOT NULL ORDER BY seq";
        let found = || {
            let mut statement = self.connection.prepare_cached(ask)?;
            let hash = sha256(text.as_bytes());
            statement.query_map([hash], |row| row.get(0))?.collect::<Result<_, rusqlite::Error>>()
        };
        found().map_err(|error| self.fail(error))
    }

    /// Remembers addresses, in one transaction; what was remembered of them before is gone.
    pub fn keep_fetches<'f>(&mut self, fetches: impl IntoIterator<Item = &'f Fetch>) -> Result<(), Error> {
        self.write(|transaction| {
            let put = format!(
                "INSERT OR REPLACE INTO fetches ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
            );
            let mut put = transaction.prepare_cached(&put)?;
            for fetch in fetches {
                put.execute(params![
                    fetch.url,
                    fetch.kind.name(),
                    fetch.asked.map(micros),
                    fetch.listed.map(micros),
                    fetch.status,
                    fetch.etag,
                    fetch.last_modified,
                    fetch.body_sha256,
                    fetch.failures,
                    fetch.not_before.map(micros),
                    fetch.body,
                    fetch.note,
                ])?;
            }
            Ok(())
        })
    }

    /// Forgets all addresses: everything is asked once more.
    pub fn forget_fetches(&mut self) -> Result<(), Error> {
        self.write(|transaction| Ok(transaction.execute("DELETE FROM fetches", []).map(|_| ())?))
    }

    fn has_fetches(&self) -> Result<bool, Error> {
        self.connection.table_exists(Some("main"), "fetches").map_err(|error| self.fail(error))
    }

    fn some_fetches(&self, which: &str, parameters: impl rusqlite::Params) -> Result<Vec<Fetch>, Error> {
        if !self.has_fetches()? {
            return Ok(Vec::new());
        }
        let ask = format!("SELECT {COLUMNS} FROM fetches WHERE {which} ORDER BY url");
        let found = || {
            let mut statement = self.connection.prepare_cached(&ask)?;
            statement.query_map(parameters, of_row)?.collect::<Result<Vec<Fetch>, rusqlite::Error>>()
        };
        found().map_err(|error| self.fail(ErrorKind::from(error)))
    }
}

fn of_row(row: &Row<'_>) -> Result<Fetch, rusqlite::Error> {
    let time = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.and_then(time_of));
    let kind: String = row.get(1)?;
    Ok(Fetch {
        url: row.get(0)?,
        // The table holds no other words.
        kind: FetchKind::ALL.into_iter().find(|one| one.name() == kind).unwrap_or(FetchKind::Page),
        asked: time(2)?,
        listed: time(3)?,
        status: row.get(4)?,
        etag: row.get(5)?,
        last_modified: row.get(6)?,
        body_sha256: row.get(7)?,
        failures: row.get(8)?,
        not_before: time(9)?,
        body: row.get(10)?,
        note: row.get(11)?,
    })
}
