//! A user's dump, in GeoNames' format with invented places, becomes a side file.

use std::path::{Path, PathBuf};

use world::places::import::{ImportSummary, import};
use world::places::{Class, Gazetteer, KeyKind};

/// A folder of its own, gone when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("dateline-import-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn put(&self, file: &str, text: &str) {
        std::fs::write(self.0.join(file), text).unwrap();
    }

    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A row as GeoNames writes it.
fn row(
    id: u32,
    name: &str,
    names: &str,
    (lat, lon): (f64, f64),
    feature: &str,
    (country, admin1): (&str, &str),
    people: u64,
) -> String {
    let (class, code) = feature.split_once('.').unwrap();
    let ascii = name.replace(|letter: char| !letter.is_ascii(), "");
    format!(
        "{id}\t{name}\t{ascii}\t{names}\t{lat}\t{lon}\t{class}\t{code}\t{country}\t\t{admin1}\t\t\t\t{people}\t\t12\tAsia/Damascus\t2024-01-01\n"
    )
}

fn dump() -> String {
    [
        row(90_000_003, "Tell Qanbar", "Tal Qanbar,تل قنبر,Тель-Канбар", (35.25, 37.5), "P.PPL", ("SY", "09"), 120),
        row(90_000_001, "Khirbat Zumurrud", "", (-12.3456, 177.0001), "P.PPL", ("SY", "06"), 0),
        row(90_000_002, "Jabal Firqan", "Djebel Firkan", (34.0, 38.0), "T.MT", ("SY", "11"), 0),
        row(90_000_004, "Zumurrud Airbase", "", (34.5, 38.5), "S.AIRB", ("SY", "11"), 0),
        row(90_000_005, "Qanbar Primary School", "", (35.25, 37.5), "S.SCH", ("SY", "09"), 0),
        row(90_000_006, "Muḩāfaz̧at Dar‘ā", "Qanbariyya Governorate", (32.7, 36.2), "A.ADM1", ("SY", "06"), 900_000),
        row(90_000_007, "Nahiyat Qanbar", "", (35.2, 37.4), "A.ADM3", ("SY", "09"), 0),
        row(90_000_008, "Zirwalia", "", (1.0, 2.0), "P.PPL", ("QQ", "Z9"), 5),
        row(170_905, "Dar‘ā", "Deraa,Darʿat al Jadida", (32.61889, 36.10213), "P.PPLA", ("SY", "06"), 100_000),
        "90000009\tBroken\n".to_owned(),
        row(90_000_010, "Nowhere", "", (0.0, 0.0), "P.PPL", ("SY", "06"), 0).replace("\t0\t0\tP", "\tnorth\t0\tP"),
    ]
    .concat()
}

const NAMES: &str = "1\t90000001\ten\tEmerald Ruins\t1\t\t\t\t\t\n2\t90000001\tlink\thttps://example.org\n3\t90000001\tiata\tEMR\n\
                     4\t12\ten\tOf No Place\n5\t90000003\tde\tTell Kanbar\nbroken\n";

fn imported(folder: &Folder) -> (ImportSummary, Gazetteer) {
    let out = folder.0.join("side.gazetteer");
    let mut told = Vec::new();
    let summary = import(&folder.0, &out, &mut |done, all| told.push((done, all))).unwrap();
    let (done, all) = told.last().copied().unwrap();
    assert_eq!(done, all, "the end is told");
    (summary, Gazetteer::with_side_file(&out).unwrap())
}

fn found(gazetteer: &Gazetteer, name: &str) -> Vec<(String, Class, KeyKind)> {
    let candidates = gazetteer.lookup(name).into_iter();
    candidates.map(|found| (gazetteer.place(found.entry).id, gazetteer.facts(found.entry).class, found.key)).collect()
}

#[test]
fn a_dump_is_imported_and_found_beside_what_is_built_in() {
    let folder = Folder::new("whole");
    folder.put("allCountries.txt", &dump());
    folder.put("alternateNamesV2.txt", NAMES);
    folder.put("admin1CodesASCII.txt", "QQ.Z9\tZirwal\tZirwal\t90000099\n");
    let (summary, gazetteer) = imported(&folder);
    assert_eq!((summary.rows, summary.places, summary.left_out, summary.broken), (11, 8, 1, 2));
    let told: Vec<String> = summary.problems.iter().map(ToString::to_string).collect();
    let file = folder.0.join("allCountries.txt").display().to_string();
    assert_eq!(
        told,
        [
            format!("{file}:10: 2 cells, not 19; is this a GeoNames dump?; the row is left out"),
            format!("{file}:11: \"north\" is no latitude or longitude; the row is left out"),
        ]
    );

    let place = |number: u32| format!("geonames:{number}");
    let cases = [
        ("Tell Qanbar", vec![(place(90_000_003), Class::Town, KeyKind::Exact)]),
        ("Tal Qanbar", vec![(place(90_000_003), Class::Town, KeyKind::Exact)]),
        ("Tell Kanbar", vec![(place(90_000_003), Class::Town, KeyKind::Exact)]),
        ("Tell-Qanbār", vec![(place(90_000_003), Class::Town, KeyKind::Folded)]),
        ("تل قنبر", vec![(place(90_000_003), Class::Town, KeyKind::Exact)]),
        ("Emerald Ruins", vec![(place(90_000_001), Class::Town, KeyKind::Exact)]),
        ("Djebel Firkan", vec![(place(90_000_002), Class::Region, KeyKind::Exact)]),
        ("Zumurrud Airbase", vec![(place(90_000_004), Class::Base, KeyKind::Exact)]),
        ("Nahiyat Qanbar", vec![(place(90_000_007), Class::District, KeyKind::Exact)]),
        ("Qanbar Primary School", vec![]),
        ("EMR", vec![]),
        ("Of No Place", vec![]),
        ("Qanbariyya Governorate", vec![("iso:SY-DR".to_owned(), Class::Division, KeyKind::Exact)]),
    ];
    for (name, expected) in cases {
        assert_eq!(found(&gazetteer, name), expected, "{name}");
    }

    let place = gazetteer.place(gazetteer.entry("geonames:90000003").unwrap());
    assert_eq!((place.name.as_str(), place.own_name.as_deref()), ("Tell Qanbar", Some("تل قنبر")));
    assert_eq!((place.division_name.as_deref(), place.facts.country()), (Some("Aleppo"), Some("SY")));
    let place = gazetteer.place(gazetteer.entry("geonames:90000008").unwrap());
    assert_eq!((place.division_name.as_deref(), place.facts.country()), (Some("Zirwal"), Some("QQ")));
    let facts = gazetteer.facts(gazetteer.entry("geonames:90000001").unwrap());
    assert_eq!((facts.lat, facts.lon, facts.population), (-12.3456, 177.0001, 0));
}

#[test]
fn where_both_hold_a_place_the_side_file_tells() {
    let folder = Folder::new("both");
    folder.put("SY.txt", &dump());
    let (summary, gazetteer) = imported(&folder);
    assert_eq!(summary.places, 8);
    for name in ["Daraa", "Deraa", "Dar‘ā"] {
        let entries: Vec<_> = gazetteer
            .lookup(name)
            .into_iter()
            .map(|found| gazetteer.place(found.entry))
            .filter(|place| place.id == "geonames:170905")
            .collect();
        assert_eq!(entries.len(), 1, "{name}");
        assert_eq!(entries[0].facts.population, 100_000, "{name}");
    }
    assert_eq!(gazetteer.place(gazetteer.entry("geonames:170905").unwrap()).facts.population, 100_000);
    assert!(!gazetteer.lookup("Homs").is_empty(), "what is built in stays");
    assert_eq!(gazetteer.problem(), None);
}

#[test]
fn importing_twice_gives_the_same_bytes_and_leaves_nothing_else() {
    let folder = Folder::new("twice");
    folder.put("SY.txt", &dump());
    folder.put("alternateNamesV2.txt", NAMES);
    let bytes = |file: &str| {
        let out = folder.0.join(file);
        import(&folder.0, &out, &mut |_, _| {}).unwrap();
        std::fs::read(out).unwrap()
    };
    assert_eq!(bytes("one.gazetteer"), bytes("two.gazetteer"));
    assert_eq!(folder.files(), ["SY.txt", "alternateNamesV2.txt", "one.gazetteer", "two.gazetteer"]);
}

#[test]
fn what_cannot_be_imported_or_opened_says_why_and_what_to_do() {
    let folder = Folder::new("broken");
    let out = folder.0.join("side.gazetteer");
    let message = import(&folder.0, &out, &mut |_, _| {}).unwrap_err().to_string();
    assert!(message.contains("neither allCountries.txt nor a country file such as SY.txt; unpack"), "{message}");
    assert!(import(Path::new("/nowhere/at/all"), &out, &mut |_, _| {}).is_err());
    assert_eq!(folder.files(), [""; 0], "a failed import leaves nothing");

    folder.put("SY.txt", &dump());
    import(&folder.0, &out, &mut |_, _| {}).unwrap();
    let sound = std::fs::read(&out).unwrap();
    let open = |bytes: &[u8]| {
        std::fs::write(&out, bytes).unwrap();
        Gazetteer::with_side_file(&out)
    };
    let cases: [(&[u8], &str); 4] = [
        (b"", "it is too short to be one; import it anew"),
        (b"id,name\n1,Homs and much more than a head of a file\n", "it is no gazetteer of Dateline; import it anew"),
        (&sound[..sound.len() - 1], "its length is not what it says; import it anew"),
        (b"DLGAZ\0\0\x02................", "it was written by another version of Dateline; import it anew"),
    ];
    for (bytes, why) in cases {
        let message = open(bytes).err().unwrap().to_string();
        assert!(message.ends_with(why), "{message}");
    }
    // A flipped bit anywhere never panics: the file does not open, or a problem is told, or it was in a part not read.
    for at in 0..sound.len() {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x10;
        if let Ok(gazetteer) = open(&bytes) {
            for name in ["Tell Qanbar", "Tell Kanbir", "Deraa"] {
                for candidate in gazetteer.lookup(name) {
                    gazetteer.place(candidate.entry);
                }
            }
        }
    }
    std::fs::write(&out, &sound).unwrap();
    let gazetteer = Gazetteer::with_side_file(&out).unwrap();
    assert_eq!(found(&gazetteer, "Tell Qanbar").len(), 1);
}
