//! Events in the columns of other people's data. The lists of columns are written down here by hand, not taken from the code.

use arrow::array::{Array, Date32Array, Float64Array, Int32Array, Int64Array, StringArray};
use arrow::datatypes::DataType;
use book::fusing::catch_up;
use book::{Filter, View};
use claim::{ClaimRecord, Report, Span};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use ledger::{Keep, Ledger, Mode, NewReport, Quote};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tables::Sheet;
use tables::shapes::{ABOUT, LEFT_OUT, Shape, TAG};
use tempfile::TempDir;

const UCDP: &str = "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id dyad_new_id \
    dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date \
    source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country \
    country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob";

const ACLED: &str = "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 \
    assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude geo_precision source \
    source_scale notes fatalities tags timestamp";

const POLECAT: &str = "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|\
    Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw|Wikipedia Actor ID|Recipient Name|Recipient Country|Recipient COW|\
    Primary Recipient Sector|Recipient Sectors|Recipient Title|Recipient Name Raw|Wikipedia Recipient ID|Placename|City|District|Province|Country|\
    Latitude|Longitude|GeoNames ID|Raw Placename|Feature Type|Source|Publication Date|Story People|Story Organizations|Story Locations|Language|\
    Version";

const GDELT: &str = "GLOBALEVENTID SQLDATE MonthYear Year FractionDate Actor1Code Actor1Name Actor1CountryCode Actor1KnownGroupCode \
    Actor1EthnicCode Actor1Religion1Code Actor1Religion2Code Actor1Type1Code Actor1Type2Code Actor1Type3Code Actor2Code Actor2Name \
    Actor2CountryCode Actor2KnownGroupCode Actor2EthnicCode Actor2Religion1Code Actor2Religion2Code Actor2Type1Code Actor2Type2Code \
    Actor2Type3Code IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions NumSources NumArticles AvgTone \
    Actor1Geo_Type Actor1Geo_FullName Actor1Geo_CountryCode Actor1Geo_ADM1Code Actor1Geo_ADM2Code Actor1Geo_Lat Actor1Geo_Long \
    Actor1Geo_FeatureID Actor2Geo_Type Actor2Geo_FullName Actor2Geo_CountryCode Actor2Geo_ADM1Code Actor2Geo_ADM2Code Actor2Geo_Lat \
    Actor2Geo_Long Actor2Geo_FeatureID ActionGeo_Type ActionGeo_FullName ActionGeo_CountryCode ActionGeo_ADM1Code ActionGeo_ADM2Code \
    ActionGeo_Lat ActionGeo_Long ActionGeo_FeatureID DATEADDED SOURCEURL";

const HXL: &str = "#event+id #date+start #date+end #event+type #org+actor #affected+killed #affected+injured #affected+displaced #geo+lat #geo+lon \
    #country+name #country+code #adm1+name #adm2+name #loc+name #meta+source #meta+url";

// ---- a ledger of invented reports

fn place(id: &str, name: &str, kind: &str, precision: u8, lat: f64, lon: f64) -> Value {
    let division = if kind == "town" { json!("Homs") } else { Value::Null };
    json!({"id": id, "name": name, "country": "SY", "division": division, "lat": lat, "lon": lon, "precision": precision, "kind": kind, "score": 0.9})
}

fn homs() -> Value {
    place("geonames:169577", "Homs", "town", 1, 34.73, 36.72)
}

fn rastan() -> Value {
    place("geonames:172946", "Rastan", "town", 1, 34.93, 36.73)
}

fn party(id: &str, name: &str, country: &str, sector: &str) -> Value {
    json!({"id": id, "name": name, "country": country, "sector": sector, "rule": "alias"})
}

fn hts() -> Value {
    party("syria/hts", "Hayat Tahrir al-Sham", "SY", "REB")
}

fn army() -> Value {
    party("sy/army", "Syrian Arab Army", "SY", "MIL")
}

fn civilians() -> Value {
    party("generic/SY/civilians", "civilians", "SY", "CVL")
}

fn islamic_state() -> Value {
    json!({"id": "iraq/islamic-state", "name": "Islamic State", "sector": "REB", "rule": "alias"})
}

fn days(from: &str, to: &str) -> Value {
    json!([{"start": from, "end": to, "precision": 1, "rule": "by hand"}])
}

/// A claim: fillers get words of their own, which no shape may show.
fn told(
    kind: &str,
    trigger: &str,
    day: &str,
    at: Option<Value>,
    actor: &[Value],
    target: &[Value],
    more: Value,
) -> Value {
    let words =
        |parties: &[Value]| -> Vec<String> { (0..parties.len()).map(|n| format!("words of party {n}")).collect() };
    let mut claim = json!({"type": kind, "trigger": trigger, "time": ["then"], "actor": words(actor), "target": words(target), "confidence": 0.9,
        "resolved": {"actor": actor, "target": target, "time": days(day, day)}});
    if let Some(place) = at {
        claim["place"] = json!(["there"]);
        claim["resolved"]["place"] = json!([place]);
    }
    for (slot, value) in more.as_object().unwrap() {
        claim[slot] = value.clone();
    }
    claim
}

/// Nobody private may be named by a shape.
const PRIVATE: &str = "Yasmin Haddadi";

/// (outlet, day of publication, title, claims)
fn reports() -> Vec<(&'static str, &'static str, &'static str, Vec<Value>)> {
    let died = |number: u64| json!({"killed": [number, number]});
    let by = |voice: &str, id: &str, number: u64| {
        json!({"killed": [number, number], "source": ["somebody"],
            "resolved": {"place": [homs()], "time": days("2024-12-05", "2024-12-05"), "target": [civilians()],
                "actor": [party("ru/air-force", "Russian Aerospace Forces", "RU", "MIL")],
                "source": [{"voice": voice, "id": id, "name": id, "rule": "alias"}]}})
    };
    let strike =
        |more: Value| told("AIRSTRIKE", "strike", "2024-12-05", Some(homs()), &[civilians()], &[civilians()], more);
    vec![
        (
            "Reuters",
            "2024-12-07",
            "Homs \"falls\"\tto\nfighters",
            vec![
                told("SEIZE", "captured", "2024-12-07", Some(homs()), &[hts()], &[army()], died(5)),
                told("PROTEST", "demonstrated", "2024-12-06", Some(rastan()), &[civilians()], &[], json!({})),
                told(
                    "DISPLACE",
                    "fled",
                    "2024-12-06",
                    Some(homs()),
                    &[civilians()],
                    &[],
                    json!({"displaced": [2000, null]}),
                ),
            ],
        ),
        ("SANA", "2024-12-06", "Strike on Homs", vec![strike(by("party", "ru/army", 4))]),
        ("Example Wire", "2024-12-06", "A market was hit", vec![strike(by("hospital", "generic/SY/hospital", 12))]),
        (
            "Example Daily",
            "2024-12-09",
            "Other news",
            vec![
                told("CLASH", "clashes", "2024-12-03", Some(rastan()), &[hts()], &[islamic_state()], died(7)),
                told("ATTACK", "attacked", "2024-11-20", Some(rastan()), &[islamic_state()], &[civilians()], died(30)),
                told("KILL", "killed", "2024-11-25", Some(homs()), &[], &[], json!({"killed": [24, null]})),
                told(
                    "KILL",
                    "killed",
                    "2024-11-22",
                    Some(place("iso:SY", "Syria", "country", 6, 35.0, 38.0)),
                    &[],
                    &[civilians()],
                    died(9),
                ),
                told("ATTACK", "stormed", "2024-12-01", None, &[hts()], &[army()], died(3)),
                told("ATTACK", "raided", "2024-12-02", Some(homs()), &[islamic_state()], &[army()], json!({})),
                told("MEET", "met", "2024-12-04", Some(homs()), &[hts()], &[army()], json!({})),
                told(
                    "SHELL",
                    "may shell",
                    "2024-12-12",
                    Some(homs()),
                    &[army()],
                    &[civilians()],
                    json!({"status": "planned"}),
                ),
            ],
        ),
        (
            "Example Daily",
            "2024-12-01",
            "A month",
            vec![
                told(
                    "SHELL",
                    "shelled",
                    "2024-11-01",
                    Some(place("geonames:SY.11", "Homs", "division", 4, 34.2, 38.3)),
                    &[army()],
                    &[civilians()],
                    json!({"killed": [40, 40], "resolved": {"actor": [army()], "target": [civilians()], "time": days("2024-11-01", "2024-11-30"),
                        "place": [place("geonames:SY.11", "Homs", "division", 4, 34.2, 38.3)]}}),
                ),
                told(
                    "ABDUCT",
                    "abducted",
                    "2024-11-15",
                    Some(homs()),
                    &[],
                    &[],
                    json!({"actor": [PRIVATE], "target": [PRIVATE], "source": [PRIVATE], "killed": [1, 1],
                        "resolved": {"actor": [{"unresolved": "a person"}], "target": [{"unresolved": "a person"}], "place": [homs()],
                            "time": days("2024-11-15", "2024-11-15"), "source": [{"voice": "witness", "unresolved": "a person"}]}}),
                ),
            ],
        ),
    ]
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        let mut ledger = Ledger::open(folder.0.path().join("ledger.dateline"), Mode::Create).unwrap();
        for (at, (outlet, day, title, claims)) in reports().into_iter().enumerate() {
            let sentence = |n: usize| format!("Sentence {n} of report {at} tells of it; {PRIVATE} saw it.");
            let text = (0..claims.len()).map(sentence).collect::<Vec<_>>().join(" ");
            let report = Report {
                id: format!("report-{at}"),
                title: Some(title.into()),
                date: Some(day.parse().unwrap()),
                outlet: Some(outlet.into()),
                url: Some(format!("https://example.org/{at}")),
                language: Some("en".into()),
                text,
                ..Report::default()
            };
            let (mut start, mut records, mut quotes) = (0, Vec::new(), Vec::new());
            for (number, mut claim) in claims.into_iter().enumerate() {
                claim["sentence"] = json!(number);
                claim["trigger_span"] = json!([start, start + 4]);
                claim["made_by"] = json!("test/1");
                records.push(serde_json::from_value::<ClaimRecord>(claim).unwrap());
                let words = sentence(number);
                let end = start + words.chars().count();
                quotes.push(Some(Quote { text: words, span: Span::new(start, end) }));
                start = end + 1;
            }
            let print = fuse::lineage::print(&report).packed();
            let new = NewReport {
                claims: &records,
                quotes: &quotes,
                print: &print,
                made_by: "test/1",
                keep: Keep::Never,
                ..NewReport::bare(&report)
            };
            ledger.add(&[new], "2024-12-10T06:30:00Z".parse().unwrap()).unwrap();
        }
        catch_up(&mut ledger).unwrap();
        folder
    }

    fn view(&self) -> View {
        View::open(self.0.path().join("ledger.dateline"), Default::default(), Default::default()).unwrap()
    }

    fn sheet(&self, shape: Shape) -> Sheet {
        shape.sheet(&self.view(), &Filter::default()).unwrap()
    }

    fn rows(&self, shape: Shape) -> Vec<Row> {
        rows(&self.sheet(shape))
    }
}

// ---- rows as values

#[derive(Clone, Debug, PartialEq)]
struct Row(BTreeMap<String, Value>);

impl Row {
    fn text(&self, column: &str) -> &str {
        self.0[column].as_str().unwrap_or_else(|| panic!("{column} is {}", self.0[column]))
    }

    fn whole(&self, column: &str) -> i64 {
        self.0[column].as_i64().unwrap_or_else(|| panic!("{column} is {}", self.0[column]))
    }

    fn real(&self, column: &str) -> f64 {
        self.0[column].as_f64().unwrap_or_else(|| panic!("{column} is {}", self.0[column]))
    }

    fn is_empty(&self, column: &str) -> bool {
        self.0[column].is_null()
    }

    fn day(&self, column: &str) -> Date {
        self.text(column).parse().unwrap()
    }
}

fn rows(sheet: &Sheet) -> Vec<Row> {
    let mut rows = Vec::new();
    for batch in &sheet.batches {
        for at in 0..batch.num_rows() {
            let cell = |column: usize| -> Value {
                let array = batch.column(column);
                if array.is_null(at) {
                    return Value::Null;
                }
                let any = array.as_any();
                match array.data_type() {
                    DataType::Utf8 => json!(any.downcast_ref::<StringArray>().unwrap().value(at)),
                    DataType::Int32 => json!(any.downcast_ref::<Int32Array>().unwrap().value(at)),
                    DataType::Int64 => json!(any.downcast_ref::<Int64Array>().unwrap().value(at)),
                    DataType::Float64 => json!(any.downcast_ref::<Float64Array>().unwrap().value(at)),
                    DataType::Date32 => {
                        let days = any.downcast_ref::<Date32Array>().unwrap().value(at);
                        json!(date(1970, 1, 1).checked_add(days.days()).unwrap().to_string())
                    }
                    other => panic!("{other}"),
                }
            };
            let columns = sheet.schema.fields().iter().enumerate();
            rows.push(Row(columns.map(|(column, field)| (field.name().clone(), cell(column))).collect()));
        }
    }
    rows
}

fn one(rows: &[Row], fits: impl Fn(&Row) -> bool) -> &Row {
    let fitting: Vec<&Row> = rows.iter().filter(|row| fits(row)).collect();
    assert_eq!(fitting.len(), 1, "{rows:#?}");
    fitting[0]
}

fn names(sheet: &Sheet) -> Vec<&str> {
    sheet.schema.fields().iter().map(|field| field.name().as_str()).collect()
}

// ---- every shape

#[test]
fn columns_are_those_that_users_load_by_name_in_their_order() {
    let folder = Folder::new();
    let lists: [(Shape, Vec<&str>, usize); 4] = [
        (Shape::Ucdp, UCDP.split_whitespace().collect(), 49),
        (Shape::Acled, ACLED.split_whitespace().collect(), 31),
        (Shape::Polecat, POLECAT.split('|').map(str::trim).collect(), 40),
        (Shape::Gdelt, GDELT.split_whitespace().collect(), 61),
    ];
    for (shape, list, length) in lists {
        assert_eq!(list.len(), length);
        assert_eq!(names(&folder.sheet(shape)), list, "{}", shape.name());
    }
    let hxl = folder.sheet(Shape::Hxl);
    let tags: Vec<&str> = hxl.schema.fields().iter().map(|field| field.metadata()[TAG].as_str()).collect();
    assert_eq!(tags, HXL.split_whitespace().collect::<Vec<_>>());
    assert!(names(&hxl).iter().all(|name| !name.starts_with('#')));
}

#[test]
fn every_column_tells_what_it_is_and_every_sheet_what_a_row_is_and_what_is_left_out() {
    let folder = Folder::new();
    for shape in Shape::ALL {
        let sheet = folder.sheet(shape);
        for field in sheet.schema.fields() {
            assert!(field.metadata()[tables::sheet::ABOUT].len() > 4, "{} {}", shape.name(), field.name());
        }
        assert!(sheet.schema.metadata()[ABOUT].contains("Machine-made"), "{}", shape.name());
        assert!(!sheet.schema.metadata()[LEFT_OUT].is_empty());
        let (lat, lon) = shape.point();
        assert!(names(&sheet).contains(&lat) && names(&sheet).contains(&lon));
        assert_eq!(Shape::from_name(shape.name()), Some(shape));
    }
    let ucdp = folder.sheet(Shape::Ucdp);
    let left_out = &ucdp.schema.metadata()[LEFT_OUT];
    assert!(left_out.contains("1 without a place on the map"), "{left_out}");
}

#[test]
fn no_shape_names_a_private_person_or_quotes_a_report() {
    let folder = Folder::new();
    for shape in Shape::ALL {
        for row in folder.rows(shape) {
            let told = serde_json::to_string(&row.0).unwrap();
            assert!(!told.contains(PRIVATE) && !told.contains("Haddadi"), "{}: {told}", shape.name());
            assert!(!told.contains("words of party") && !told.contains("tells of it"), "{}: {told}", shape.name());
        }
    }
}

#[test]
fn the_same_ledger_gives_the_same_rows_and_planned_events_give_none() {
    let (one, other) = (Folder::new(), Folder::new());
    for shape in Shape::ALL {
        assert_eq!(one.rows(shape), other.rows(shape), "{}", shape.name());
        let planned = Filter { statuses: vec!["planned".into()], ..Filter::default() };
        let refused = shape.sheet(&one.view(), &planned).unwrap_err().to_string();
        assert!(refused.contains("holds what happened"), "{refused}");
    }
    assert!(one.rows(Shape::Hxl).iter().all(|row| row.text("Start date") != "2024-12-12"));
}

#[test]
fn unknown_is_an_empty_cell() {
    let folder = Folder::new();
    for shape in Shape::ALL {
        let (lat, lon) = shape.point();
        for row in folder.rows(shape) {
            assert!(row.is_empty(lat) == row.is_empty(lon));
            assert!(row.is_empty(lat) || (row.real(lat), row.real(lon)) != (0.0, 0.0));
            for (column, cell) in &row.0 {
                let made_up =
                    matches!(cell.as_str(), Some("" | "-" | "--" | "---" | "None" | "NA" | "unknown" | "null"));
                assert!(!made_up, "{} {column}: {cell}", shape.name());
            }
        }
    }
    let rows = folder.rows(Shape::Acled);
    assert!(one(&rows, |row| row.text("event_type") == "Protests").is_empty("fatalities"));
}

#[test]
fn filters_choose_rows_and_change_none() {
    let folder = Folder::new();
    let december = Filter { from: Some(date(2024, 12, 1)), ..Filter::default() };
    for shape in Shape::ALL {
        let all = folder.rows(shape);
        let some = rows(&shape.sheet(&folder.view(), &december).unwrap());
        assert!(some.len() < all.len(), "{}", shape.name());
        assert!(some.iter().all(|row| all.contains(row)), "{}", shape.name());
    }
}

#[test]
fn what_changed_is_the_events_of_the_claims_that_are_new() {
    let folder = Folder::new();
    let view = folder.view();
    let strike = one(&folder.rows(Shape::Ucdp), |row| row.text("date_start") == "2024-12-05").clone();
    let event = view.event(strike.text("relid").parse().unwrap()).unwrap().unwrap();
    let touched: BTreeSet<claim::ClaimId> = event.members.iter().take(1).map(|member| member.claim).collect();
    for shape in Shape::ALL {
        let some = rows(&shape.sheet_of(&view, &Filter::default(), Some(&touched)).unwrap());
        assert_eq!(some.len(), 1, "{}", shape.name());
    }
    assert_eq!(rows(&Shape::Ucdp.sheet_of(&view, &Filter::default(), Some(&touched)).unwrap()), [strike]);
}

// ---- UCDP

#[test]
fn ucdp_rows_keep_the_rules_of_ged() {
    let folder = Folder::new();
    let rows = folder.rows(Shape::Ucdp);
    assert!(rows.len() >= 7, "{}", rows.len());
    let ids: BTreeSet<i64> = rows.iter().map(|row| row.whole("id")).collect();
    assert_eq!(ids.len(), rows.len());
    for row in &rows {
        let (low, best, high) = (row.whole("low"), row.whole("best"), row.whole("high"));
        assert!(high >= 1 && low >= 0 && low <= best && best <= high, "{row:?}");
        let parts = ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"].map(|part| row.whole(part));
        assert!(parts.iter().all(|part| *part >= 0));
        assert_eq!(parts.iter().sum::<i64>(), best, "{row:?}");
        assert!((1..=7).contains(&row.whole("where_prec")));
        assert!((1..=2).contains(&row.whole("event_clarity")));
        let (start, end) = (row.day("date_start"), row.day("date_end"));
        assert!(start <= end && i64::from(start.year()) == row.whole("year"));
        let length = (end - start).get_days() + 1;
        let prec = match length {
            1 => 1,
            2..=6 => 2,
            7 => 3,
            8..=31 => 4,
            _ => 5,
        };
        assert_eq!(row.whole("date_prec"), prec, "{start} to {end}");
        let (lat, lon) = (row.real("latitude"), row.real("longitude"));
        assert_eq!(row.text("geom_wkt"), format!("POINT ({lon} {lat})"));
        let cell = ((lat + 90.0) * 2.0).floor() * 720.0 + ((lon + 180.0) * 2.0).floor() + 1.0;
        assert_eq!(row.whole("priogrid_gid"), cell as i64);
        if !row.is_empty("type_of_violence") {
            assert!((1..=3).contains(&row.whole("type_of_violence")));
            let name = format!("{} - {}", row.text("side_a"), row.text("side_b"));
            assert_eq!(row.text("dyad_name"), name);
            assert!((1_000_000_000..=2_147_483_646).contains(&row.whole("dyad_new_id")));
        } else {
            assert!(row.text("code_status").contains("Check type"));
            assert!(row.is_empty("dyad_new_id") && row.is_empty("dyad_name") && row.is_empty("active_year"));
        }
        assert!(row.text("code_status").starts_with("Machine-made"));
        assert_eq!((row.text("country"), row.whole("country_id"), row.text("region")), ("Syria", 652, "Middle East"));
        assert!(row.is_empty("conflict_dset_id") && row.is_empty("dyad_dset_id"));
    }
}

#[test]
fn types_of_violence_and_dyads_follow_the_parties() {
    let folder = Folder::new();
    let rows = folder.rows(Shape::Ucdp);
    let on = |day: &str| one(&rows, |row| row.text("date_start") == day && row.text("date_end") == day);
    // The government is side A, though the other side did it.
    let seized = on("2024-12-07");
    assert_eq!(
        (seized.whole("type_of_violence"), seized.text("side_a"), seized.text("side_b")),
        (1, "Government of Syria", "Hayat Tahrir al-Sham")
    );
    assert_eq!((seized.whole("side_a_dset_id"), seized.whole("gwnoa")), (118, 652));
    assert!(seized.is_empty("gwnob") && seized.is_empty("side_b_dset_id"));
    assert_eq!((seized.whole("deaths_a"), seized.whole("deaths_unknown")), (5, 0));
    // Two groups.
    let clash = on("2024-12-03");
    assert_eq!(clash.whole("type_of_violence"), 2);
    assert_eq!((clash.text("side_a"), clash.text("side_b")), ("Islamic State", "Hayat Tahrir al-Sham"));
    assert_eq!((clash.whole("side_a_dset_id"), clash.whole("best"), clash.whole("active_year")), (234, 7, 0));
    // Civilians; with thirty dead the dyad is active in that year.
    let attack = on("2024-11-20");
    assert_eq!(
        (attack.whole("type_of_violence"), attack.text("side_b"), attack.whole("deaths_civilians")),
        (3, "Civilians", 30)
    );
    assert_eq!(attack.whole("active_year"), 1);
    // Nobody is named.
    let killed = on("2024-11-25");
    assert!(killed.is_empty("side_a") && killed.is_empty("side_b"));
    assert_eq!((killed.whole("best"), killed.whole("deaths_unknown"), killed.whole("event_clarity")), (24, 24, 2));
    // A country as the place, and a month as the time.
    assert_eq!(on("2024-11-22").whole("where_prec"), 6);
    let month = one(&rows, |row| row.text("date_start") == "2024-11-01");
    assert_eq!((month.whole("date_prec"), month.whole("where_prec"), month.text("adm_1")), (4, 4, "Homs"));
    // A state's forces abroad.
    let strike = on("2024-12-05");
    assert_eq!(
        (strike.whole("type_of_violence"), strike.text("side_a"), strike.whole("gwnoa")),
        (3, "Government of Russia (Soviet Union)", 365)
    );
    assert_eq!(strike.whole("number_of_sources"), 2);
    assert_eq!(strike.text("source_office"), "SANA;Example Wire");
    assert_eq!(strike.text("where_description"), "town in Homs, Syria");
}

// ---- ACLED

#[test]
fn acled_types_and_codes_are_of_its_lists() {
    let schemes: toml::Value = toml::from_str(include_str!("../../../data/schemes.toml")).unwrap();
    let acled = schemes["acled"].as_table().unwrap();
    let folder = Folder::new();
    let rows = folder.rows(Shape::Acled);
    assert!(rows.len() >= 8, "{}", rows.len());
    for row in &rows {
        let sub_types = acled[row.text("event_type")].as_array().unwrap();
        assert!(sub_types.iter().any(|known| known.as_str() == Some(row.text("sub_event_type"))), "{row:?}");
        assert!((1..=3).contains(&row.whole("time_precision")) && (1..=3).contains(&row.whole("geo_precision")));
        for inter in ["inter1", "inter2"] {
            assert!(row.is_empty(inter) || (1..=8).contains(&row.whole(inter)));
        }
        if !row.is_empty("interaction") {
            let (one, two) = (row.whole("inter1"), row.whole("inter2"));
            assert_eq!(row.whole("interaction"), one.min(two) * 10 + one.max(two));
        }
        let disorder =
            ["Political violence", "Demonstrations", "Political violence; Demonstrations", "Strategic developments"];
        assert!(disorder.contains(&row.text("disorder_type")));
        assert!(row.is_empty("civilian_targeting") || row.text("civilian_targeting") == "Civilian targeting");
        assert_eq!((row.whole("iso"), row.text("region"), row.text("country")), (760, "Middle East", "Syria"));
        assert!(row.text("event_id_cnty").starts_with("SYR") && row.text("event_id_cnty").len() == 15);
        assert_eq!(row.whole("timestamp"), "2024-12-10T06:30:00Z".parse::<jiff::Timestamp>().unwrap().as_second());
        assert_eq!(row.text("tags"), "machine-made");
        assert!(row.text("notes").ends_with("Machine-made, not reviewed by a person."), "{}", row.text("notes"));
    }
}

#[test]
fn acled_takes_the_lowest_account_and_its_kinds_of_actors() {
    let folder = Folder::new();
    let rows = folder.rows(Shape::Acled);
    let on =
        |day: &str, sub: &str| one(&rows, |row| row.text("event_date") == day && row.text("sub_event_type") == sub);
    let strike = on("2024-12-05", "Air/drone strike");
    assert_eq!((strike.whole("fatalities"), strike.whole("interaction")), (4, 78));
    assert_eq!((strike.text("civilian_targeting"), strike.text("actor2")), ("Civilian targeting", "Civilians (Syria)"));
    assert_eq!(strike.text("source_scale"), "National");
    let seized = on("2024-12-07", "Non-state actor overtakes territory");
    assert_eq!(
        (seized.whole("interaction"), seized.whole("fatalities"), seized.text("source_scale")),
        (12, 5, "International")
    );
    let protest = on("2024-12-06", "Peaceful protest");
    assert_eq!((protest.text("actor1"), protest.whole("inter1")), ("Protesters (Syria)", 6));
    assert!(protest.is_empty("actor2") && protest.is_empty("inter2") && protest.is_empty("interaction"));
    let attack = on("2024-11-20", "Attack");
    assert_eq!((attack.text("event_type"), attack.whole("interaction")), ("Violence against civilians", 27));
    // "At least 24" is no word of quantity in its sentence: the number stands.
    assert_eq!(on("2024-11-25", "Attack").whole("fatalities"), 24);
    // A country is no place for ACLED.
    assert!(rows.iter().all(|row| row.text("event_date") != "2024-11-22"));
}

// ---- POLECAT

#[test]
fn polecat_types_are_plovers() {
    let schemes: toml::Value = toml::from_str(include_str!("../../../data/schemes.toml")).unwrap();
    let types = schemes["plover"]["types"].as_array().unwrap();
    let folder = Folder::new();
    let rows = folder.rows(Shape::Polecat);
    assert!(rows.len() >= 9, "{}", rows.len());
    for row in &rows {
        assert!(types.iter().any(|known| known.as_str() == Some(row.text("Event Type"))));
        let quads = ["VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"];
        assert!(quads.contains(&row.text("Quad Code")));
        assert!(row.is_empty("Country") || row.text("Country") == "SYR");
        assert!(row.text("Version").starts_with("dateline machine-made; test/1"));
        assert!(row.is_empty("Intensity") && row.is_empty("Story People") && row.is_empty("Actor Name Raw"));
    }
    let strike = one(&rows, |row| row.text("Event Date") == "2024-12-05");
    assert_eq!(
        (strike.text("Actor Name"), strike.text("Actor Country"), strike.text("Actor COW")),
        ("Russian Aerospace Forces", "RUS", "365")
    );
    assert_eq!((strike.text("Primary Actor Sector"), strike.text("Event Mode")), ("MIL", "heavy-weapons"));
    assert_eq!(
        (strike.whole("GeoNames ID"), strike.text("Feature Type"), strike.text("City")),
        (169577, "town", "Homs")
    );
    let meeting = one(&rows, |row| row.text("Event Type") == "CONSULT");
    assert_eq!((meeting.text("Quad Code"), meeting.text("Contexts")), ("VERBAL COOPERATION", "diplomatic"));
}

// ---- GDELT

#[test]
fn gdelt_lines_have_61_fields_and_codes_of_cameo() {
    let schemes: toml::Value = toml::from_str(include_str!("../../../data/schemes.toml")).unwrap();
    let (roots, codes) = (schemes["cameo"]["roots"].as_table().unwrap(), schemes["cameo"]["codes"].as_table().unwrap());
    let folder = Folder::new();
    let sheet = folder.sheet(Shape::Gdelt);
    let rows = rows(&sheet);
    assert!(rows.len() >= 9, "{}", rows.len());
    for row in &rows {
        let line: Vec<String> = names(&sheet)
            .iter()
            .map(|name| match &row.0[*name] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect();
        let line = line.join("\t");
        assert_eq!(line.split('\t').count(), 61);
        assert!(!line.contains('"') && line.lines().count() == 1);
        let (code, base, root) = (row.text("EventCode"), row.text("EventBaseCode"), row.text("EventRootCode"));
        assert!(roots.contains_key(root) && code.starts_with(base) && base.starts_with(root) && base.len() == 3);
        assert!(codes.contains_key(code) || code == format!("{root}0"), "{code}");
        let quad = match root.parse::<u8>().unwrap() {
            ..=5 => 1,
            6..=8 => 2,
            9..=13 => 3,
            _ => 4,
        };
        assert_eq!(row.whole("QuadClass"), quad);
        assert!((-10.0..=10.0).contains(&row.real("GoldsteinScale")));
        let day = row.whole("SQLDATE");
        assert_eq!((row.whole("MonthYear"), row.whole("Year")), (day / 100, day / 10_000));
        assert!(row.is_empty("AvgTone") && row.is_empty("Actor1Geo_Type"));
        assert_eq!(row.whole("DATEADDED"), 20_241_210_063_000);
        assert!(
            row.whole("NumMentions") >= row.whole("NumArticles") && row.whole("NumArticles") >= row.whole("NumSources")
        );
    }
    let seized = one(&rows, |row| row.whole("SQLDATE") == 20_241_207);
    assert_eq!((seized.text("EventCode"), seized.real("GoldsteinScale")), ("192", -9.5));
    assert_eq!(
        (seized.text("Actor1Code"), seized.text("Actor2Code"), seized.text("Actor2Name")),
        ("SYRREB", "SYRMIL", "SYRIAN ARAB ARMY")
    );
    assert_eq!((seized.whole("ActionGeo_Type"), seized.text("ActionGeo_FullName")), (4, "Homs, Homs, Syria"));
    assert_eq!((seized.text("ActionGeo_CountryCode"), seized.text("ActionGeo_ADM1Code")), ("SY", "SY11"));
    assert!(seized.is_empty("ActionGeo_FeatureID"));
    assert_eq!((seized.whole("IsRootEvent"), seized.text("SOURCEURL")), (1, "https://example.org/0"));
    let country = one(&rows, |row| row.whole("SQLDATE") == 20_241_122);
    assert_eq!(
        (country.whole("ActionGeo_Type"), country.text("ActionGeo_FeatureID"), country.text("ActionGeo_FullName")),
        (1, "SY", "Syria")
    );
    let meeting = one(&rows, |row| row.text("EventRootCode") == "04");
    assert_eq!((meeting.text("EventCode"), meeting.real("GoldsteinScale")), ("040", 1.0));
}

// ---- HXL

#[test]
fn hxl_counts_people_affected_where_somebody_tells_a_number() {
    let folder = Folder::new();
    let rows = folder.rows(Shape::Hxl);
    let fled = one(&rows, |row| row.text("Event type") == "DISPLACE");
    assert_eq!(fled.whole("Displaced"), 2000);
    assert!(fled.is_empty("Killed") && fled.is_empty("Injured"));
    assert_eq!((fled.text("Country"), fled.text("Country code"), fled.text("Location")), ("Syria", "SY", "Homs"));
    assert_eq!(fled.text("Source"), "machine-made; Reuters");
    let nowhere = one(&rows, |row| row.is_empty("Latitude"));
    assert_eq!((nowhere.text("Event type"), nowhere.whole("Killed")), ("ATTACK", 3));
    assert!(nowhere.is_empty("Location") && nowhere.is_empty("Country"));
}
