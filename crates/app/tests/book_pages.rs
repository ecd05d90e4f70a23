//! The pages of a ledger, end to end: what is added, listed, shown, decided, verified, forgotten.
//!
//! Every word is invented: forces, outlets, people, dates. The towns alone are real, because roads lead through them.

mod common;

use common::{Folder, Ran};
use serde_json::Value;
use std::sync::OnceLock;

/// Four reports: a wire story, its copy, another outlet's account of the same days, and a report of the day after.
const REPORTS: &str = r#"{"id": "wire-01", "date": "2031-03-07", "outlet": "Example Wire", "title": "Front says it took Hama", "text": "HAMA, Syria (Example Wire) — Northern Front captured Hama on Friday, its spokesman said. Troops of the Syrian army withdrew from Hama, the defence ministry said. An air strike on a market in Idlib killed four people on Thursday, a doctor said. Homs lies about 40 kilometres south of Hama. Families with their bags stood in the rain until dark, and nobody could say when the next bus would come."}
{"id": "daily-01", "date": "2031-03-08", "outlet": "Daily Example", "title": "Hama taken, says Front", "text": "HAMA, Syria (Example Wire) — Northern Front captured Hama on Friday, its spokesman said. Troops of the Syrian army withdrew from Hama, the defence ministry said. An air strike on a market in Idlib killed four people on Thursday, a doctor said. Homs lies about 40 kilometres south of Hama. Families with their bags stood in the rain until dark, and nobody could say when the next bus would come."}
{"id": "north-01", "date": "2031-03-08", "outlet": "Northline", "title": "After the retreat", "text": "Northern Front seized Hama on Friday, residents said. The bakery opened again in the morning. The air strike on the market in Idlib on Thursday killed twelve people, Northern Front said. Daraa lies about 20 kilometres south of Damascus."}
{"id": "north-02", "date": "2031-03-09", "outlet": "Northline", "title": "Fighting near the river", "text": "Clashes between Northern Front and the Syrian army broke out in Homs on Sunday, residents said."}
"#;

const CLOCK: &str = "2031-03-10T00:00:00Z";

/// The bytes of a ledger with [`REPORTS`]; made once.
fn bytes() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let folder = Folder::with(&[("reports.jsonl", REPORTS)]);
        let ran = folder.run(&["add", "--quiet", "--clock", CLOCK, "reports.jsonl"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        std::fs::read(folder.path("ledger.dateline")).unwrap()
    })
}

/// A folder with that ledger.
fn book() -> Folder {
    let folder = Folder::new();
    std::fs::write(folder.path("ledger.dateline"), bytes()).unwrap();
    folder
}

fn found(ran: Ran) -> String {
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.out
}

fn json(ran: Ran) -> Value {
    serde_json::from_str(&found(ran)).unwrap()
}

/// The id that the first line which holds all `words` begins with.
fn id_of(lines: &str, words: &[&str]) -> String {
    let line = lines.lines().find(|line| words.iter().all(|word| line.contains(word)));
    let line = line.unwrap_or_else(|| panic!("no line has {words:?}:\n{lines}"));
    line.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn events_are_listed_with_day_place_parties_numbers_and_independent_witnesses() {
    let ran = book().run(&["list", "events"]);
    assert!(ran.err.contains("events\n"), "{}", ran.err);
    let out = found(ran);
    let raid = out.lines().find(|line| line.contains("AIRSTRIKE")).unwrap();
    for words in ["  2031-03-06  ", "Idlib, SY", "killed 4–12 (best 4)", "3 reports, 2 independent"] {
        assert!(raid.contains(words), "{words}: {raid}");
    }
    assert!(out.contains("SEIZE · Hama, SY · by Northern Front · 3 reports, 2 independent"), "{out}");
    let max = found(book().run(&["list", "events", "--rule", "max", "--type", "AIRSTRIKE"]));
    assert!(max.contains("(best 12)"), "another rule, the same number: {max}");
}

#[test]
fn filters_take_names_ids_days_types_and_words() {
    let book = book();
    let lines = |args: &[&str]| {
        let ran = book.run(&[&["list"], args].concat());
        (ran.code, ran.out.lines().count())
    };
    let cases: [(&[&str], usize); 16] = [
        (&["events", "--place", "homs"], 1),
        (&["events", "--place", "geonames:169577"], 1),
        (&["events", "--place", "Hims"], 1),
        (&["events", "--party", "northern front", "--type", "SEIZE"], 1),
        (&["events", "--text", "bus"], 0),
        (&["events", "--text", "\"air strike\""], 1),
        (&["events", "--outlet", "daily example", "--type", "SEIZE"], 1),
        (&["events", "--from", "2031-03-09"], 1),
        (&["events", "--status", "planned"], 0),
        (&["claims", "--place", "Hama", "--type", "SEIZE"], 3),
        (&["claims", "--outlet", "NORTHLINE"], 3),
        (&["claims", "--type", "SEIZE", "--type", "CLASH"], 4),
        (&["claims", "--as-of", "2031-03-07", "--type", "SEIZE"], 1),
        (&["claims", "--limit", "2"], 2),
        (&["reports", "--type", "CLASH"], 1),
        (&["decisions"], 0),
    ];
    for (args, count) in cases {
        let code = if count == 0 { 1 } else { 0 };
        assert_eq!(lines(args), (Some(code), count), "{args:?}");
    }
}

#[test]
fn a_name_that_nothing_is_about_is_told_with_what_was_meant() {
    let book = book();
    let cases: [(&[&str], Option<i32>, &str); 7] = [
        (&["list", "events", "--place", "Homss"], Some(1), "did you mean Homs?"),
        (&["list", "claims", "--place", "Paris"], Some(1), "dateline list places shows which there are"),
        (&["list", "claims", "--party", "Northern Frond"], Some(1), "did you mean Northern Front?"),
        (&["list", "claims", "--status", "reported"], Some(2), "is no status of a claim; these are: actual"),
        (&["list", "events", "--status", "actual"], Some(2), "is no status of an event; these are: reported"),
        (&["control", "Homss"], Some(1), "did you mean Homs?"),
        (&["roads", "cut", "Homss"], Some(1), "did you mean Homs?"),
    ];
    for (args, code, told) in cases {
        let ran = book.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{args:?}: {ran:?}");
        assert!(ran.err.contains(told), "{args:?}: {}", ran.err);
    }
}

#[test]
fn the_lists_as_json_hold_every_field() {
    let book = book();
    let claims = json(book.run(&["list", "claims", "--json"]));
    let seize = claims.as_array().unwrap().iter().find(|claim| claim["record"]["type"] == "SEIZE").unwrap();
    assert_eq!(seize["outlet"], "Example Wire");
    assert!(seize["event"].as_str().unwrap().starts_with('e'), "{seize}");
    assert_eq!(seize["quote"]["span"][0], 0, "{seize}");
    let events = json(book.run(&["list", "events", "--json"]));
    assert!(events[0]["support"]["independent"].is_u64(), "{events}");
    let lineages = json(book.run(&["list", "lineages", "--json"]));
    assert_eq!(lineages.as_array().unwrap().len(), 3, "{lineages}");
    let places = json(book.run(&["list", "places", "--json"]));
    assert!(places.as_array().unwrap().iter().any(|place| place["name"] == "Homs" && place["events"] == 1), "{places}");
}

#[test]
fn a_copy_stands_under_its_original() {
    let out = found(book().run(&["list", "lineages"]));
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].contains("Example Wire · Front says it took Hama · original"), "{out}");
    assert!(
        lines[1].starts_with("└ r")
            && lines[1].contains("Daily Example")
            && lines[1].contains("copy, 100 % of its text"),
        "{out}"
    );
    assert!(lines[2].starts_with('r'), "{out}");
}

#[test]
fn an_event_page_tells_why_each_number_who_copied_whom_and_every_sentence() {
    let book = book();
    let id = id_of(&found(book.run(&["list", "events"])), &["AIRSTRIKE"]);
    let page = found(book.run(&["show", &id]));
    for words in [
        "killed 4–12 (best 4) · rule conservative v1",
        "because lowest of 2 independent numbers",
        "Northern Front via Northline",
        "Reports, and who copied whom",
        "  └ r",
        "“An air strike on a market in Idlib killed four people on Thursday, a doctor said.”",
        "Accounts that cannot both be true",
        "killed 4 ",
        "│ killed 12",
    ] {
        assert!(page.contains(words), "no {words:?} in\n{page}");
    }
    assert_eq!(found(book.run(&["show", &id[..8]])), page, "the beginning of an id is enough");
    // By the name of any of its claims.
    let later = json(book.run(&["show", &id, "--json"]))[0]["claims"][1]["id"].as_str().unwrap().replacen('c', "e", 1);
    assert_eq!(found(book.run(&["show", &later])), page);
}

#[test]
fn claims_reports_and_what_is_not_there_have_pages() {
    let book = book();
    let claim = id_of(&found(book.run(&["list", "claims"])), &["SEIZE", "Northline"]);
    let page = found(book.run(&["show", &claim]));
    for words in [
        "“Northern Front seized Hama on Friday, residents said.”",
        "Hama, SY",
        "Says    Northline, citing",
        "Event   e",
        "Read by reader/",
    ] {
        assert!(page.contains(words), "no {words:?} in\n{page}");
    }
    let report = id_of(&found(book.run(&["list", "reports"])), &["After the retreat"]);
    let page = found(book.run(&["show", &report]));
    for words in ["After the retreat\n", "kept in this ledger", "SHA-256", "✗ does not hold  “Daraa lies", &claim] {
        assert!(page.contains(words), "no {words:?} in\n{page}");
    }
    for (id, told) in [("r0", "too short"), ("hello", "is no id"), ("c0000000", "nothing here is called c0000000")] {
        let ran = book.run(&["show", id]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains(told), "{id}: {}", ran.err);
    }
    let early = book.run(&["show", &claim, "--as-of", "2031-03-07"]);
    assert_eq!(early.code, Some(1), "{early:?}");
    assert!(early.err.contains("was not known at that time"), "{early:?}");
}

#[test]
fn control_tells_holder_grade_and_citations_as_was_known_on_each_day() {
    let book = book();
    let now = book.run(&["control"]);
    assert!(now.err.contains("2 places on 2031-03-09"), "{}", now.err);
    let now = found(now);
    let hama = now.lines().find(|line| line.starts_with("Hama")).unwrap();
    assert!(
        hama.contains("حماة") && hama.contains("● assessed   Northern Front") && hama.contains("2031-03-07"),
        "{now}"
    );
    assert!(now.contains("(Northline, 2031-03-08)") || now.contains("(Example Wire, 2031-03-07)"), "{now}");
    assert!(now.contains("✕ contested"), "Homs is fought over: {now}");
    let before = found(book.run(&["control", "--as-of", "2031-03-08"]));
    assert!(!before.contains("Homs"), "nobody had told of Homs: {before}");
    let history = found(book.run(&["control", "Hama", "--history"]));
    assert!(
        history.contains("because ") && history.contains("“Northern Front seized Hama on Friday, residents said.”"),
        "{history}"
    );
    let json = json(book.run(&["control", "Hama", "--json"]));
    assert_eq!((&json[0]["grade"], &json[0]["since"]), (&"assessed".into(), &"2031-03-07".into()), "{json}");
    assert!(json[0]["citations"].as_array().unwrap().len() >= 3, "{json}");
}

#[test]
fn roads_tell_what_a_fallen_town_severs_and_whose_places_are_closed() {
    let book = book();
    let cut = found(book.run(&["roads", "cut", "Hama"]));
    assert!(cut.starts_with("Hama closed (Northern Front: ● assessed since 2031-03-07)"), "{cut}");
    assert!(cut.contains("count as closed") && cut.contains("Homs ("), "contested Homs is closed, too: {cut}");
    assert!(cut.contains("M5 severed between"), "{cut}");
    let cut = found(book.run(&["roads", "cut", "Rastan", "--side", "sy/army-2024"]));
    assert!(cut.contains("closed: Rastan, Hama\n  no way round is left"), "{cut}");
    let alone = cut.split("If Rastan alone were closed").nth(1).unwrap();
    assert!(alone.contains("M5 severed between Talbiseh and Hama") && alone.contains("way round: "), "{cut}");
    let along = found(book.run(&["roads", "along", "M5"]));
    assert!(along.lines().any(|line| line.contains("Hama") && line.contains("Northern Front")), "{along}");
    let way = json(book.run(&["roads", "way", "Damascus", "Aleppo", "--side", "sy/army-2024", "--json"]));
    assert!(way["open"]["km"].as_f64().unwrap() > way["usual"]["km"].as_f64().unwrap(), "{way}");
}

#[test]
fn roads_work_without_a_ledger_and_say_so_once() {
    let folder = Folder::new();
    let cut = folder.run(&["roads", "cut", "Homs"]);
    assert_eq!(cut.err.matches("there is no ledger here").count(), 1, "{}", cut.err);
    assert!(found(cut).contains("km"), "no way round is told");
    let list = folder.run(&["roads", "list"]);
    assert!(!list.err.contains("ledger"), "nobody is asked for: {}", list.err);
    assert!(found(list).contains("syria/M5"));
}

#[test]
fn checks_tell_what_does_not_hold_first() {
    let book = book();
    let ran = book.run(&["checks"]);
    assert!(ran.err.contains("3 statements: does not hold 1, holds 2, cannot be tested 0"), "{}", ran.err);
    let out = found(ran);
    assert!(
        out.starts_with(
            "✗ does not hold  “Daraa lies about 20 kilometres south of Damascus”  Northline · 2031-03-08 · r"
        ),
        "{out}"
    );
    assert!(out.contains("✓ holds  “Homs lies about 40 kilometres south of Hama”"), "{out}");
    assert_eq!(found(book.run(&["checks", "--verdict", "holds"])).matches("✓ holds").count(), 2);
    let none = book.run(&["checks", "--verdict", "cannot-be-tested"]);
    assert_eq!((none.code, none.out.as_str()), (Some(1), ""), "{none:?}");
}

#[test]
fn contradictions_stand_beside_each_other() {
    let book = book();
    let out = found(book.run(&["contradictions"]));
    assert!(out.lines().any(|line| line.contains("killed 4 ") && line.contains("│ killed 12")), "{out}");
    assert_eq!(book.run(&["contradictions", "--place", "Idlib"]).code, Some(0));
    assert_eq!(book.run(&["contradictions", "--place", "Hama"]).code, Some(1));
}

const BY: [&str; 4] = ["--by", "A. Desk", "--clock", "2031-03-11T00:00:00Z"];

fn decide(book: &Folder, args: &[&str]) -> Ran {
    book.run(&[&["review"], args, &BY].concat())
}

#[test]
fn decisions_change_events_and_undo_takes_the_last_one_back() {
    let book = book();
    let before = found(book.run(&["list", "events"]));
    let (raid, seize) = (id_of(&before, &["AIRSTRIKE"]), id_of(&before, &["SEIZE"]));

    let accepted = found(decide(&book, &["accept", &raid, "--note", "read twice"]));
    assert!(accepted.contains(&format!("A. Desk: accept event {raid} · “read twice”")), "{accepted}");
    assert!(accepted.contains("✓ accepted") && accepted.contains("undo --by 'A. Desk'"), "{accepted}");
    found(decide(&book, &["undo"]));
    assert_eq!(found(book.run(&["list", "events"])), before);

    found(decide(&book, &["edit", &raid, "killed=5", "place=Homs"]));
    let edited = found(book.run(&["list", "events", "--type", "AIRSTRIKE"]));
    assert!(edited.contains("Homs, SY") && edited.contains("killed 5"), "{edited}");
    found(decide(&book, &["undo"]));
    found(decide(&book, &["undo"]));
    assert_eq!(found(book.run(&["list", "events"])), before);

    found(decide(&book, &["reject", &seize]));
    assert!(!found(book.run(&["list", "events"])).contains("SEIZE"));
    found(decide(&book, &["undo"]));
    assert_eq!(found(book.run(&["list", "events"])), before);

    let none = decide(&book, &["undo"]);
    assert_eq!(none.code, Some(1), "{none:?}");
    assert!(none.err.contains("no decision of A. Desk is left to undo"), "{none:?}");
    let decisions = found(book.run(&["list", "decisions"]));
    assert_eq!(decisions.lines().count(), 8, "{decisions}");
    assert_eq!(decisions.matches(" · undone").count(), 4, "{decisions}");
    let shown = found(book.run(&["show", &id_of(&decisions, &["accept"])]));
    assert!(shown.contains("it counts no more: undone by d"), "{shown}");
    assert_eq!(book.run(&["verify"]).code, Some(0));
}

#[test]
fn events_are_merged_and_split_by_people() {
    let book = book();
    let before = found(book.run(&["list", "events"]));
    let (raid, seize) = (id_of(&before, &["AIRSTRIKE"]), id_of(&before, &["SEIZE"]));
    let merged = found(decide(&book, &["merge", &raid, &seize]));
    assert_eq!(merged.matches("now e").count(), 1, "{merged}");
    assert_eq!(
        found(book.run(&["show", &raid])),
        found(book.run(&["show", &seize])),
        "both names lead to the one event"
    );
    // The claim that the other event was named after leaves; those that the machine had joined to it stay.
    let leaves = seize.replacen('e', "c", 1);
    let split = found(decide(&book, &["split", &raid, &leaves]));
    assert_eq!(split.matches("now e").count(), 2, "{split}");
    found(decide(&book, &["undo"]));
    found(decide(&book, &["undo"]));

    let page = json(book.run(&["show", &raid, "--json"]));
    let northline = page[0]["claims"].as_array().unwrap().iter().find(|claim| claim["outlet"] == "Northline").unwrap();
    let out = northline["id"].as_str().unwrap();
    let split = found(decide(&book, &["split", &raid, out]));
    assert_eq!(split.matches("now e").count(), 2, "{split}");
    let events = found(book.run(&["list", "events", "--type", "AIRSTRIKE"]));
    assert!(
        events.contains("killed 12 · 1 report, 1 independent")
            && events.contains("killed 4 · 2 reports, 1 independent"),
        "{events}"
    );
}

#[test]
fn what_cannot_be_decided_is_refused_before_anything_is_recorded() {
    let book = book();
    let events = found(book.run(&["list", "events"]));
    let (raid, seize) = (id_of(&events, &["AIRSTRIKE"]), id_of(&events, &["SEIZE"]));
    let claim = id_of(&found(book.run(&["list", "claims"])), &["CLASH"]);
    let cases: [(&[&str], Option<i32>, &str); 8] = [
        (&["edit", &raid, "killed=7", "colour=red"], Some(2), "is no field of an event"),
        (&["edit", &claim, "status"], Some(2), "has no \"=\""),
        (&["edit", &claim, "place=Qqqqzx"], Some(1), "dateline where"),
        (&["merge", &raid, &raid], Some(1), "they are one event already"),
        (&["split", &raid, &claim], Some(1), "is not in"),
        (&["accept", &raid, "e0000000"], Some(1), "nothing here is called e0000000"),
        (&["split", &seize, &seize], Some(2), "is no claim"),
        (&["undo", &claim], Some(2), "is no decision"),
    ];
    for (args, code, told) in cases {
        let ran = decide(&book, args);
        assert_eq!(ran.code, code, "{args:?}: {ran:?}");
        assert!(ran.err.contains(told), "{args:?}: {}", ran.err);
    }
    assert_eq!(found(book.run(&["verify", "--json"])).matches("\"decisions\": 0").count(), 1);
}

#[test]
fn verify_names_the_head_of_a_whole_chain() {
    let ran = book().run(&["verify"]);
    let out = found(ran);
    assert!(out.starts_with("13 rows, chain whole, head ") && out.trim_end().len() == 27 + 64, "{out}");
    let none = Folder::new().run(&["verify"]);
    assert_eq!(none.code, Some(3), "{none:?}");
    assert!(none.err.contains("`dateline add` makes one"), "{}", none.err);
}

#[test]
fn what_is_forgotten_is_gone_and_the_chain_stays_whole() {
    let book = book();
    let reports = found(book.run(&["list", "reports"]));
    let (wire, north) = (id_of(&reports, &["Example Wire"]), id_of(&reports, &["Fighting near the river"]));
    let by = ["--by", "A. Desk", "--clock", "2031-03-11T00:00:00Z"];
    let text = found(book.run(&[&["forget", &wire[..6]], &by[..]].concat()));
    assert_eq!(text, format!("{wire}: text erased; title, claims and their quotes stay\n"));
    assert!(found(book.run(&["show", &wire])).contains("Text    erased"));
    let all = found(book.run(&[&["forget", &north, "--all"], &by[..]].concat()));
    assert!(all.starts_with(&format!("{north}: text, title, quotes and 1 claim erased")), "{all}");
    assert!(found(book.run(&["show", &north])).contains("was erased on 2031-03-11 00:00 UTC by A. Desk"));
    assert!(!found(book.run(&["list", "events"])).contains("CLASH"));
    assert!(found(book.run(&["verify"])).contains("chain whole"));
    let nothing = book.run(&[&["forget", &wire, "rzzzzzz"], &by[..]].concat());
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(1), ""), "{nothing:?}");
    assert!(nothing.err.contains("nothing was erased"), "{nothing:?}");
}

#[test]
fn pages_have_colours_only_where_they_are_wanted_and_say_the_same_without() {
    let book = book();
    for args in [&["list", "events"][..], &["control"], &["checks"], &["contradictions"]] {
        let plain = found(book.run(args));
        let coloured = found(book.run(&[args, &["--color", "always"]].concat()));
        assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'), "{args:?}");
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain, "{args:?}");
    }
}

#[test]
fn words_of_a_report_send_the_terminal_no_command() {
    let text = "Northern Front captured Hama on Friday, residents said \u{1b}[2J\u{202e}again.";
    let report = serde_json::json!({
        "id": "x", "date": "2031-03-07", "outlet": "Evil \u{1b}]0;owned\u{7}Wire", "title": "\u{9b}2J\u{2066}title", "text": text,
    });
    let folder = Folder::with(&[("reports.jsonl", &format!("{report}\n"))]);
    found(folder.run(&["add", "--quiet", "--clock", CLOCK, "reports.jsonl"]));
    let claim = id_of(&found(folder.run(&["list", "claims"])), &["SEIZE", "Evil"]);
    let report = id_of(&found(folder.run(&["list", "reports"])), &["title"]);
    let event = claim.replacen('c', "e", 1);
    let pages: [&[&str]; 8] = [
        &["list", "claims"],
        &["list", "reports"],
        &["list", "lineages"],
        &["list", "parties"],
        &["control", "--history"],
        &["show", &claim, &report, &event],
        &["show", "--json", &claim, &report, &event],
        &["list", "reports", "--json"],
    ];
    let obeyed =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}' | '\u{2067}');
    for args in pages {
        let out = found(folder.run(args));
        assert!(!out.chars().any(obeyed), "{args:?}: {out:?}");
    }
}

/// docs/ledger-commands.md is what people code against: it, or a page that it leads to, names every field.
#[test]
fn the_docs_name_every_field_of_the_json() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let read = |name: &str| std::fs::read_to_string(docs.join(name)).unwrap();
    let page = read("ledger-commands.md");
    let linked = [
        "ledger.md",
        "claims.md",
        "events.md",
        "figures.md",
        "lineage.md",
        "control.md",
        "checks.md",
        "review.md",
        "contradictions.md",
    ];
    for name in linked {
        assert!(page.contains(&format!("({name}")), "docs/ledger-commands.md leads nowhere near {name}");
    }
    let all: String = linked.into_iter().map(read).collect::<String>() + &page;
    let book = book();
    let event = id_of(&found(book.run(&["list", "events"])), &["AIRSTRIKE"]);
    let claim = event.replacen('e', "c", 1);
    let commands: [&[&str]; 12] = [
        &["list", "claims"],
        &["list", "places"],
        &["list", "parties"],
        &["list", "lineages"],
        &["show", &event],
        &["show", &claim],
        &["control"],
        &["control", "--history"],
        &["roads", "cut", "Hama"],
        &["roads", "way", "Damascus", "Aleppo", "--side", "sy/army-2024"],
        &["checks", "--verdict", "holds"],
        &["contradictions"],
    ];
    let mut missing = Vec::new();
    for args in commands {
        let value = json(book.run(&[args, &["--json"]].concat()));
        let first = if value.is_array() { value[0].clone() } else { value };
        for field in first.as_object().unwrap().keys() {
            if !all.contains(&format!("`{field}`")) {
                missing.push(format!("{field} of {}", args.join(" ")));
            }
        }
    }
    assert!(missing.is_empty(), "the docs do not tell of {missing:#?}");
}

#[test]
fn what_cannot_be_meant_is_wrong_usage_with_the_remedy() {
    let book = book();
    let cases: [(&[&str], &str); 3] = [
        (&["list", "events", "--from", "2031-03-09", "--to", "2031-03-01"], "give the earlier day first"),
        (&["list", "events", "--limit", "0"], "give 1 or more"),
        (&["forget", "--by", "AB", "REPORT"], "is no report; nothing was erased"),
    ];
    let claim = id_of(&found(book.run(&["list", "claims"])), &["SEIZE"]);
    for (args, remedy) in cases {
        let args: Vec<&str> = args.iter().map(|word| if *word == "REPORT" { claim.as_str() } else { word }).collect();
        let ran = book.run(&args);
        assert!(ran.code == Some(2) && ran.err.contains(remedy), "{args:?}: {ran:?}");
    }
    let ran = book.run(&["list", "places", "--limit", "1"]);
    assert!(ran.err.contains("1 place (as many as --limit allows)"), "{}", ran.err);
    std::fs::write(book.path("note.geojson"), "not a map").unwrap();
    let ran = book.run(&["roads", "list", "--geojson", "note.geojson"]);
    assert!(ran.code == Some(3) && ran.out.is_empty() && ran.err.contains("note.geojson: no road"), "{ran:?}");
    let ran = book.run(&["roads", "way", "Homs", "Homs"]);
    assert!(ran.code == Some(1) && ran.err.contains("name two places"), "{ran:?}");
}

#[test]
fn an_undo_is_undone_once_and_shows_what_it_brings_back() {
    let book = book();
    let raid = id_of(&found(book.run(&["list", "events"])), &["AIRSTRIKE"]);
    let reject = id_of(&found(decide(&book, &["reject", &raid])), &["reject"]);
    let undone = found(decide(&book, &["undo", &reject]));
    let undo = id_of(&undone, &["undo"]);
    assert!(undone.contains(&format!("dateline review undo {undo} --by")), "what takes an undo back: {undone}");
    let twice = decide(&book, &["undo", &reject]);
    assert!(twice.code == Some(1) && twice.err.contains(&format!("dateline review undo {undo}")), "{twice:?}");
    let again = found(decide(&book, &["undo", &undo]));
    assert!(again.contains("in no event now"), "the rejected claims are told of again: {again}");
    assert_eq!(decide(&book, &["undo", &undo]).code, Some(1));
    let itself = decide(&book, &["merge", &raid, &raid]);
    assert_eq!(itself.code, Some(1), "{itself:?}");
    assert_eq!(found(book.run(&["list", "decisions"])).lines().count(), 3, "what is refused is not recorded");
}

#[test]
fn a_field_that_a_person_set_is_told_by_name_and_rests_on_that_person() {
    let book = book();
    let seized = id_of(&found(book.run(&["list", "events"])), &["SEIZE"]);
    let out = found(decide(&book, &["edit", &seized, "place=Homs"]));
    assert!(out.contains("place = Homs (geonames:169577)") && !out.contains('{'), "{out}");
    let page = found(book.run(&["show", &seized]));
    let place = page.lines().find(|line| line.contains("Where ")).unwrap();
    assert!(place.contains("decided by A. Desk") && !place.contains("claims"), "{place}");
    assert!(page.contains("told Hama"), "what the claims say stays beside it: {page}");
}

#[test]
fn a_ledger_whose_text_was_forgotten_needs_no_joining() {
    let book = book();
    let report = id_of(&found(book.run(&["list", "reports"])), &["Daily Example"]);
    for words in [&["--by", "AB"][..], &["--all", "--by", "AB"], &["--all", "--by", "AB"]] {
        found(book.run(&[&["forget", &report], words].concat()));
        let ran = book.run(&["list", "events"]);
        assert!(!ran.err.contains("not joined"), "{words:?}: {}", ran.err);
    }
    let ran = book.run(&["fuse"]);
    assert!(ran.err.starts_with("3 reports of 3 lineages"), "erased reports are not counted: {}", ran.err);
}

#[test]
fn a_rejected_claim_is_still_in_the_mouth_of_who_said_it() {
    let book = book();
    let claim = id_of(&found(book.run(&["list", "claims"])), &["WITHDRAW"]);
    let said = |page: String| page.lines().find(|line| line.starts_with("Says")).unwrap().to_owned();
    let before = said(found(book.run(&["show", &claim])));
    assert!(before.contains(", citing "), "{before}");
    found(decide(&book, &["reject", &claim]));
    let page = found(book.run(&["show", &claim]));
    assert!(page.contains("rejected by a person"), "{page}");
    assert_eq!(said(page), before);
}

#[test]
fn a_mistyped_name_makes_no_ledger() {
    let folder = Folder::new();
    let ran = folder.run(&["add", "reprots.jsonl"]);
    assert!(ran.code == Some(3) && ran.err.contains("reprots.jsonl: there is no such file"), "{ran:?}");
    assert!(!folder.path("ledger.dateline").exists());
}
