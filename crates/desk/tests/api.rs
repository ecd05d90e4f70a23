//! The API, from outside: a real server over a small invented ledger, and a client that compares.

mod net;

use claim::ClaimRecord;
use jiff::Timestamp;
use ledger::{Erase, Keep, Ledger, Mode, NewReport, Quote};
use net::{Answer, Server, Setup, invented, start};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn open() -> Server {
    start(Setup { users: false, ..Setup::default() })
}

/// Adds invented reports by their numbers, as another program would, and joins them.
fn grow(server: &Server, numbers: std::ops::Range<u64>) {
    let mut ledger = Ledger::open(&server.ledger, Mode::Write).unwrap();
    let reports: Vec<_> = numbers.map(invented::invented).collect();
    let new: Vec<_> = reports.iter().map(|report| report.keeping(Keep::Forever)).collect();
    ledger.add(&new, net::now()).unwrap();
    book::fusing::catch_up(&mut ledger).unwrap();
}

fn view(server: &Server) -> book::View {
    book::View::open(&server.ledger, ledger::AsOf::default(), fuse::events::Settings::default()).unwrap()
}

fn good(server: &Server, path: &str) -> Value {
    let answer = server.get(path);
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    answer.json()
}

/// All items of a list, in parts of `limit`.
fn walked(server: &Server, path: &str, limit: usize) -> Vec<Value> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let (mut all, mut cursor) = (Vec::new(), String::new());
    for _ in 0..10_000 {
        let page = good(server, &format!("{path}{joint}limit={limit}{cursor}"));
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit, "{path}");
        all.extend(items.iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => {
                assert_eq!(page["total"], all.len(), "{path}");
                return all;
            }
        }
    }
    panic!("{path} does not end")
}

fn csrf(server: &Server) -> String {
    good(server, "/api/v1/about")["csrf"].as_str().unwrap().to_owned()
}

fn decide(server: &Server, wish: &Value) -> Answer {
    let token = csrf(server);
    let headers = [("content-type", "application/json"), ("x-csrf-token", token.as_str())];
    server.ask("POST", "/api/v1/decisions", &headers, &wish.to_string())
}

const LISTS: [&str; 11] = [
    "/api/v1/events",
    "/api/v1/claims",
    "/api/v1/reports",
    "/api/v1/lineages",
    "/api/v1/places",
    "/api/v1/parties",
    "/api/v1/contradictions",
    "/api/v1/checks",
    "/api/v1/decisions",
    "/api/v1/review/queue",
    "/api/v1/events?status=possible&status=planned&status=denied&status=reported",
];

#[test]
fn cursors_walk_through_every_list_once_whatever_the_size_of_the_parts() {
    let server = open();
    grow(&server, 3..30);
    for list in LISTS {
        let whole = walked(&server, list, 1000);
        for limit in [1, 7] {
            assert_eq!(walked(&server, list, limit), whole, "{list} by {limit}");
        }
        let different: BTreeSet<String> = whole.iter().map(Value::to_string).collect();
        assert_eq!(different.len(), whole.len(), "{list}: something is told twice");
    }
    assert!(walked(&server, "/api/v1/claims", 100).len() == 150 && walked(&server, "/api/v1/events", 100).len() > 20);
    for list in LISTS {
        let joint = if list.contains('?') { '&' } else { '?' };
        for bad in ["x", "%00", "MTIz", "c2Vx", "JycnOyBEUk9QIFRBQkxFIGNsYWltczstLQ"] {
            let answer = server.get(&format!("{list}{joint}cursor={bad}"));
            assert_eq!((answer.status, answer.problem().as_str()), (400, "bad-parameter"), "{list} {bad}");
        }
    }
}

#[test]
fn a_list_that_grows_meanwhile_tells_nothing_twice() {
    let server = open();
    grow(&server, 3..10);
    for list in ["/api/v1/claims", "/api/v1/reports", "/api/v1/events"] {
        let first = good(&server, &format!("{list}?limit=4"));
        let next = first["next"].as_str().unwrap().to_owned();
        let from = 100 + 10 * list.len() as u64;
        grow(&server, from..from + 5);
        let rest = good(&server, &format!("{list}?limit=1000&cursor={next}"));
        let ids = |page: &Value| -> Vec<String> {
            page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
        };
        let (one, two) = (ids(&first), ids(&rest));
        assert!(one.iter().all(|id| !two.contains(id)), "{list}");
    }
}

#[test]
fn filters_are_those_of_the_commands() {
    let server = open();
    grow(&server, 3..40);
    let view = view(&server);
    let claims = walked(&server, "/api/v1/claims", 1000);
    let place = claims[0]["record"]["resolved"]["place"][0].clone();
    let party = claims[0]["record"]["resolved"]["actor"][0].clone();
    let kind = claims[0]["record"]["type"].as_str().unwrap().to_owned();
    let word = claims[0]["quote"]["text"].as_str().unwrap().split(' ').next().unwrap().to_owned();
    let outlet = claims[0]["outlet"].as_str().unwrap().to_owned();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let day = |day: &str| day.parse().ok();
    let all = book::Filter::default;
    let filters = [
        (String::new(), all()),
        (format!("type={kind}"), book::Filter { types: vec![claim::EventType::from_code(&kind).unwrap()], ..all() }),
        (
            format!("place={}", escaped(&text(&place["name"]))),
            book::Filter { place: Some(text(&place["name"])), ..all() },
        ),
        (format!("place={}", escaped(&text(&place["id"]))), book::Filter { place: Some(text(&place["id"])), ..all() }),
        (format!("party={}", escaped(&text(&party["id"]))), book::Filter { party: Some(text(&party["id"])), ..all() }),
        ("country=xa".to_owned(), book::Filter { country: Some("XA".to_owned()), ..all() }),
        (
            "from=2024-03-01&to=2024-06-30".to_owned(),
            book::Filter { from: day("2024-03-01"), to: day("2024-06-30"), ..all() },
        ),
        (format!("text={}", escaped(&word)), book::Filter { text: Some(word.clone()), ..all() }),
        (format!("outlet={}", escaped(&outlet)), book::Filter { outlet: Some(outlet.clone()), ..all() }),
        ("min_confidence=0.5".to_owned(), book::Filter { min_confidence: Some(0.5), ..all() }),
        (
            "status=denied&status=planned".to_owned(),
            book::Filter { statuses: vec!["denied".to_owned(), "planned".to_owned()], ..all() },
        ),
    ];
    let json = |value: &dyn erased::Json| value.json();
    for (query, filter) in filters {
        let expected = json(&book::lists::claims(&view, &filter).unwrap());
        assert_eq!(Value::Array(walked(&server, &format!("/api/v1/claims?{query}"), 1000)), expected, "claims {query}");
        let expected = json(&book::lists::events(&view, &filter).unwrap().events);
        assert_eq!(Value::Array(walked(&server, &format!("/api/v1/events?{query}"), 1000)), expected, "events {query}");
        let reports = book::lists::reports(&view, &filter).unwrap();
        let reports: Vec<_> = reports.into_iter().map(book::lists::ReportView::without_print).collect();
        assert_eq!(
            Value::Array(walked(&server, &format!("/api/v1/reports?{query}"), 1000)),
            json(&reports),
            "reports {query}"
        );
        let ids: Vec<Value> =
            walked(&server, &format!("/api/v1/events?{query}"), 1000).iter().map(|event| event["id"].clone()).collect();
        assert_eq!(good(&server, &format!("/api/v1/situation?{query}"))["ids"], Value::Array(ids), "situation {query}");
    }
}

/// What can be written as JSON, whatever its type.
mod erased {
    pub trait Json {
        fn json(&self) -> serde_json::Value;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> serde_json::Value {
            // Through text, as the server writes it: numbers of half precision are widened otherwise.
            serde_json::from_str(&serde_json::to_string(self).unwrap()).unwrap()
        }
    }
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[test]
fn columns_of_the_situation_are_as_long_as_its_ids_and_point_to_what_is_there() {
    let server = open();
    grow(&server, 3..20);
    let situation = good(&server, "/api/v1/situation");
    let length = situation["ids"].as_array().unwrap().len();
    assert!(length > 5);
    for column in [
        "type",
        "standing",
        "start",
        "end",
        "day_precision",
        "lat",
        "lon",
        "place",
        "killed",
        "injured",
        "reports",
        "independent",
        "actor",
        "target",
        "accepted",
        "disputed",
    ] {
        assert_eq!(situation[column].as_array().unwrap().len(), length, "{column}");
    }
    for (column, table) in [("type", "types"), ("place", "places"), ("actor", "parties"), ("target", "parties")] {
        let end = situation[table].as_array().unwrap().len() as u64;
        let indices = situation[column].as_array().unwrap().iter().filter_map(Value::as_u64);
        assert!(indices.clone().all(|index| index < end) && indices.count() > 0, "{column}");
    }
}

#[test]
fn an_event_tells_where_the_witness_of_each_claim_stands_as_its_support_counts_them() {
    let server = open();
    grow(&server, 3..20);
    let mut met = BTreeSet::new();
    for event in walked(&server, "/api/v1/events", 1000) {
        let page = good(&server, &format!("/api/v1/events/{}", event["id"].as_str().unwrap()));
        let stands = page["stands"].as_object().unwrap();
        let of: BTreeSet<&str> = stands.keys().map(String::as_str).collect();
        let members = event["members"].as_array().unwrap().iter();
        assert_eq!(of, members.map(|member| member["claim"].as_str().unwrap()).collect(), "{event}");
        let told: BTreeSet<&str> = stands.values().map(|stand| stand.as_str().unwrap()).collect();
        for counted in event["support"]["stands"].as_array().unwrap() {
            assert!(told.contains(counted[0].as_str().unwrap()), "{event}: {stands:?}");
        }
        met.extend(told.into_iter().map(str::to_owned));
    }
    assert!(met.len() > 1, "all on one side: {met:?}");
}

#[test]
fn an_event_is_found_by_each_of_its_claims_and_tells_its_figures_under_every_rule() {
    let server = open();
    grow(&server, 3..20);
    let events = walked(&server, "/api/v1/events", 1000);
    let event = events.iter().find(|event| !event["figures"].as_array().unwrap().is_empty()).unwrap();
    let id = event["id"].as_str().unwrap();
    let page = good(&server, &format!("/api/v1/events/{id}"));
    assert_eq!(page["event"], *event);
    for member in event["members"].as_array().unwrap() {
        let claim = member["claim"].as_str().unwrap();
        for name in [claim.to_owned(), claim.replacen('c', "e", 1)] {
            assert_eq!(good(&server, &format!("/api/v1/events/{name}"))["event"]["id"], id, "{name}");
        }
    }
    let others = page["others"].as_object().unwrap();
    assert_eq!(others.len(), 8, "{others:?}");
    assert_eq!(others["conservative"], event["figures"]);
    for (rule, figures) in others {
        assert_eq!(good(&server, &format!("/api/v1/events/{id}?rule={rule}"))["event"]["figures"], *figures, "{rule}");
    }
    for (bad, status) in [("e000000000000", 404), ("e1", 404), ("x", 404), ("r7k2m9p4xq1ab", 404)] {
        assert_eq!(server.get(&format!("/api/v1/events/{bad}")).status, status, "{bad}");
    }
}

#[test]
fn who_has_an_answer_is_told_so_until_the_ledger_changes() {
    let server = open();
    for path in
        ["/api/v1/events", "/api/v1/situation", "/api/v1/types", "/api/v1/control/history", "/feeds/events.atom"]
    {
        let first = server.get(path);
        let tag = first.header("etag").unwrap_or_else(|| panic!("{path}: no tag")).to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");
        assert_eq!(first.header("cache-control"), Some("private, no-cache"), "{path}");
        let again = server.ask("GET", path, &[("if-none-match", &tag)], "");
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
        assert_eq!(server.ask("GET", path, &[("if-none-match", "W/\"other\"")], "").status, 200);
        assert_ne!(server.get(&format!("{path}?")).header("etag"), None);
    }
    let tag = server.get("/api/v1/events").header("etag").unwrap().to_owned();
    grow(&server, 3..4);
    let changed = server.ask("GET", "/api/v1/events", &[("if-none-match", &tag)], "");
    assert_eq!(changed.status, 200);
    let tag = changed.header("etag").unwrap().to_owned();
    let claim = walked(&server, "/api/v1/claims", 10)[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(decide(&server, &json!({"act": "accept", "ids": [claim]})).status, 201);
    assert_eq!(server.ask("GET", "/api/v1/events", &[("if-none-match", &tag)], "").status, 200);
}

#[test]
fn what_cannot_be_asked_is_told_with_the_remedy() {
    let server = open();
    for (path, kind, words) in [
        ("/api/v1/events?colour=red", "unknown-parameter", "these are: type"),
        ("/api/v1/types?x=1", "unknown-parameter", "it takes none"),
        ("/api/v1/events?limit=0", "bad-parameter", "from 1 to 1000"),
        ("/api/v1/events?limit=1001", "bad-parameter", "from 1 to 1000"),
        ("/api/v1/events?limit=5&limit=6", "bad-parameter", "give it once"),
        ("/api/v1/events?from=2024-13-01", "bad-parameter", "2024-12-07"),
        ("/api/v1/events?from=2024-12-02&to=2024-12-01", "bad-parameter", "the earlier day first"),
        ("/api/v1/events?type=WAR", "bad-parameter", "/api/v1/types"),
        ("/api/v1/events?rule=best", "bad-parameter", "conservative"),
        ("/api/v1/events?country=Syria", "bad-parameter", "ISO 3166"),
        ("/api/v1/events?status=sure", "bad-parameter", "reported"),
        ("/api/v1/claims?min_confidence=NaN", "bad-parameter", "from 0 to 1"),
        ("/api/v1/search", "bad-parameter", "q is missing"),
        ("/api/v1/roads/cut", "bad-parameter", "place is missing"),
        ("/api/v1/sitrep?place=Homs", "bad-parameter", "from is missing"),
        ("/api/v1/changes?since=-1", "bad-parameter", "from 0"),
        ("/api/v1/checks?verdict=true", "bad-parameter", "does_not_hold"),
    ] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.problem().as_str()), (400, kind), "{path}: {answer:?}");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(words), "{path}: {detail}");
    }
    for path in
        ["/api/v1/nothing", "/api", "/api/v1/events/e000000000000", "/api/v1/places/geonames:0", "/tiles/base.pmtiles"]
    {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.problem().as_str()), (404, "not-found"), "{path}");
    }
    let answer = server.get("/api/v1/events?place=Nirgendwo");
    assert_eq!((answer.status, answer.problem().as_str()), (404, "not-found"));
    // An id that is one is no mistake, though this ledger does not know it.
    assert_eq!(good(&server, "/api/v1/events?place=geonames:169577")["total"], 0);
}

#[test]
fn changes_tell_what_is_new_and_what_is_to_be_forgotten() {
    let server = open();
    let first = good(&server, "/api/v1/changes?since=0");
    let head = good(&server, "/api/v1/about")["ledger"]["head"]["seq"].as_u64().unwrap();
    assert_eq!((first["head"].as_u64(), first["more"].as_bool()), (Some(head), Some(false)));
    assert_eq!(first["items"].as_array().unwrap().len() as u64, head);
    assert!(first["items"].as_array().unwrap().iter().all(|item| item["op"] == "put"));
    let nothing = good(&server, &format!("/api/v1/changes?since={head}"));
    assert_eq!((nothing["items"].as_array().unwrap().len(), nothing["head"].as_u64()), (0, Some(head)));

    let report = walked(&server, "/api/v1/reports", 10)[0]["id"].as_str().unwrap().to_owned();
    let claims = good(&server, &format!("/api/v1/reports/{report}"))["claims"].as_array().unwrap().len();
    let mut ledger = Ledger::open(&server.ledger, Mode::Write).unwrap();
    ledger.erase(report.parse().unwrap(), Erase::All, "A. Desk", net::now()).unwrap();
    book::fusing::catch_up(&mut ledger).unwrap();
    let after = good(&server, &format!("/api/v1/changes?since={head}"));
    let gone = after["items"].as_array().unwrap();
    assert_eq!(gone.len(), 1 + claims);
    assert!(gone.iter().all(|item| item["op"] == "gone" && item["seq"] == head + 1), "{gone:?}");
    assert_eq!((gone[0]["kind"].as_str(), gone[0]["id"].as_str()), (Some("report"), Some(report.as_str())));
    // Whoever begins anew is not told to fetch what is gone, and finds it told as gone.
    let anew = good(&server, "/api/v1/changes?since=0");
    let put = anew["items"].as_array().unwrap().iter().filter(|item| item["op"] == "put");
    assert!(put.clone().all(|item| item["id"] != report.as_str()));
    for item in put {
        let path = format!("/api/v1/{}s/{}", item["kind"].as_str().unwrap(), item["id"].as_str().unwrap());
        good(&server, &path);
    }
    let answer = server.get(&format!("/api/v1/reports/{report}"));
    assert_eq!((answer.status, answer.problem().as_str()), (410, "erased"));
    // In parts, too.
    let (mut since, mut all) = (0, Vec::new());
    loop {
        let part = good(&server, &format!("/api/v1/changes?since={since}&limit=3"));
        all.extend(part["items"].as_array().unwrap().clone());
        since = part["head"].as_u64().unwrap();
        if part["more"] == false {
            break;
        }
    }
    assert_eq!(Value::Array(all), anew["items"]);
}

#[test]
fn decisions_change_what_is_told_and_are_undone() {
    let server = open();
    grow(&server, 3..8);
    let claim = walked(&server, "/api/v1/claims?status=actual", 10)[0].clone();
    let id = claim["id"].as_str().unwrap();
    let answer = decide(&server, &json!({"act": "reject", "ids": [id], "note": "misread", "by": "A. Desk"}));
    assert_eq!(answer.status, 201, "{answer:?}");
    let told = answer.json();
    assert_eq!(
        (told["decisions"][0]["by"].as_str(), told["decisions"][0]["act"].as_str()),
        (Some("A. Desk"), Some("reject"))
    );
    assert_eq!(told["without"], json!([id]));
    assert_eq!(walked(&server, "/api/v1/decisions", 10).len(), 1);
    let queue = walked(&server, "/api/v1/review/queue?by=A.%20Desk", 1000);
    assert!(queue.iter().all(|item| item["claim"]["id"] != id));

    let undone = decide(&server, &json!({"act": "undo", "by": "A. Desk"}));
    assert_eq!(undone.status, 201, "{undone:?}");
    assert_eq!(undone.json()["without"], json!([]));
    for (wish, status) in [
        (json!({"act": "undo", "by": "A. Desk"}), 404),
        (json!({"act": "accept", "ids": ["c000000000000"]}), 404),
        (json!({"act": "merge", "ids": [id]}), 400),
        (json!({"act": "edit", "ids": [id], "field": "colour", "value": "red"}), 400),
        (json!({"act": "explode", "ids": [id]}), 400),
        (json!({"act": "accept", "ids": [id], "sudo": true}), 400),
        (json!([1, 2]), 400),
    ] {
        let answer = decide(&server, &wish);
        assert_eq!(answer.status, status, "{wish}: {answer:?}");
        answer.problem();
    }
    assert_eq!(walked(&server, "/api/v1/decisions", 10).len(), 2, "what was refused was not recorded");
    assert_eq!(good(&server, "/api/v1/verify")["first_bad"], Value::Null);
}

#[test]
fn many_who_decide_at_once_are_all_recorded() {
    let server = open();
    grow(&server, 3..8);
    let claims: Vec<String> = walked(&server, "/api/v1/claims", 20)
        .iter()
        .take(16)
        .map(|claim| claim["id"].as_str().unwrap().to_owned())
        .collect();
    std::thread::scope(|scope| {
        for claim in &claims {
            let server = &server;
            scope.spawn(move || {
                let answer = decide(server, &json!({"act": "accept", "ids": [claim], "by": "crowd"}));
                assert_eq!(answer.status, 201, "{answer:?}");
            });
        }
    });
    assert_eq!(walked(&server, "/api/v1/decisions", 100).len(), claims.len());
    assert_eq!(good(&server, "/api/v1/verify")["first_bad"], Value::Null);
    assert_eq!(good(&server, "/api/v1/about")["behind"], false);
}

/// Adds a report whose every word means harm, with a claim; its id.
fn add_hostile(server: &Server, title: &str) -> String {
    let text = format!("{title} attacked Orvenne.");
    let report = claim::Report {
        id: title.to_owned(),
        title: Some(title.to_owned()),
        outlet: Some(title.to_owned()),
        url: Some(format!("javascript:alert('{title}')")),
        date: Some(jiff::civil::date(2024, 5, 5)),
        text: text.clone(),
        ..claim::Report::default()
    };
    let record: ClaimRecord = serde_json::from_value(json!({
        "sentence": 0, "trigger": "attacked", "type": "ATTACK", "actor": [title], "place": [title],
        "resolved": {
            "actor": [{"id": format!("provisional/{title}"), "name": title, "rule": "none", "provisional": true}],
            "place": [{"unresolved": title}],
        },
    }))
    .unwrap();
    let quotes = [Some(Quote { span: claim::Span::new(0, text.chars().count()), text })];
    let claims = [record];
    let mut ledger = Ledger::open(&server.ledger, Mode::Write).unwrap();
    ledger.add(&[NewReport { claims: &claims, quotes: &quotes, ..NewReport::bare(&report) }], net::now()).unwrap();
    book::fusing::catch_up(&mut ledger).unwrap();
    claim::ReportId::of(&report).to_string()
}

#[test]
fn words_of_reports_come_back_as_text_and_are_never_run() {
    let server = open();
    for title in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'; DROP TABLE claims; --",
        "]]></content></entry><entry>",
        "\u{202e}cod.exe",
        "{{constructor.constructor('alert(1)')()}}",
        "\u{feff}\u{1b}[2J",
    ] {
        let id = add_hostile(&server, title);
        let answer = server.get(&format!("/api/v1/reports/{id}"));
        assert_eq!(answer.header("content-type"), Some("application/json"), "{title}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.json()["report"]["title"], title);
        let found = good(&server, &format!("/api/v1/events?place={}", escaped(title)));
        assert_eq!(found["total"], 1, "{title}: {found}");
        for list in ["places", "parties", "claims", "reports", "situation"] {
            let answer = server.get(&format!("/api/v1/{list}"));
            assert!(answer.header("content-type").unwrap().starts_with("application/json"), "{list}");
        }
        let party = server.get(&format!("/api/v1/parties/{}", escaped(&format!("provisional/{title}"))));
        assert_eq!(party.status, 200, "{title}: {party:?}");
        assert_eq!(party.json()["party"]["name"], title);
    }
    let feed = server.get("/feeds/events.atom?limit=500");
    assert_eq!(feed.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    assert!(!feed.body.contains("<script") && !feed.body.contains("<img"), "{}", feed.body);
    assert_eq!(feed.body.matches("<entry>").count(), feed.body.matches("</entry>").count());
    assert_eq!(feed.body.matches("<entry>").count() as u64, good(&server, "/api/v1/events")["total"].as_u64().unwrap());
    assert_eq!(good(&server, "/api/v1/verify")["first_bad"], Value::Null);
}

#[test]
fn words_that_are_sql_find_nothing_and_break_nothing() {
    let server = open();
    let before = good(&server, "/api/v1/about")["ledger"].clone();
    for word in [
        "'",
        "\"",
        "';--",
        "' OR 1=1 --",
        "\") UNION SELECT body FROM chain --",
        "%",
        "_",
        "*",
        "NEAR(",
        "a AND",
        "\0",
        "^",
        "-x",
        "x:y",
        "\u{1F4A3}",
        "(((((",
        "col:\"",
        "AND OR NOT",
    ] {
        for (path, name) in [
            ("claims", "text"),
            ("claims", "outlet"),
            ("claims", "place"),
            ("events", "party"),
            ("events", "text"),
            ("reports", "outlet"),
            ("search", "q"),
            ("lookup/places", "q"),
            ("lookup/parties", "q"),
            ("control", "place"),
            ("roads/along", "road"),
        ] {
            let answer = server.get(&format!("/api/v1/{path}?{name}={}", escaped(word)));
            assert!(matches!(answer.status, 200 | 400 | 404), "{path} {name}={word:?}: {answer:?}");
            if answer.status == 200 && path != "lookup/parties" && path != "lookup/places" {
                let told = answer.json();
                let many = told["total"].as_u64().unwrap_or_else(|| told.as_array().map_or(0, |all| all.len() as u64));
                assert_eq!(many, 0, "{path} {name}={word:?}");
            }
        }
    }
    assert_eq!(good(&server, "/api/v1/about")["ledger"], before);
}

#[test]
fn texts_are_told_while_they_are_kept_and_never_after() {
    let server = open();
    let mut ledger = Ledger::open(&server.ledger, Mode::Write).unwrap();
    let reports: Vec<_> = (50..53).map(invented::invented).collect();
    let soon = Timestamp::now() + jiff::SignedDuration::from_hours(1);
    let keeps = [Keep::Forever, Keep::Until(soon), Keep::Until(Timestamp::now() - jiff::SignedDuration::from_hours(1))];
    let new: Vec<_> = reports.iter().zip(keeps).map(|(report, keep)| report.keeping(keep)).collect();
    ledger.add(&new, net::now()).unwrap();
    let page = |at: usize| good(&server, &format!("/api/v1/reports/{}", claim::ReportId::of(&reports[at].report)));
    for (at, state) in [(0, "kept"), (1, "kept"), (2, "expired")] {
        let told = page(at);
        assert_eq!(told["text_state"], state, "{at}");
        assert_eq!(told["text"].as_str().is_some(), state == "kept", "{at}");
        assert_eq!(told["claims"].as_array().unwrap().len(), 5);
    }
    assert!(page(0)["text_until"].is_null() && page(1)["text_until"].is_string());
    ledger.erase(claim::ReportId::of(&reports[0].report), Erase::Text, "A. Desk", net::now()).unwrap();
    assert_eq!((page(0)["text_state"].as_str(), page(0)["text"].is_null()), (Some("erased"), true));
}

#[test]
fn answers_are_packed_for_who_takes_them_so_and_heads_have_no_body() {
    let server = open();
    grow(&server, 3..20);
    let packed = server.ask("GET", "/api/v1/situation", &[("accept-encoding", "gzip")], "");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let plain = server.get("/api/v1/situation");
    assert_eq!(plain.header("content-encoding"), None);
    let length = |answer: &Answer| answer.header("content-length").unwrap().parse::<usize>().unwrap();
    assert!(length(&packed) * 2 < length(&plain));
    assert_eq!(packed.header("vary"), Some("accept-encoding"));
    let head = server.ask("HEAD", "/api/v1/situation", &[], "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    for (method, path) in [("POST", "/api/v1/events"), ("DELETE", "/api/v1/decisions"), ("PUT", "/")] {
        let answer = server.ask(method, path, &[], "");
        assert_eq!((answer.status, answer.problem().as_str()), (405, "method"), "{method} {path}");
        assert!(answer.header("allow").is_some_and(|allow| allow.contains("GET")), "{method} {path}: {answer:?}");
    }
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let server = open();
    for path in ["/", "/api/v1/about", "/api/v1/nothing", "/event/e000000000000"] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{path}"));
        for part in ["default-src 'self'", "object-src 'none'", "frame-ancestors 'self'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("http"), "{path}: nothing from elsewhere: {policy}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
    }
}

#[test]
fn the_description_in_docs_is_that_of_the_program() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let written = std::fs::read_to_string(file).unwrap_or_default();
    let made = format!("{}\n", serde_json::to_string_pretty(&desk::openapi()).unwrap());
    if std::env::var_os("DATELINE_DESCRIBE").is_some() {
        std::fs::write(file, &made).unwrap();
        return;
    }
    assert!(written == made, "docs/openapi.json is not current: dateline serve --openapi > docs/openapi.json");
}

#[test]
fn everything_that_is_described_is_answered_and_every_operation_has_its_words() {
    let server = open();
    let api = desk::openapi();
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"));
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path}");
            assert!(operation["responses"]["default"].is_object(), "{method} {path}");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{method} {path}: {}", parameter["name"]);
            }
        }
        if item["get"].is_object() && !path.contains('{') {
            let status = server.get(path).status;
            assert!(matches!(status, 200 | 400 | 403), "{path}: {status}");
        }
    }
}
