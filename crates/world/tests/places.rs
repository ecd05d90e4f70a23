//! Places in context: the table `places.tsv`, what must hold for any text, and the report `seed-homs` of the gold file.

use claim::Where;
use world::places::Gazetteer;
use world::places::mentions::{countries_in, mentions_in};
use world::places::resolve::{Context, Mention, Named, explain_place, resolve_place, resolve_places};

/// One row of places.tsv.
struct Row {
    line: usize,
    mention: Mention,
    context: Context,
    expected: String,
}

fn rows() -> Vec<Row> {
    let table = include_str!("places.tsv");
    let lines = table.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|(at, line)| {
            let mut columns = line.split('\t');
            let mut column = || columns.next().unwrap_or_else(|| panic!("places.tsv:{}: a column is missing", at + 1));
            let (sentence, countries, others, expected) = (column(), column(), column(), column());
            let (from, to) = (sentence.find('[').expect("a ["), sentence.rfind(']').expect("a ]"));
            let mention = Mention {
                text: sentence[from + 1..to].to_owned(),
                position: None,
                before: sentence[..from].to_owned(),
                after: sentence[to + 1..].to_owned(),
            };
            let split = |column: &str| -> Vec<String> {
                column.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
            };
            let named = |country: String| Named { country, word: String::new(), times: 1 };
            let context = Context {
                countries: split(countries).into_iter().map(named).collect(),
                others: split(others).into_iter().map(Mention::alone).collect(),
                outlet_country: None,
            };
            Row { line: at + 1, mention, context, expected: expected.to_owned() }
        })
        .collect()
}

/// As the table says it: "geonames:169577 2", "unresolved".
fn said(place: &Where) -> String {
    match place {
        Where::Place(place) if place.precision == 1 => place.id.clone(),
        Where::Place(place) => format!("{} {}", place.id, place.precision),
        Where::Unresolved(_) => "unresolved".to_owned(),
    }
}

#[test]
fn mentions_mean_what_the_table_says() {
    let gazetteer = Gazetteer::bundled();
    let rows = rows();
    assert!(rows.len() >= 80, "only {} rows", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let seen = resolve_places(std::slice::from_ref(&row.mention), &row.context, gazetteer);
        let seen = said(&seen[0]);
        if seen != row.expected {
            let Mention { before, text, after, .. } = &row.mention;
            wrong.push(format!("places.tsv:{}: {before}[{text}]{after}: {seen}, not {}", row.line, row.expected));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn what_is_unresolved_says_why() {
    let gazetteer = Gazetteer::bundled();
    for (text, why) in [
        ("a checkpoint", "a generic place"),
        ("the village", "a generic place"),
        ("", "a generic place"),
        ("Xqzvwk", "no place of that name is known"),
    ] {
        match resolve_place(text, None, gazetteer) {
            Where::Unresolved(none) => assert_eq!(none.unresolved, why, "{text}"),
            Where::Place(place) => panic!("{text} resolved to {}", place.id),
        }
    }
}

#[test]
fn an_answer_tells_its_reasons_and_what_else_bears_the_name() {
    let gazetteer = Gazetteer::bundled();
    let explained = explain_place("Tripoli", Some("lb"), gazetteer);
    assert_eq!(said(&explained.answer), "geonames:266826");
    assert!(explained.reasons.iter().any(|reason| reason.contains("country is named")), "{:?}", explained.reasons);
    assert!(explained.considered.len() > 1 && explained.considered.len() <= 10);
    let Where::Place(place) = explained.answer else { panic!("unresolved") };
    assert!(place.runner_up.is_some_and(|next| next.score <= place.score));
}

#[test]
fn the_order_of_mentions_changes_nothing() {
    let gazetteer = Gazetteer::bundled();
    let names =
        ["Tripoli", "Homs", "Beirut", "Georgia", "San Jose", "Damascus", "a checkpoint", "Hyderabad", "Tripoli"];
    let forward: Vec<Mention> = names.iter().map(|name| Mention::alone(*name)).collect();
    let backward: Vec<Mention> = forward.iter().rev().cloned().collect();
    let one = resolve_places(&forward, &Context::default(), gazetteer);
    let mut other = resolve_places(&backward, &Context::default(), gazetteer);
    other.reverse();
    let ids = |places: &[Where]| places.iter().map(said).collect::<Vec<_>>();
    assert_eq!(ids(&one), ids(&other));
    assert_eq!(one.len(), names.len());
}

#[test]
fn one_bad_place_spoils_no_other() {
    let gazetteer = Gazetteer::bundled();
    let good = ["Homs", "Aleppo", "Deir ez-Zor"].map(Mention::alone);
    let alone = resolve_places(&good, &Context::default(), gazetteer);
    let mut with_bad: Vec<Mention> = good.to_vec();
    with_bad.push(Mention::alone("\u{0}\u{fffd}"));
    with_bad.push(Mention::alone("Xqzvwk"));
    with_bad.push(Mention::alone("x".repeat(10_000)));
    let seen = resolve_places(&with_bad, &Context::default(), gazetteer);
    assert_eq!(seen[..3], alone[..]);
    assert!(seen[3..].iter().all(|place| matches!(place, Where::Unresolved(_))));
}

/// A generator of its own: the same texts in every run, without a crate for it.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn any_text_gives_an_answer_for_each_mention_and_never_panics() {
    let gazetteer = Gazetteer::bundled();
    let bits = [
        "Homs", "the", "of", "near", "between", "and", ",", ".", "'s", "’s", "’", "-", "–", " ", "  ", "\n", "\t",
        "حمص", "Київ", "é", "e\u{301}", "\u{200b}", "\u{feff}", "🙂", "province", "Province", "city of", "DARAA", "(",
        ")", "\"", "“", "”", "U.S.", "D.C.", "al-", "Al", "St.", "1", "7th", "A", "a", "in", "Syria", "Syrian", "Lake",
        "TX", "s'", "''", "\u{0}", "ß", "İ", "ﬁ",
    ];
    let mut dice = Dice(7);
    for _ in 0..3_000 {
        let text: String = (0..dice.below(14))
            .map(|_| bits[dice.below(bits.len())])
            .collect::<Vec<_>>()
            .join(if dice.below(2) == 0 { " " } else { "" });
        for found in mentions_in(&text, gazetteer) {
            assert_eq!(text.get(found.span), Some(found.text.as_str()), "{text:?}");
        }
        countries_in(&text, gazetteer);
        let (from, to) = (dice.below(text.len() + 9), dice.below(text.len() + 9));
        let mentions = [Mention::at(&text, from..to), Mention::alone(text.as_str())];
        let context = Context::of(&text, Some(&text), None, gazetteer);
        for place in resolve_places(&mentions, &context, gazetteer) {
            if let Where::Place(place) = place {
                assert!((0.0..=1.0).contains(&place.score) && (1..=7).contains(&place.precision), "{text:?}");
                assert!(place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0 && !place.id.is_empty(), "{text:?}");
            }
        }
    }
}

#[test]
fn names_of_places_are_found_in_running_text_and_others_are_not() {
    let gazetteer = Gazetteer::bundled();
    let found = |text: &str| mentions_in(text, gazetteer).into_iter().map(|found| found.text).collect::<Vec<_>>();
    for (text, names) in [
        ("Rebels took Homs and Deir ez-Zor on Friday.", vec!["Homs", "Deir ez-Zor"]),
        ("Talks in Kenya's capital, Nairobi, went on.", vec!["Kenya", "Nairobi"]),
        ("Michael Jordan spoke to President Clinton.", vec![]),
        ("In May the World Health Organization met.", vec![]),
        (
            "A man from the Democratic Republic of the Congo was held in New York City.",
            vec!["Democratic Republic of the Congo", "New York City"],
        ),
        ("He told the Washington Post so.", vec![]),
    ] {
        assert_eq!(found(text), names, "{text}");
    }
}

#[test]
fn countries_are_named_by_name_and_demonym() {
    let gazetteer = Gazetteer::bundled();
    let named = countries_in("Syrian and Turkish officials met in Russia. The Syrian side left.", gazetteer);
    let named: Vec<(&str, usize)> = named.iter().map(|named| (named.country.as_str(), named.times)).collect();
    assert_eq!(named, [("SY", 2), ("TR", 1), ("RU", 1)]);
}

#[test]
fn the_report_from_homs_has_its_towns_at_the_right_points() {
    let Some(folder) = std::env::var_os("DATELINE_DATA") else {
        println!("skipped: DATELINE_DATA does not name the folder that holds gold/dev.jsonl");
        return;
    };
    let path = std::path::Path::new(&folder).join("gold/dev.jsonl");
    let lines = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let report = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of the gold file is JSON"))
        .find(|value| value["id"] == "seed-homs")
        .expect("the gold file holds seed-homs");
    let text = report["text"].as_str().expect("a report has a text");
    let gazetteer = Gazetteer::bundled();
    let context = Context::of(text, None, None, gazetteer);
    for (name, id, lat, lon) in [
        ("Daraa", "geonames:170905", 32.62, 36.10),
        ("Homs", "geonames:169577", 34.73, 36.71),
        ("Hama", "geonames:170017", 35.13, 36.75),
        ("Aleppo", "geonames:170063", 36.20, 37.16),
        ("Idlib", "geonames:169389", 35.93, 36.63),
        ("Deir Ezzor", "geonames:170794", 35.34, 40.14),
        ("Latakia", "geonames:173576", 35.52, 35.79),
        ("Tartus", "geonames:163345", 34.89, 35.89),
        ("Damascus", "geonames:170654", 33.51, 36.29),
    ] {
        let spans = text.match_indices(name).map(|(at, name)| at..at + name.len());
        let mentions: Vec<Mention> = spans.map(|span| Mention::at(text, span)).collect();
        assert!(!mentions.is_empty(), "{name} is not in the report");
        for (mention, place) in mentions.iter().zip(resolve_places(&mentions, &context, gazetteer)) {
            let Where::Place(place) = place else { panic!("{mention:?} is unresolved") };
            // "Homs province" and "the Homs region" may be the province; its point is in it, not in the town.
            if place.kind == "town" {
                assert_eq!(place.id, id, "{mention:?}");
                assert!((place.lat - lat).abs() < 0.1 && (place.lon - lon).abs() < 0.1, "{mention:?}: {place:?}");
            } else {
                assert_eq!((place.kind.as_str(), place.country.as_deref()), ("division", Some("SY")), "{mention:?}");
                let area = ["province", "region"].iter().any(|word| mention.after.trim_start().starts_with(word));
                assert!(area, "{mention:?}: {place:?}");
            }
        }
    }
}
