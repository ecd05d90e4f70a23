//! `dateline records` from end to end, and that records stay where they are. All rows are invented.

mod common;

use common::{Folder, story};
use serde_json::Value;

const ACLED: &str = "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,country,location,latitude,longitude,geo_precision,notes,fatalities
SYR1,2031-03-07,2031,1,Battles,Armed clash,Syria,Homs,34.7324,36.7137,1,\"SECRET-NOTE, with a comma\",7
SYR2,2031-03-20,2031,1,Battles,Armed clash,Syria,Aleppo,36.2021,37.1343,1,SECRET-NOTE,3
SYR3,20/03/2031,2031,1,Battles,Armed clash,Syria,Aleppo,36.2021,37.1343,1,SECRET-NOTE,3
";

fn ledger() -> Folder {
    let homs = |n: usize| {
        let text = format!("Fighters clashed with the army in Homs on Friday, killing {n} soldiers, the army said.");
        serde_json::json!({"id": format!("h{n}"), "date": "2031-03-08", "outlet": format!("Outlet {n}"), "text": text})
            .to_string()
    };
    let other = serde_json::json!({"id": "o", "date": "2031-03-08", "outlet": "Wire", "text": story(1)}).to_string();
    let folder =
        Folder::with(&[("reports.jsonl", &format!("{}\n{}\n{other}\n", homs(4), homs(7))), ("acled.csv", ACLED)]);
    let added = folder.run(&["add", "--quiet", "reports.jsonl"]);
    assert_eq!(added.code, Some(0), "{added:?}");
    folder
}

#[test]
fn records_are_taken_in_listed_compared_and_thrown_away() {
    let folder = ledger();
    let head = folder.run(&["verify", "--json", "--quiet"]).out;
    let nothing = folder.run(&["records", "compare"]);
    assert_eq!(nothing.code, Some(1), "{nothing:?}");
    assert!(nothing.err.contains("records import"), "{}", nothing.err);

    let taken = folder.run(&["records", "import", "acled.csv", "--as", "acled"]);
    assert_eq!(taken.code, Some(1), "{taken:?}");
    assert!(taken.err.contains("acled.csv:4: `event_date` is \"20/03/2031\", not a day"), "{}", taken.err);
    assert!(taken.err.contains("2 records of acled taken in; licence: unknown (not to be passed on)"), "{}", taken.err);
    let again = folder.run(&["records", "import", "acled.csv", "--as", "acled", "--licence", "CC BY 4.0", "--json"]);
    let again: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(
        (&again["records"], &again["replaced"], &again["may_be_passed_on"]),
        (&2.into(), &2.into(), &true.into())
    );

    let listed = folder.run(&["records", "list", "--json"]);
    let listed: Vec<Value> = serde_json::from_str(&listed.out).unwrap();
    assert_eq!((listed.len(), &listed[0]["records"], &listed[0]["licence"]), (1, &2.into(), &"CC BY 4.0".into()));

    let found = folder.run(&["records", "compare", "--json"]);
    assert_eq!(found.code, Some(0), "{found:?}");
    let found: Value = serde_json::from_str(&found.out).unwrap();
    assert_eq!(
        (found["pairs"].as_array().unwrap().len(), &found["pairs"][0]["record"]),
        (1, &"SYR1".into()),
        "{found}"
    );
    assert_eq!((&found["pairs"][0]["kind"], &found["pairs"][0]["theirs"]["best"]), (&"same".into(), &7.into()));
    assert_eq!(found["only_theirs"][0]["id"], "SYR2");
    let page = folder.run(&["records", "compare"]);
    for words in
        ["Both have: 1", "acled SYR1  same kind · same days", "theirs killed 7", "Only they have: 1", "acled SYR2"]
    {
        assert!(page.out.contains(words), "{words}: {}", page.out);
    }
    let here = folder.run(&["records", "compare", "--place", "Aleppo"]);
    assert!(
        here.out.contains("Both have: 0") && here.out.contains("SYR2") && !here.out.contains("SYR1"),
        "{}",
        here.out
    );

    assert_eq!(folder.run(&["verify", "--json", "--quiet"]).out, head, "the chain does not notice");
    assert_eq!(folder.run(&["records", "drop", "acled"]).code, Some(0));
    assert_eq!(folder.run(&["records", "list"]).code, Some(1));
}

#[test]
fn a_file_of_another_kind_is_told_with_the_remedy() {
    let folder = Folder::with(&[("acled.csv", ACLED), ("empty.csv", ""), ("other.csv", "a,b\n1,2\n")]);
    for (args, told) in [
        (["acled.csv", "ucdp"], "it looks like acled: say --as acled"),
        (["other.csv", "ucdp"], "the columns id, type_of_violence"),
        (["empty.csv", "acled"], "are missing"),
        (["nothing.csv", "acled"], "cannot be opened"),
    ] {
        let ran = folder.run(&["records", "import", args[0], "--as", args[1]]);
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(ran.err.contains(told), "{}", ran.err);
    }
    assert!(!folder.path("ledger.dateline").exists(), "a wrong file makes no ledger");
}

#[test]
fn records_are_in_no_export_and_not_in_the_ledger_for_the_public() {
    let folder = ledger();
    // Even where the licence would let them be passed on.
    folder.run(&["records", "import", "acled.csv", "--as", "acled", "--licence", "CC BY 4.0"]);
    let published = folder.run(&["publish", "-o", "public.dateline"]);
    assert!(folder.path("public.dateline").exists(), "{published:?}");
    let public = ledger::Ledger::open(folder.path("public.dateline"), ledger::Mode::Read).unwrap();
    assert_eq!(public.records_seen().unwrap(), vec![]);
    for what in ["claims", "events", "figures", "control", "reports", "decisions"] {
        let out = format!("{what}.jsonl");
        let ran = folder.run(&["export", what, "--format", "jsonl", "-o", &out]);
        // 1 says that there is none of it.
        assert!(matches!(ran.code, Some(0 | 1)) && folder.path(&out).exists(), "{ran:?}");
    }
    for (format, shape) in [("csv", "acled"), ("csv", "ucdp")] {
        folder.run(&["export", "events", "--format", format, "--shape", shape, "-o", &format!("{shape}-out.csv")]);
    }
    let mut looked = 0;
    for file in std::fs::read_dir(folder.path("")).unwrap().flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if name == "acled.csv" || name == "ledger.dateline" || name.starts_with("ledger.dateline-") {
            continue;
        }
        let bytes = std::fs::read(file.path()).unwrap();
        for secret in ["SECRET-NOTE", "SYR1", "SYR2"] {
            assert!(!bytes.windows(secret.len()).any(|some| some == secret.as_bytes()), "{name} has {secret}");
        }
        looked += 1;
    }
    assert!(looked >= 8, "{looked}");
}
