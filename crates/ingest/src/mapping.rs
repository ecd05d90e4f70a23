//! JSON of other people's making -> reports, by a mapping: a small TOML file that says where in a record each field stands. Two are built
//! in (data/mappings). docs/input.md tells how to write one. Opens no file: the text of a mapping comes in.

use crate::page::text_of;
use crate::{Each, Hint, MAX_FILE_BYTES, encoding, records, sniff};
use claim::{Problem, Severity};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::io::{self, BufRead, Read};

/// Mappings that are built in: name, text.
const BUILT_IN: [(&str, &str); 2] = [
    ("newsapi", include_str!("../../../data/mappings/newsapi.toml")),
    ("mediacloud", include_str!("../../../data/mappings/mediacloud.toml")),
];

/// Where in other people's records the fields of a report stand.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What it is for, in words.
    #[serde(default)]
    pub about: String,
    /// Where the records are: the first path that leads to an array; an empty one is the whole. Not asked of JSON lines, where a line that
    /// has none of them is a record.
    #[serde(default)]
    records: Paths,
    fields: Fields,
    /// Values for all reports, where a record has none.
    #[serde(default)]
    defaults: Defaults,
    /// How dates are written, as strftime has it ("%d/%m/%Y"); or `seconds`, `milliseconds` since 1970. Without it: as in our own JSON.
    date_format: Option<String>,
    /// True where the text is HTML.
    #[serde(default)]
    html: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    text: Paths,
    #[serde(default)]
    id: Paths,
    #[serde(default)]
    date: Paths,
    #[serde(default)]
    title: Paths,
    #[serde(default)]
    outlet: Paths,
    #[serde(default)]
    url: Paths,
    #[serde(default)]
    language: Paths,
    #[serde(default)]
    licence: Paths,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Defaults {
    outlet: Option<String>,
    language: Option<String>,
    licence: Option<String>,
}

/// One path or several, of which the first that leads to something counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "OneOrMore")]
struct Paths(Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl From<OneOrMore> for Paths {
    fn from(paths: OneOrMore) -> Paths {
        Paths(match paths {
            OneOrMore::One(path) => vec![path],
            OneOrMore::More(paths) => paths,
        })
    }
}

impl Paths {
    fn find<'v>(&self, value: &'v Value, fits: impl Fn(&Value) -> bool) -> Option<&'v Value> {
        self.0.iter().filter_map(|path| at(value, path)).find(|found| fits(found))
    }
}

/// What stands at a path: `/a/0/b` (a JSON pointer) or `a.0.b`; an empty path is the whole.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    if path.is_empty() || path.starts_with('/') {
        return value.pointer(path);
    }
    path.split('.').try_fold(value, |value, part| match value {
        Value::Array(all) => all.get(part.parse::<usize>().ok()?),
        other => other.get(part),
    })
}

/// Something to take: a number, or a string with something in it.
fn is_something(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        other => other.is_number(),
    }
}

impl Mapping {
    /// Reads the text of a mapping; the message says what is wrong with it.
    pub fn parse(text: &str) -> Result<Mapping, String> {
        let mapping: Mapping = toml::from_str(text).map_err(|error| error.to_string().trim().replace('\n', " "))?;
        if mapping.fields.text.0.is_empty() {
            return Err("it names no field for the text; give `text` under [fields]".to_owned());
        }
        if let Some(format) = &mapping.date_format
            && !matches!(format.as_str(), "seconds" | "milliseconds")
            && jiff::fmt::strtime::format(format, Date::constant(2031, 3, 7)).is_err()
        {
            return Err(format!(
                "`date_format` \"{format}\" is none; write it as in \"%d/%m/%Y\", or `seconds`, `milliseconds`"
            ));
        }
        Ok(mapping)
    }

    /// The built-in mapping of that name.
    pub fn named(name: &str) -> Option<Mapping> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        // The tests of this crate rule out that it cannot be read.
        Mapping::parse(text).ok()
    }

    /// Names of the built-in mappings, with what they are for.
    pub fn built_in() -> Vec<(&'static str, String)> {
        BUILT_IN
            .iter()
            .map(|(name, text)| (*name, Mapping::parse(text).map(|mapping| mapping.about).unwrap_or_default()))
            .collect()
    }

    /// A record of theirs as one of our own JSON.
    fn record(&self, theirs: &Value) -> Value {
        let mut record = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                record.insert(name.to_owned(), value);
            }
        };
        let take = |paths: &Paths| paths.find(theirs, is_something).cloned();
        let or = |paths: &Paths, default: &Option<String>| take(paths).or_else(|| default.clone().map(Value::String));
        let text = take(&self.fields.text).map(|text| match text {
            Value::String(html) if self.html => Value::String(text_of(&html)),
            other => other,
        });
        put("text", text);
        put("id", take(&self.fields.id));
        put("date", take(&self.fields.date).map(|written| self.date(written)));
        put("title", take(&self.fields.title));
        put("outlet", or(&self.fields.outlet, &self.defaults.outlet));
        put("url", take(&self.fields.url));
        put("language", or(&self.fields.language, &self.defaults.language));
        put("licence", or(&self.fields.licence, &self.defaults.licence));
        Value::Object(record)
    }

    /// A date as our own JSON has it. One that cannot be read stays as it is, to be told of.
    fn date(&self, written: Value) -> Value {
        let Some(format) = self.date_format.as_deref() else { return written };
        let text = match &written {
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        let since = |unit: f64| {
            let seconds = text.parse::<f64>().ok()? / unit;
            let time = jiff::Timestamp::from_second(seconds.floor() as i64).ok()?;
            Some(jiff::tz::Offset::UTC.to_datetime(time).date())
        };
        let date = match format {
            "seconds" => since(1.0),
            "milliseconds" => since(1000.0),
            format => jiff::fmt::strtime::parse(format, &text).and_then(|parsed| parsed.to_date()).ok(),
        };
        date.map_or(written, |date| Value::String(date.to_string()))
    }
}

/// One input of other people's JSON to its reports, each handed on as soon as it is read. JSON lines are held a line at a time.
pub fn ingest_mapped(
    mut input: impl BufRead,
    hint: &Hint,
    mapping: &Mapping,
    each: &mut dyn FnMut(Result<claim::Report, Problem>),
) -> io::Result<()> {
    let mut head = Vec::new();
    input.by_ref().take(crate::SNIFF_BYTES as u64).read_to_end(&mut head)?;
    let is_lines = sniff::format(hint.name, &head) == crate::Format::Jsonl;
    let mut input = io::Cursor::new(head).chain(input);
    if is_lines { lines(input, hint, mapping, each) } else { document(&mut input, hint, mapping, each) }
}

fn lines(input: impl BufRead, hint: &Hint, mapping: &Mapping, each: Each) -> io::Result<()> {
    records::each_line(input, hint, each, |reading, line, bytes| {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return;
        }
        match serde_json::from_str::<Value>(text) {
            Err(error) => reading.tell(line, records::bad_json(&error)),
            Ok(value) => match mapping.records.find(&value, Value::is_array).and_then(Value::as_array) {
                Some(all) => all.iter().for_each(|one| reading.record(&mapping.record(one).to_string(), line, None)),
                None => reading.record(&mapping.record(&value).to_string(), line, None),
            },
        }
    })
}

fn document(input: &mut impl Read, hint: &Hint, mapping: &Mapping, each: Each) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_FILE_BYTES {
        each(Err(crate::too_large(&bytes).at(hint.name, Some(1))));
        return Ok(());
    }
    let (text, problem) = encoding::decode(&bytes, None);
    drop(bytes);
    let mut reading = records::Reading::new(hint, each);
    if let Some(problem) = problem {
        reading.tell(problem.line.unwrap_or(1), problem);
    }
    match serde_json::from_str::<Value>(&text) {
        Err(error) => reading.tell(error.line(), records::bad_json(&error)),
        Ok(value) => match mapping.records.find(&value, Value::is_array).and_then(Value::as_array) {
            Some(all) => {
                for (at, one) in all.iter().enumerate() {
                    reading.record(&mapping.record(one).to_string(), 1, Some(at + 1));
                }
            }
            None if mapping.fields.text.find(&value, is_something).is_some() => {
                reading.record(&mapping.record(&value).to_string(), 1, Some(0));
            }
            None => {
                let message = "the mapping finds no array of records in this file; compare its `records` with the file, or take another mapping";
                reading.tell(1, Problem::new(Severity::Error, "no_records", message));
            }
        },
    }
    reading.finish();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str, name: &str, mapping: &Mapping) -> (Vec<claim::Report>, Vec<Problem>) {
        let (mut reports, mut problems) = (vec![], vec![]);
        ingest_mapped(text.as_bytes(), &Hint::named(name), mapping, &mut |found| match found {
            Ok(report) => reports.push(report),
            Err(problem) => problems.push(problem),
        })
        .unwrap();
        (reports, problems)
    }

    #[test]
    fn the_built_in_mappings_read_what_they_are_for() {
        let newsapi = r#"{"status": "ok", "totalResults": 2, "articles": [
            {"source": {"id": null, "name": "Example Wire"}, "author": "A", "title": "Shelling", "description": "Short.", "url": "https://example.org/1",
             "publishedAt": "2031-03-07T10:00:00Z", "content": "Shelling hit Tal Marun on Friday. [+12 chars]"},
            {"source": {"name": "Example Wire"}, "title": "Second", "description": "Fighters captured a checkpoint.", "url": "https://example.org/2", "publishedAt": "2031-03-08T10:00:00Z", "content": null}]}"#;
        let (reports, problems) = read(newsapi, "a.json", &Mapping::named("newsapi").unwrap());
        assert_eq!(reports.len(), 2, "{problems:?}");
        assert_eq!(
            (reports[0].outlet.as_deref(), reports[0].date, reports[0].url.as_deref()),
            (Some("Example Wire"), Some(date(2031, 3, 7)), Some("https://example.org/1"))
        );
        assert_eq!(reports[1].text, "Fighters captured a checkpoint.");
        let mediacloud = "{\"id\": \"a1\", \"media_name\": \"example.org\", \"publish_date\": \"2031-03-07\", \"title\": \"T\", \"url\": \"https://example.org/1\", \"language\": \"en\", \"text\": \"Shelling hit Tal Marun.\"}\n{\"stories_id\": 7, \"media_name\": \"b\", \"publish_date\": \"2031-03-08 10:00:00\", \"title\": \"T\", \"story_text\": \"Fighters fled.\"}\n";
        let (reports, problems) = read(mediacloud, "a.jsonl", &Mapping::named("mediacloud").unwrap());
        assert_eq!(
            reports.iter().map(|report| (report.id.as_str(), report.date)).collect::<Vec<_>>(),
            [("a1", Some(date(2031, 3, 7))), ("7", Some(date(2031, 3, 8)))],
            "{problems:?}"
        );
        assert_eq!(Mapping::built_in().len(), 2);
        assert!(Mapping::built_in().iter().all(|(_, about)| !about.is_empty()));
    }

    #[test]
    fn paths_dates_and_defaults_are_the_users() {
        let mapping = Mapping::parse(
            "records = \"/a~1b/list\"\ndate_format = \"%d/%m/%Y\"\nhtml = true\n[fields]\ntext = \"body.0.html\"\ndate = \"when\"\n[defaults]\noutlet = \"Wire\"\nlicence = \"CC BY 4.0\"\n",
        )
        .unwrap();
        let text = r#"{"a/b": {"list": [{"body": [{"html": "<p>One &amp; two.</p><p>Three.</p>"}], "when": "07/03/2031"}, {"body": [{"html": "<p>x y</p>"}], "when": "3/2031"}, {}]}}"#;
        let (reports, problems) = read(text, "a.json", &mapping);
        assert_eq!((reports[0].text.as_str(), reports[0].date), ("One & two.\n\nThree.", Some(date(2031, 3, 7))));
        assert_eq!((reports[0].outlet.as_deref(), reports[0].licence.as_deref()), (Some("Wire"), Some("CC BY 4.0")));
        let codes: Vec<&str> = problems
            .iter()
            .filter(|problem| problem.severity != Severity::Note)
            .map(|problem| problem.code.as_str())
            .collect();
        assert_eq!(codes, ["bad_date", "no_text"]);
        for (format, written) in
            [("seconds", "1930644000"), ("milliseconds", "1930644000000"), ("milliseconds", "\"1930644000000\"")]
        {
            let mapping =
                Mapping::parse(&format!("date_format = \"{format}\"\n[fields]\ntext = \"t\"\ndate = \"d\"\n")).unwrap();
            let (reports, _) = read(&format!("{{\"t\": \"Shelling.\", \"d\": {written}}}"), "a.json", &mapping);
            assert_eq!(reports[0].date, Some(date(2031, 3, 7)), "{format} {written}");
        }
    }

    #[test]
    fn a_mapping_with_a_fault_is_told() {
        for (text, why) in [
            ("", "missing field `fields`"),
            ("[fields]\ntitle = \"a\"\n", "missing field `text`"),
            ("[fields]\ntext = []\n", "no field for the text"),
            ("[fields]\ntext = \"a\"\nauthor = \"b\"\n", "author"),
            ("date_format = \"%Q\"\n[fields]\ntext = \"a\"\n", "`date_format`"),
            ("[fields\n", "fields"),
        ] {
            let told = Mapping::parse(text).unwrap_err();
            assert!(told.contains(why), "{text}: {told}");
        }
    }

    #[test]
    fn a_file_that_does_not_fit_is_told() {
        let newsapi = Mapping::named("newsapi").unwrap();
        for (text, code) in [
            ("{\"status\": \"error\"}", "no_records"),
            ("{\"articles\": [", "bad_json"),
            ("{\"articles\": []}", "empty"),
            ("[1, {}]", "no_text"),
        ] {
            let (reports, problems) = read(text, "a.json", &newsapi);
            assert!(reports.is_empty() && problems.iter().any(|problem| problem.code == code), "{text}: {problems:?}");
        }
    }
}
