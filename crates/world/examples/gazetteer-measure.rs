//! Measures the gazetteer: see benchmarks/gazetteer.md.
//!
//!     gazetteer-measure open                 opening and first lookup, memory
//!     gazetteer-measure lookups              lookups a second, warm, one thread
//!     gazetteer-measure invent ROWS DIR      writes a dump of invented places in GeoNames' format
//!     gazetteer-measure import DIR OUT       imports it, and looks some names up
//!
//! Needs Linux for the memory figures; elsewhere they are 0.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use world::places::{Gazetteer, KeyKind, import::import};

/// What reports name: most of it known under a plain name, some by another spelling, some by consonants only, some unknown.
const NAMES: [&str; 40] = [
    "Damascus",
    "Homs",
    "Deraa",
    "Dar'a",
    "Deir ez-Zor",
    "Latakia",
    "al-Qamishli",
    "Hasaka",
    "Idlib",
    "Aleppo",
    "Syria",
    "Kyiv",
    "Kharkiv",
    "Mariupol",
    "Donetsk",
    "Ukraine",
    "Baghdad",
    "Mosul",
    "Fallujah",
    "Sana'a",
    "Aden",
    "Hodeidah",
    "Khartoum",
    "El Fasher",
    "Mogadishu",
    "Goma",
    "Kabul",
    "Kandahar",
    "Paris",
    "London",
    "Springfield",
    "San José",
    "New York",
    "Gaza",
    "Rafah",
    "Khan Younis",
    "southern Lebanon",
    "Qamushly",
    "the old market",
    "Tripoli",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["open"] => open(),
        ["lookups"] => lookups(Gazetteer::bundled()),
        ["invent", rows, dir] => invent(rows.parse()?, Path::new(dir))?,
        ["import", dir, out] => measure_import(Path::new(dir), Path::new(out))?,
        _ => return Err("usage: gazetteer-measure open | lookups | invent ROWS DIR | import DIR OUT".into()),
    }
    Ok(())
}

fn open() {
    println!("before: {}", memory());
    let start = Instant::now();
    let gazetteer = Gazetteer::bundled();
    println!("open: {:.1} ms, {}", start.elapsed().as_secs_f64() * 1e3, memory());
    let start = Instant::now();
    let found = gazetteer.lookup("Deir ez-Zor");
    println!("first lookup: {:.1} ms, {} found, {}", start.elapsed().as_secs_f64() * 1e3, found.len(), memory());
    let start = Instant::now();
    let found = gazetteer.lookup("Deyrizzour");
    println!("first by consonants: {:.1} ms, {} found, {}", start.elapsed().as_secs_f64() * 1e3, found.len(), memory());
    let start = Instant::now();
    for name in NAMES {
        for candidate in gazetteer.lookup(name) {
            gazetteer.place(candidate.entry);
        }
    }
    println!("all names and places: {:.1} ms, {}", start.elapsed().as_secs_f64() * 1e3, memory());
}

fn lookups(gazetteer: &Gazetteer) {
    for round in 0..4 {
        let start = Instant::now();
        let (mut count, mut candidates, mut loose) = (0_u32, 0, 0);
        while start.elapsed().as_secs_f64() < 2.0 {
            for name in NAMES {
                let found = gazetteer.lookup(name);
                count += 1;
                candidates += found.len();
                loose += usize::from(found.first().is_some_and(|first| first.key == KeyKind::Skeleton));
            }
        }
        let rate = f64::from(count) / start.elapsed().as_secs_f64();
        println!(
            "round {round}: {rate:.0} lookups/s, {:.1} candidates each, {:.1} % by consonants",
            candidates as f64 / f64::from(count),
            100.0 * loose as f64 / f64::from(count)
        );
    }
    for name in ["Damascus", "Deir ez-Zor", "San José", "Qamushly", "the old market"] {
        let start = Instant::now();
        for _ in 0..2000 {
            std::hint::black_box(gazetteer.lookup(name));
        }
        println!("{name}: {:.2} µs", start.elapsed().as_secs_f64() / 2000.0 * 1e6);
    }
    println!("{}", memory());
}

/// Rows with about the shares of classes, names and alternate names that GeoNames has.
fn invent(rows: u64, dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    let mut places = std::io::BufWriter::with_capacity(1 << 20, std::fs::File::create(dir.join("allCountries.txt"))?);
    let mut names =
        std::io::BufWriter::with_capacity(1 << 20, std::fs::File::create(dir.join("alternateNamesV2.txt"))?);
    let mut state = 88_172_645_463_325_252_u64;
    let mut random = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    const PARTS: [&str; 48] = [
        "al", "an", "ar", "ba", "bar", "bo", "da", "dar", "de", "don", "el", "er", "fa", "far", "ga", "gor", "ha",
        "hin", "in", "ka", "kar", "khi", "la", "lin", "ma", "mar", "mo", "na", "nov", "o", "pa", "pet", "qa", "ra",
        "ros", "sa", "san", "shi", "ta", "tel", "to", "u", "va", "vil", "ya", "yar", "za", "zu",
    ];
    const COUNTRIES: [&str; 10] = ["SY", "UA", "IQ", "RU", "US", "CN", "SD", "MX", "IN", "FR"];
    const FEATURES: [&str; 12] = [
        "P\tPPL", "P\tPPL", "P\tPPL", "P\tPPLL", "H\tSTM", "H\tLK", "T\tMT", "T\tHLL", "S\tSCH", "S\tHTL", "A\tADM3",
        "L\tLCTY",
    ];
    let mut alternate = 0_u64;
    for row in 0..rows {
        let mut name = |words: u64| {
            let mut name = String::new();
            for word in 0..words {
                let start = name.len();
                for _ in 0..2 + random(3) {
                    name.push_str(PARTS[random(48) as usize]);
                }
                name[start..start + 1].make_ascii_uppercase();
                if word + 1 < words {
                    name.push(' ');
                }
            }
            name
        };
        let main = name(1 + row % 2);
        let others: Vec<String> = (0..row % 4).map(|_| name(1)).collect();
        // Steps through all ids below 13 million in no order.
        let id = 1 + row * 7_368_787 % rows;
        let (lat, lon) = (random(1_700_000) as f64 / 1e4 - 85.0, random(3_600_000) as f64 / 1e4 - 180.0);
        let people = if random(6) == 0 { random(100_000) } else { 0 };
        let mut line = String::new();
        let _ = writeln!(
            line,
            "{id}\t{main}\t{main}\t{}\t{lat}\t{lon}\t{}\t{}\t\t{:02}\t\t\t\t{people}\t\t100\tEtc/UTC\t2024-01-01",
            others.join(","),
            FEATURES[random(12) as usize],
            COUNTRIES[random(10) as usize],
            random(30)
        );
        places.write_all(line.as_bytes())?;
        for other in &others {
            alternate += 1;
            writeln!(names, "{alternate}\t{id}\ten\t{other}\t\t\t\t\t\t")?;
        }
    }
    names.flush()?;
    places.flush()
}

fn measure_import(dir: &Path, out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let mut next = 0.0;
    let summary = import(dir, out, &mut |done, all| {
        let share = done as f64 / all.max(1) as f64;
        if share >= next {
            println!("{:.0} % read after {:.0} s, {}", share * 100.0, start.elapsed().as_secs_f64(), memory());
            next += 0.1;
        }
    })?;
    let size = std::fs::metadata(out)?.len();
    println!("{:.0} s, {} bytes, {}: {summary:?}", start.elapsed().as_secs_f64(), size, memory());
    let start = Instant::now();
    let gazetteer = Gazetteer::with_side_file(out)?;
    println!("open: {:.1} ms, {}", start.elapsed().as_secs_f64() * 1e3, memory());
    lookups(&gazetteer);
    println!("{:?}", gazetteer.problem());
    Ok(())
}

/// Resident memory now and at its highest.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |field: &str| -> u64 {
        let line = status.lines().find_map(|line| line.strip_prefix(field));
        line.and_then(|line| line.split_whitespace().nth(1)).and_then(|number| number.parse().ok()).unwrap_or(0)
    };
    format!("{} MB resident, {} MB at most", of("VmRSS") / 1024, of("VmHWM") / 1024)
}
