//! A desk on a port of its own over a small invented ledger, and a client that can say anything, also what no library would.

#![allow(dead_code)]

#[path = "../../../ledger/examples/invented/mod.rs"]
pub mod invented;

use accounts::{Hasher, Role, Store};
use desk::{About, Access, Clock, Desk, Mode, Patience};
use jiff::{SignedDuration, Timestamp};
use ledger::{Keep, Ledger};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;

pub const GOOD: &str = "seven herons at the weir";

/// A name for each role.
pub const USERS: [(&str, Role); 3] = [("anna", Role::Reader), ("boris", Role::Reviewer), ("Clara K.", Role::Admin)];

/// How a desk is to be started.
pub struct Setup {
    pub users: bool,
    pub mode: Mode,
    pub bind: &'static str,
    pub access: Access,
    pub patience: Patience,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup {
            users: true,
            mode: Mode::Desk,
            bind: "127.0.0.1:0",
            access: Access { quick: true, ..Access::default() },
            patience: Patience::default(),
        }
    }
}

/// A desk that runs until it is dropped.
pub struct Server {
    pub at: SocketAddr,
    pub store: Store,
    pub ledger: PathBuf,
    /// Seconds that the clock is ahead.
    ahead: Arc<AtomicI64>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
    _folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            if !std::thread::panicking() {
                ended.unwrap();
            }
        }
    }
}

pub fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap()
}

pub fn start(setup: Setup) -> Server {
    try_start(setup, |_| ()).unwrap()
}

/// Starts a desk; `before` may do something to the file of accounts. The error is what the program would say.
pub fn try_start(setup: Setup, before: impl FnOnce(&Store)) -> Result<Server, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("war.dateline");
    let mut ledger = Ledger::open(&file, ledger::Mode::Create).unwrap();
    let reports: Vec<_> = (0..3).map(invented::invented).collect();
    let new: Vec<_> = reports.iter().map(|report| report.keeping(Keep::Never)).collect();
    ledger.add(&new, now()).unwrap();
    book::fusing::catch_up(&mut ledger).unwrap();
    drop(ledger);

    let store = Store::create(&Store::beside(&file)).unwrap();
    let hasher = if setup.access.quick { Hasher::quick() } else { Hasher::new() }.unwrap();
    if setup.users {
        for (name, role) in USERS {
            store.add(name, role, GOOD, &hasher, now()).unwrap();
        }
    }
    before(&store);

    let ahead = Arc::new(AtomicI64::new(0));
    let clock = ahead.clone();
    let mut desk = Desk::over(&file, About { version: "0".to_owned(), ..About::default() });
    desk.mode = setup.mode;
    desk.patience = setup.patience;
    desk.access = setup.access;
    desk.access.clock = Clock(Arc::new(move || now() + SignedDuration::from_secs(clock.load(Ordering::SeqCst))));

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind(setup.bind)).unwrap();
    let mut at = listener.local_addr().unwrap();
    if at.ip().is_unspecified() {
        at.set_ip([127, 0, 0, 1].into());
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let (refused, told) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        let served = runtime.block_on(desk::serve(listener, desk, async {
            let _ = stopped.await;
        }));
        if let Err(error) = served {
            let _ = refused.send(error.to_string());
        }
    });
    // It answers, or it has said why not.
    for _ in 0..200 {
        match told.recv_timeout(Duration::from_millis(if TcpStream::connect(at).is_ok() { 50 } else { 10 })) {
            Ok(why) => return Err(why),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => return Err("ended at once".to_owned()),
            Err(_) if TcpStream::connect(at).is_ok() => break,
            Err(_) => {}
        }
    }
    Ok(Server { at, store, ledger: file, ahead, stop: Some(stop), thread: Some(thread), _folder: folder })
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The last part of the problem's type.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let told = self.json();
        assert_eq!(told["status"], self.status, "{self:?}");
        assert!(told["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{self:?}");
        told["type"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    }

    /// The token in the cookie that the answer sets.
    pub fn cookie(&self) -> Option<String> {
        let line = self.header("set-cookie")?;
        Some(line.strip_prefix("dateline_session=")?.split(';').next()?.to_owned())
    }
}

/// Somebody logged in.
#[derive(Clone, Debug)]
pub struct Session {
    pub token: String,
    pub csrf: String,
}

impl Server {
    /// Lets time pass.
    pub fn pass(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Sends bytes as they are, and reads until the other side closes.
    pub fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // It may be refused before all of it is sent.
        let _ = stream.write_all(bytes);
        read_answer(&mut stream)
    }

    /// Asks with these headers and nothing else but Host.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut text = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "host") {
            text += &format!("host: {}\r\n", self.at);
        }
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            text += &format!("content-length: {}\r\n", body.len());
        }
        self.raw(format!("{text}\r\n{body}").as_bytes())
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "")
    }

    /// As somebody who is logged in does it in a page: with cookie, token and origin.
    pub fn act(&self, who: &Session, method: &str, path: &str, body: &Value) -> Answer {
        let cookie = format!("dateline_session={}", who.token);
        let origin = format!("http://{}", self.at);
        let mut headers = vec![
            ("cookie", cookie.as_str()),
            ("x-csrf-token", who.csrf.as_str()),
            ("origin", origin.as_str()),
            ("sec-fetch-site", "same-origin"),
        ];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        if !body.is_empty() {
            headers.push(("content-type", "application/json"));
        }
        self.ask(method, path, &headers, &body)
    }

    /// Looks at something, logged in.
    pub fn look(&self, who: &Session, path: &str) -> Answer {
        self.act(who, "GET", path, &Value::Null)
    }

    pub fn try_login(&self, name: &str, password: &str, more: &[(&str, &str)]) -> Answer {
        let body = json!({"name": name, "password": password}).to_string();
        self.ask("POST", "/api/v1/session", &[&[("content-type", "application/json")], more].concat(), &body)
    }

    pub fn login(&self, name: &str) -> Session {
        let answer = self.try_login(name, GOOD, &[]);
        assert_eq!(answer.status, 200, "{answer:?}");
        session_of(&answer)
    }

    /// Logs in anew whoever has this role.
    pub fn as_role(&self, role: Role) -> Session {
        self.login(USERS.iter().find(|(_, theirs)| *theirs == role).unwrap().0)
    }
}

pub fn session_of(answer: &Answer) -> Session {
    Session {
        token: answer.cookie().unwrap_or_else(|| panic!("no cookie: {answer:?}")),
        csrf: answer.json()["csrf"].as_str().unwrap().to_owned(),
    }
}

pub fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    // A connection that is reset may have answered before.
    let _ = stream.read_to_end(&mut bytes);
    parse(&bytes)
}

/// Nothing at all is status 0.
pub fn parse(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let body = String::from_utf8_lossy(bytes.get(end + 4..).unwrap_or_default()).into_owned();
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = if chunked { dechunked(&body) } else { body };
    Answer { status, headers, body }
}

fn dechunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        let Some(chunk) = rest.get(..size).filter(|chunk| !chunk.is_empty()) else { break };
        whole += chunk;
        body = rest.get(size + 2..).unwrap_or_default();
    }
    whole
}
