//! Parties: tables of mentions and speakers, what is wrong with tables, and what never happens.

use claim::{Voice, Who};
use jiff::civil::Date;
use world::parties::{KINDS, PartyContext, Register, SECTORS, check, speaker, who};

const MENTIONS: &str = include_str!("parties.tsv");
const SPEAKERS: &str = include_str!("parties-speakers.tsv");
const HEADER: &str = "id,name,aliases,country,sector,kind,from,until,parent,allies,ucdp,source\n";

/// `SY;TR` (main first), or with weights `SY=1;TR=1`.
fn context(countries: &str, date: &str) -> PartyContext {
    let parts: Vec<&str> = countries.split(';').filter(|part| !part.is_empty()).collect();
    let weighted = parts.iter().enumerate().map(|(at, part)| match part.split_once('=') {
        Some((code, weight)) => (code.to_owned(), weight.parse().expect("a weight")),
        None => ((*part).to_owned(), 1.0 / 2f64.powi(at as i32)),
    });
    let date = (!date.is_empty()).then(|| date.parse::<Date>().expect("a date"));
    PartyContext { countries: weighted.collect(), date, ..PartyContext::default() }
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split('\t').collect())
}

fn told(who: &Who) -> (String, String) {
    match who {
        Who::Party(party) => (party.id.clone(), party.rule.clone()),
        Who::Unresolved(why) => ("unresolved".to_owned(), why.unresolved.clone()),
    }
}

/// Precision: of the answers given (an id), those that are right; a party where nobody can say is wrong. Coverage: of the
/// mentions that have an answer, those for which it is found.
#[test]
fn mentions_lead_to_their_parties() {
    let register = Register::bundled();
    let (mut rows_seen, mut given, mut right, mut answerable, mut left_open, mut rightly_open) = (0, 0, 0, 0, 0, 0);
    for row in rows(MENTIONS) {
        let [mention, countries, date, expected] = row.as_slice() else { panic!("not four cells: {row:?}") };
        let (found, rule) = told(&who(mention, &context(countries, date), register));
        rows_seen += 1;
        given += usize::from(found != "unresolved");
        right += usize::from(found != "unresolved" && found == *expected);
        answerable += usize::from(*expected != "unresolved");
        left_open += usize::from(*expected == "unresolved");
        rightly_open += usize::from(*expected == "unresolved" && found == *expected);
        if found != *expected {
            println!("{mention} | {countries} {date} | {expected} | found {found} ({rule})");
        }
    }
    let precision = right as f64 / given as f64;
    let coverage = right as f64 / answerable as f64;
    println!("{rows_seen} mentions; precision {precision:.3} ({right} of {given} answers given)");
    println!("coverage {coverage:.3} ({right} of {answerable} that have an answer)");
    println!("rightly unresolved {rightly_open} of {left_open}");
    assert!(rows_seen >= 400, "the table has {rows_seen} mentions");
    assert!(precision >= 0.95, "precision {precision:.3}");
    assert!(coverage >= 0.90, "coverage {coverage:.3}");
}

#[test]
fn speakers_have_their_kind_of_voice() {
    let register = Register::bundled();
    let mut wrong = Vec::new();
    for row in rows(SPEAKERS) {
        let [mention, countries, date, parties, voice, expected] = row.as_slice() else { panic!("not six: {row:?}") };
        let parties: Vec<&str> = parties.split(',').filter(|part| !part.is_empty()).collect();
        let found = speaker(mention, &context(countries, date), register, &parties);
        let (id, rule) = told(&found.who);
        if found.voice.name() != *voice || id != *expected {
            wrong.push(format!("{mention}: {} {id} ({rule}), not {voice} {expected}", found.voice.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_built_in_tables_have_no_problems() {
    let problems: Vec<String> = Register::bundled_problems().iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn the_register_covers_the_theatres_since_1980() {
    let entries = Register::bundled().entries();
    let mut theatres: Vec<&str> = entries.iter().map(|entry| entry.theatre.as_str()).collect();
    theatres.retain(|theatre| !matches!(*theatre, "world" | "media" | "states"));
    let groups = theatres.len();
    theatres.sort_unstable();
    theatres.dedup();
    println!("{} entries, {groups} of them in {} theatres", entries.len(), theatres.len());
    assert!(groups >= 600 && theatres.len() >= 25, "{groups} groups in {} theatres", theatres.len());
}

#[test]
fn a_wrong_row_is_told_with_its_line_and_a_remedy() {
    for (row, expected) in [
        ("syria/a,A,,SY,MILL,army,,,,,,x", "actors/syria.csv:2: unknown sector \"MILL\"; did you mean \"MIL\"?"),
        ("syria/a,A,,SY,MIL,armee,,,,,,x", "actors/syria.csv:2: unknown kind \"armee\"; did you mean \"army\"?"),
        ("iraq/a,A,,SY,MIL,army,,,,,,x", "actors/syria.csv:2: id \"iraq/a\" is not of this file; write syria/..."),
        ("syria/A b,A,,SY,MIL,army,,,,,,x", "small letters, digits, hyphens"),
        ("syria/a,,,SY,MIL,army,,,,,,x", "the name is empty; give the main English name"),
        ("syria/a,A,,Syria,MIL,army,,,,,,x", "country \"Syria\" is no ISO 3166 code"),
        ("syria/a,A,,SY,MIL,army,2013,2011,,,,x", "from 2013 is after until 2011; swap or mend them"),
        ("syria/a,A,,SY,MIL,army,spring 2011,,,,,x", "\"spring 2011\" is no day; write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("syria/a,A,,SY,MIL,army,,,syria/b,,,x", "unknown parent \"syria/b\""),
        ("syria/a,A,,SY,MIL,army,,,,syria/b,,x", "unknown ally \"syria/b\""),
        ("syria/a,A,,SY,MIL,army,,,syria/a,,,x", "\"syria/a\" is its own ancestor; mend the parents"),
        ("syria/a,A,,SY,MIL,army,,,,,many,x", "ucdp \"many\" is no number"),
        ("syria/a,A,,SY,MIL,army,,,,,x", "11 cells instead of 12; put cells that hold a comma in double quotes"),
        (
            "syria/a,A,,SY,MIL,army,,,,,,x\nsyria/a,B,,SY,MIL,army,,,,,,x",
            "actors/syria.csv:3: id \"syria/a\" is taken by actors/syria.csv:2; give another",
        ),
        (
            "syria/a,Free Army,,SY,MIL,army,2011,2013,,,,x\nsyria/b,B,the free army,SY,MIL,army,2012,,,,,x",
            "actors/syria.csv:3: the name \"free army\" is also syria/a (line 2) at that time",
        ),
    ] {
        let text = format!("{HEADER}{row}\n");
        let problems: Vec<String> = check(&[("actors/syria.csv", &text)]).iter().map(ToString::to_string).collect();
        assert!(problems.iter().any(|problem| problem.contains(expected)), "{row}\n{expected}\n{problems:?}");
    }
}

#[test]
fn names_that_follow_one_another_are_no_problem() {
    let text = format!(
        "{HEADER}syria/a,Free Army,,SY,MIL,army,2011,2012-05-01,,,,x\nsyria/b,B,Free Army,SY,MIL,army,2012-05-01,,,,,\"x, y\"\n"
    );
    let (register, problems) = Register::parse(&[("actors/syria.csv", &text)]);
    assert!(problems.is_empty(), "{problems:?}");
    for (date, expected) in [("2011-06-01", "syria/a"), ("2012-05-01", "syria/b"), ("2020-01-01", "syria/b")] {
        assert_eq!(told(&who("Free Army", &context("SY", date), &register)).0, expected, "{date}");
    }
}

#[test]
fn a_rule_or_office_that_leads_nowhere_is_told() {
    let rules = "forms,country,from,until,does,id,name,sector,voice,why\ncoalition,IQ,,,entry,world/none,,,,\nx,,,,kindd,,,,,\n";
    let offices =
        "id,name,aliases,office,party_id,country,from,until,source\noffices/a,A B,,president,xx/none,SY,,,x\n";
    let files = [("actors/generic.csv", rules), ("actors/offices.csv", offices)];
    let problems: Vec<String> = check(&files).iter().map(ToString::to_string).collect();
    for expected in [
        "actors/generic.csv:2: unknown party \"world/none\"; use the id of an entry",
        "actors/generic.csv:3: unknown rule \"kindd\"; did you mean \"kind\"?",
        "actors/offices.csv:2: unknown party \"xx/none\"; use the id of an entry",
    ] {
        assert!(problems.iter().any(|problem| problem == expected), "{expected}\n{problems:?}");
    }
}

#[test]
fn private_persons_are_never_kept_by_name() {
    let register = Register::bundled();
    for mention in [
        "Ana Lucia Ferro",
        "Colonel Ranulph Osei",
        "nurse Pilar Quezada Ibarra",
        "Mr Karimullah Sahibzada",
        "witness Tomasz Wielgorski",
        "Dr. Seyoum Kebreab",
        "Fisherman Dodong Macaraeg",
        "Coast News Science Correspondent Miriam Tolvanen",
        "Alliance MP for North Harbour Elsa Quiggin",
        "Labour Party Edwin Smithers",
        "pilot, Wing Commander Nadir Shahbazi",
    ] {
        let (id, rule) = told(&who(mention, &context("CO;AF", "2003-03-03"), register));
        let surname = mention.rsplit(' ').next().unwrap_or(mention).to_lowercase();
        assert!(!id.to_lowercase().contains(&surname), "{mention}: {id}");
        assert!(id == "unresolved" || id.starts_with("generic/"), "{mention}: {id} ({rule})");
    }
}

#[test]
fn an_unknown_group_never_becomes_a_known_one() {
    let register = Register::bundled();
    for (mention, countries, date, expected) in [
        ("Jaysh al-Salam", "SY", "2015-05-05", "provisional/jaysh-al-salam"),
        ("Northern Taliban Liberation Army", "TM", "2015-05-05", "provisional/northern-taliban-liberation-army"),
        ("fighters of the Hill Tribes Army", "MM", "2001-05-05", "provisional/hill-tribes-army"),
        ("Tumbarawa fighters", "NG", "2020-05-05", "provisional/tumbarawa-fighters"),
    ] {
        let found = told(&who(mention, &context(countries, date), register)).0;
        let again = told(&who(mention, &context("", ""), register)).0;
        assert_eq!(found, expected, "{mention}");
        assert_eq!(found, again, "{mention}: the id depends on the report");
    }
}

#[test]
fn places_are_no_parties_where_the_slot_holds_places() {
    let register = Register::bundled();
    for mention in ["Damascus", "Syria", "Moscow"] {
        let as_place = PartyContext { may_be_place: true, ..context("SY;RU", "2015-05-05") };
        assert_eq!(told(&who(mention, &as_place, register)).0, "unresolved", "{mention}");
        assert_ne!(told(&who(mention, &context("SY;RU", "2015-05-05"), register)).0, "unresolved", "{mention}");
    }
}

#[test]
fn no_text_makes_it_panic_and_every_answer_has_a_reason() {
    let register = Register::bundled();
    let pieces = [
        "",
        " ",
        "'s",
        "-",
        "the",
        "of",
        "and",
        "U.S.",
        "Syrian",
        "army",
        "HTS",
        "(",
        ")",
        ",",
        "200",
        "former",
        "President",
        "الجيش",
        "Армия",
        "\u{301}",
        "🙂",
        "led",
        "backed",
        "its",
        "spokesman for",
        "Front",
        "’",
        ".",
        "ex-",
        "İ",
        "ß",
    ];
    for first in pieces {
        for second in pieces {
            for third in ["", "forces", "of Syria", "’s", "Front"] {
                let mention = format!("{first} {second} {third}");
                let found = speaker(&mention, &context("SY;TR", "2015-01-01"), register, &["SY"]);
                assert!(Voice::ALL.contains(&found.voice));
                let (id, reason) = told(&found.who);
                assert!(!reason.is_empty() && !id.is_empty(), "{mention:?}");
                assert!(!id.ends_with('/') && !id.contains("//"), "{mention:?}: {id}");
            }
        }
    }
}

#[test]
fn the_answer_depends_on_nothing_but_its_arguments() {
    let register = Register::bundled();
    for row in rows(MENTIONS) {
        let [mention, countries, date, _] = row.as_slice() else { continue };
        let context = context(countries, date);
        assert_eq!(who(mention, &context, register), who(mention, &context, register), "{mention}");
    }
}

#[test]
fn codes_are_listed_once() {
    let mut codes: Vec<&str> =
        SECTORS.iter().map(|(code, _)| *code).chain(KINDS.iter().map(|(kind, _)| *kind)).collect();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
}
