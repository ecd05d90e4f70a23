//! The public view from outside: every path of the API, every list, filter, search and feed, over a ledger that was published from one full of
//! secrets. No answer may hold one.

#[path = "../../public/tests/secrets/mod.rs"]
mod secrets;

use desk::{About, Desk, Mode};
use ledger::folded;
use public::{Policy, publish, summary};
use secrets::{SECRETS, filled, today};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

struct Public {
    at: SocketAddr,
    _folder: tempfile::TempDir,
}

/// A desk over what is published of a ledger full of secrets; or, to see that the questions are good ones, over that ledger itself.
fn start(published: bool) -> Public {
    let private = tempfile::tempdir().unwrap();
    let (ledger, _) = filled(&private.path().join("private.ledger"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("public.ledger");
    let policy = Policy::default();
    if published {
        publish(&ledger, &policy, today(), &path, |_, _| {}).unwrap();
    }
    drop(ledger);
    if !published {
        std::fs::copy(private.path().join("private.ledger"), &path).unwrap();
    }
    let mut desk = Desk::over(&path, About::default());
    desk.mode = Mode::Public;
    desk.policy = Some(json!(summary(&policy)));
    // So many questions in so short a time are refused else, and a refusal tells nothing.
    desk.access.requests.burst = 1_000_000;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let at = listener.local_addr().unwrap();
    std::thread::spawn(move || runtime.block_on(desk::serve(listener, desk, std::future::pending())).unwrap());
    for _ in 0..200 {
        if TcpStream::connect(at).is_ok() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Public { at, _folder: folder }
}

impl Public {
    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let length = body.len();
        let text = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}",
            self.at
        );
        stream.write_all(text.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let all = String::from_utf8_lossy(&bytes).into_owned();
        let status = all.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, all)
    }

    fn json(&self, path: &str) -> Value {
        let (_, all) = self.ask("GET", path, "");
        let body = all.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        serde_json::from_str(body).unwrap_or(Value::Null)
    }
}

/// The first secret that an answer tells.
fn told(answer: &str) -> Option<&'static str> {
    let plain = answer.to_lowercase();
    let folded = folded(answer);
    let joined = folded.replace(' ', "");
    let tells = |secret: &&&str| {
        let secret = secret.to_lowercase();
        plain.contains(&secret) || folded.contains(&secret) || joined.contains(&secret)
    };
    SECRETS.iter().find(tells).copied()
}

/// Without what is told of a place's surroundings: towns beside it and roads are those of the map.
fn without_map(path: &str, answer: &str) -> String {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    match serde_json::from_str::<Value>(body) {
        Ok(Value::Object(mut fields)) if path.starts_with("/api/v1/places/") => {
            fields.remove("neighbours");
            fields.remove("roads");
            format!("{head}\r\n\r\n{}", Value::Object(fields))
        }
        _ => answer.to_owned(),
    }
}

/// Everything that could be put in place of a name in a path.
fn names(public: &Public) -> BTreeSet<String> {
    fn gather(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(field, value)| match (field.as_str(), value) {
                ("id" | "lineage" | "report" | "event" | "claim" | "party", Value::String(id)) => {
                    into.insert(id.clone());
                }
                (_, value) => gather(value, into),
            }),
            Value::Array(all) => all.iter().for_each(|value| gather(value, into)),
            _ => {}
        }
    }
    let mut all = BTreeSet::new();
    for list in ["events", "claims", "reports", "lineages", "places", "parties", "decisions"] {
        gather(&public.json(&format!("/api/v1/{list}?limit=1000")), &mut all);
    }
    assert!(all.len() > 10, "{all:?}");
    all
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// Asks all that the API can be asked; the answers that tell a secret.
fn walk(public: &Public) -> Vec<String> {
    let api = serde_json::to_value(desk::openapi()).unwrap();
    let names = names(public);
    let (mut asked, mut good, mut leaks) = (0, 0, Vec::new());
    let mut look = |path: &str| {
        let (status, answer) = public.ask("GET", path, "");
        if let Some(secret) = told(&without_map(path, &answer)) {
            leaks.push(format!("{path} tells {secret}: {answer}"));
        }
        asked += 1;
        good += usize::from(status == 200);
        assert!(status < 500 && status != 429, "{path}: {answer}");
    };
    for (path, item) in api["paths"].as_object().unwrap() {
        if item.get("get").is_none() || path.contains("/lookup/") || path.contains("/roads") {
            // What is looked up is the gazetteer, the register and the roads, which everybody has.
            continue;
        }
        let paths: Vec<String> = match (path.find('{'), path.rfind('}')) {
            (Some(from), Some(to)) => {
                names.iter().map(|name| format!("{}{}{}", &path[..from], name, &path[to + 1..])).collect()
            }
            _ => vec![path.clone()],
        };
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let queries: Vec<&str> =
            parameters.iter().filter(|one| one["in"] == "query").filter_map(|one| one["name"].as_str()).collect();
        for path in &paths {
            look(path);
            for query in &queries {
                for value in [
                    "Homs",
                    "iso:SY",
                    "geonames:169577",
                    "sy/army",
                    "SHELL",
                    "2024-12-05",
                    "2024-12-31T00:00:00Z",
                    "max",
                    "latest",
                    "1",
                    "0",
                    "army",
                    "name",
                    "SY",
                ] {
                    if paths.len() == 1 {
                        look(&format!("{path}?{query}={}", escaped(value)));
                    }
                }
            }
        }
        let needed = "place=Homs&from=2024-11-01&to=2024-12-31&q=Homs&since=0";
        let needed: Vec<&str> = needed
            .split('&')
            .filter(|part| queries.iter().any(|query| part.starts_with(&format!("{query}="))))
            .collect();
        if paths.len() == 1 {
            look(&format!("{path}?{}", needed.join("&")));
        }
    }
    for path in [
        "/feeds/events.atom",
        "/feeds/events.atom?type=SHELL",
        "/",
        "/event/x",
        "/../private.ledger",
        "/api/v1/openapi.json",
    ] {
        look(path);
    }
    assert!(good > 60, "{good} of {asked} answers were good");
    leaks
}

#[test]
fn no_answer_of_the_public_view_tells_a_secret() {
    let public = start(true);
    let leaks = walk(&public);
    assert!(leaks.is_empty(), "{}", leaks[0]);

    // Who asks for a secret is told that there is none.
    for secret in SECRETS {
        let secret = escaped(secret);
        for list in [
            "claims?text=",
            "events?text=",
            "reports?text=",
            "search?q=",
            "claims?party=",
            "claims?place=",
            "reports?outlet=",
            "claims?outlet=",
        ] {
            let (status, _) = public.ask("GET", &format!("/api/v1/{list}{secret}"), "");
            assert!(matches!(status, 200 | 400 | 404), "{list}{secret}: {status}");
            let found = public.json(&format!("/api/v1/{list}{secret}"));
            assert!(found["total"].as_u64().unwrap_or(0) == 0, "{list}{secret}: {found}");
        }
    }
    // And nobody decides.
    let names = names(&public);
    let claim = names.iter().find(|name| name.starts_with('c') && name.len() == 13).unwrap();
    let (status, _) = public.ask("POST", "/api/v1/decisions", &json!({ "act": "accept", "ids": [claim] }).to_string());
    assert!((400..500).contains(&status), "{status}");
}

#[test]
fn the_same_questions_get_secrets_out_of_the_ledger_itself() {
    let leaks = walk(&start(false));
    assert!(leaks.len() > 20, "{}", leaks.len());
}
