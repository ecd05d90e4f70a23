//! JSON of other people's making, from end to end: mappings, and answers of the ReliefWeb API. All of it is invented.

mod common;

use common::{Folder, story};
use serde_json::{Value, json};

fn urls(folder: &Folder) -> Vec<String> {
    let listed = folder.run(&["list", "reports", "--json"]);
    let reports: Vec<Value> = serde_json::from_str(&listed.out).unwrap();
    reports.iter().map(|report| report["url"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn json_of_others_is_added_by_a_mapping() {
    let article = |n: usize| {
        json!({"source": {"name": "Example Wire"}, "title": format!("Story {n}"), "url": format!("https://example.org/{n}"),
            "publishedAt": "2031-03-07T10:00:00Z", "content": story(n)})
    };
    let answer = json!({"status": "ok", "totalResults": 2, "articles": [article(1), article(2)]}).to_string();
    let own = "records = \"rows\"\ndate_format = \"%d.%m.%Y\"\n[fields]\ntext = \"t\"\ndate = \"d\"\nurl = \"u\"\n[defaults]\noutlet = \"Archive\"\n";
    let rows = json!({"rows": [{"t": story(3), "d": "08.03.2031", "u": "https://example.org/3"}, {"d": "08.03.2031"}]})
        .to_string();
    let folder = Folder::with(&[
        ("everything.json", &answer),
        ("rows.json", &rows),
        ("own.toml", own),
        ("broken.toml", "[fields]\nauthor = \"a\"\n"),
    ]);
    let ran = folder.run(&["add", "--mapping", "newsapi", "everything.json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = folder.run(&["add", "--mapping", "own.toml", "rows.json"]);
    assert_eq!(ran.code, Some(1), "a record without a text is told: {ran:?}");
    assert!(ran.err.contains("the record has no text"), "{}", ran.err);
    assert_eq!(urls(&folder), ["https://example.org/1", "https://example.org/2", "https://example.org/3"]);
    let read = folder.run(&["read", "--mapping", "own.toml", "--format", "jsonl", "rows.json"]);
    assert!(read.out.contains("2031-03-08"), "{read:?}");

    for (mapping, told) in
        [("broken.toml", "broken.toml: "), ("nothing", "newsapi, mediacloud are"), ("none.toml", "no such file")]
    {
        let ran = folder.run(&["add", "--mapping", mapping, "rows.json"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
        assert!(ran.err.contains(told), "{}", ran.err);
    }
}

#[test]
fn an_answer_of_reliefweb_is_added_as_it_was_saved() {
    let item = |n: usize| {
        json!({"id": n.to_string(), "fields": {"title": format!("Update {n}"), "body-html": format!("<p>{}</p>", story(n)),
            "date": {"original": "2031-03-07T00:00:00+00:00"}, "source": [{"name": "UN Example Office"}], "language": [{"code": "en"}],
            "url": format!("https://reliefweb.int/node/{n}")}})
    };
    let answer = json!({"time": 3, "count": 2, "data": [item(1), item(2)]}).to_string();
    let folder = Folder::with(&[("reliefweb.json", &answer)]);
    let ran = folder.run(&["add", "reliefweb.json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(urls(&folder), ["https://reliefweb.int/node/1", "https://reliefweb.int/node/2"]);
}
