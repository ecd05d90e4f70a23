//! 21 Syrian towns as maps and news in several languages spell them: spelling, GeoNames id, common name (syrian_towns.tsv).
//!
//! Most spellings must be met by their keys (letters without marks, consonants); only the common ones stand in
//! data/places/aliases.csv, so that a town nobody listed is met as well as these are.

use std::collections::{BTreeSet, HashSet};

use claim::Where;
use world::places::Gazetteer;
use world::places::keys::spelling;
use world::places::resolve::resolve_place;

/// One line of the table.
struct Line {
    spelling: &'static str,
    id: &'static str,
    town: &'static str,
}

fn table() -> Vec<Line> {
    let lines = include_str!("syrian_towns.tsv").lines().skip(1);
    let cells = lines.map(|line| line.split('\t').collect::<Vec<_>>());
    cells
        .map(|cells| match cells[..] {
            [spelling, id, town] => Line { spelling, id, town },
            _ => panic!("syrian_towns.tsv: {cells:?} is no line of spelling, id, town; part them with tabs"),
        })
        .collect()
}

/// Spellings that data/places/aliases.csv lists for a place, with its id.
fn listed() -> HashSet<(String, String)> {
    let text = include_str!("../../../data/places/aliases.csv");
    let rows = csv::Reader::from_reader(text.as_bytes()).into_records();
    rows.map(|row| row.expect("aliases.csv is sound CSV")).map(|row| (spelling(&row[0]), row[1].to_owned())).collect()
}

#[test]
fn the_table_holds_83_spellings_or_more_of_21_towns_each_once() {
    let table = table();
    let towns: BTreeSet<_> = table.iter().map(|line| line.id).collect();
    assert_eq!(towns.len(), 21, "{towns:?}");
    let spellings: BTreeSet<_> = table.iter().map(|line| line.spelling).collect();
    assert_eq!(spellings.len(), table.len());
    assert!(table.len() >= 83, "{}", table.len());
}

#[test]
fn nine_of_ten_spellings_are_found_and_none_is_taken_for_another_place() {
    let gazetteer = Gazetteer::bundled();
    let (mut found, mut missed, mut wrong) = (0, Vec::new(), Vec::new());
    let table = table();
    for line in &table {
        let division = gazetteer.entry(line.id).and_then(|town| gazetteer.place(town).division_name);
        match resolve_place(line.spelling, Some("SY"), gazetteer) {
            Where::Place(place) if place.id == line.id => found += 1,
            // The province that bears the town's name and holds it is coarser than asked, so it is a miss; it is no other place.
            Where::Place(place) if place.kind == "division" && Some(&place.name) == division.as_ref() => {
                missed.push(format!("{} ({}): its province", line.spelling, line.town))
            }
            Where::Place(place) => {
                wrong.push(format!("{} ({}): {} {}", line.spelling, line.town, place.id, place.name))
            }
            Where::Unresolved(_) => missed.push(format!("{} ({})", line.spelling, line.town)),
        }
    }
    println!("found {found} of {}; missed: {missed:?}", table.len());
    assert_eq!(wrong, Vec::<String>::new(), "taken for another place");
    assert!(found * 10 >= table.len() * 9, "found {found} of {}; missed: {missed:?}", table.len());
}

#[test]
fn four_of_five_spellings_that_no_alias_lists_are_met_by_keys_alone() {
    let gazetteer = Gazetteer::bundled();
    let listed = listed();
    let alone: Vec<Line> =
        table().into_iter().filter(|line| !listed.contains(&(spelling(line.spelling), line.id.to_owned()))).collect();
    let met = |line: &&Line| {
        let town = gazetteer.entry(line.id);
        gazetteer.lookup(line.spelling).iter().any(|candidate| Some(candidate.entry) == town)
    };
    let (met, missed): (Vec<&Line>, Vec<&Line>) = alone.iter().partition(met);
    let missed: Vec<String> = missed.iter().map(|line| format!("{} ({})", line.spelling, line.town)).collect();
    println!("by keys alone: {} of {}; missed: {missed:?}", met.len(), alone.len());
    assert!(alone.len() >= 60, "only {} spellings are without an alias: the table says little", alone.len());
    assert!(met.len() * 5 >= alone.len() * 4, "{} of {}; missed: {missed:?}", met.len(), alone.len());
}
