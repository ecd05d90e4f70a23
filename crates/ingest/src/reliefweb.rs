//! Answers of the ReliefWeb API (v1 and v2, reports with their fields) -> reports. Recognised by their shape: an object with `data`, whose
//! elements have `fields`. Never asks the API: files that were saved from it come in.

use crate::page::text_of;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Answer<'t> {
    #[serde(borrow)]
    data: Vec<&'t RawValue>,
}

#[derive(Deserialize)]
struct Item {
    id: Option<Value>,
    fields: Value,
}

/// The elements of an answer, each as it stands in `text`; `None` for any other JSON.
pub(crate) fn elements(text: &str) -> Option<Vec<&str>> {
    // Cheap to rule out: most objects are one report.
    if !text.contains("\"data\"") || !text.contains("\"fields\"") {
        return None;
    }
    let answer: Answer = serde_json::from_str(text).ok()?;
    let is_item =
        |element: &&RawValue| serde_json::from_str::<Item>(element.get()).is_ok_and(|item| item.fields.is_object());
    let is_answer = answer.data.first().is_some_and(is_item);
    is_answer.then(|| answer.data.into_iter().map(RawValue::get).collect())
}

/// One element as a record of our own JSON. What is no element stays what it is, to be told of.
pub(crate) fn record(element: &str) -> String {
    let Ok(Item { id, fields }) = serde_json::from_str::<Item>(element) else { return element.to_owned() };
    // One source, or several; one language, or several: the first is the main one.
    let first = |value: &Value, name: &str| match value {
        Value::Array(all) => all.first().map(|one| one[name].clone()).unwrap_or_default(),
        one => one[name].clone(),
    };
    let html = fields["body-html"].as_str().map(text_of).filter(|text| !text.trim().is_empty());
    let date =
        ["original", "created", "changed"].iter().map(|name| fields["date"][name].clone()).find(|date| !date.is_null());
    let id = id.filter(|id| !id.is_null()).unwrap_or_else(|| fields["id"].clone());
    json!({
        "id": match &id {
            Value::String(id) => json!(format!("reliefweb-{id}")),
            Value::Number(id) => json!(format!("reliefweb-{id}")),
            _ => Value::Null,
        },
        "text": html.map_or_else(|| fields["body"].clone(), Value::String),
        "title": fields["title"],
        "date": date,
        "outlet": first(&fields["source"], "name"),
        "url": if fields["url"].is_string() { &fields["url"] } else { &fields["url_alias"] },
        "language": first(&fields["language"], "code"),
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use crate::{Hint, ingest};
    use jiff::civil::date;

    fn read(text: &str) -> (Vec<claim::Report>, Vec<claim::Problem>) {
        ingest(text.as_bytes(), &Hint::named("reliefweb.json"))
    }

    #[test]
    fn an_answer_gives_its_reports() {
        let text = r#"{"time": 12, "href": "https://api.reliefweb.int/v2/reports", "totalCount": 3, "count": 3, "data": [
  {"id": "4100001", "score": 1, "fields": {"id": 4100001, "title": "Varsania: Flash Update 3",
    "body": "**Shelling** hit Tal Marun.", "body-html": "<h3>Highlights</h3>\n<p>Shelling hit Tal&nbsp;Marun.</p><ul><li>12 families fled.</li></ul>",
    "date": {"original": "2031-03-07T00:00:00+00:00", "created": "2031-03-08T09:00:00+00:00"},
    "source": [{"name": "UN Example Office", "shortname": "UNEO"}, {"name": "Other"}],
    "language": [{"code": "en", "name": "English"}], "url": "https://reliefweb.int/node/4100001"}},
  {"id": "4100002", "fields": {"title": "Only a title"}},
  {"id": "4100003", "fields": {"title": "Plain", "body": "Fighters captured a checkpoint near Tal Marun.", "date": {"created": "2031-03-09"},
    "source": {"name": "Example Agency"}, "url_alias": "https://reliefweb.int/report/plain"}}]}"#;
        let (reports, problems) = read(text);
        assert_eq!(reports.len(), 2, "{problems:?}");
        let first = &reports[0];
        assert_eq!(first.text, "Highlights\n\nShelling hit Tal Marun.\n\n- 12 families fled.");
        assert_eq!(
            (first.id.as_str(), first.origin.line, first.date),
            ("reliefweb-4100001", Some(2), Some(date(2031, 3, 7)))
        );
        assert_eq!(
            (first.outlet.as_deref(), first.title.as_deref()),
            (Some("UN Example Office"), Some("Varsania: Flash Update 3"))
        );
        assert_eq!(first.url.as_deref(), Some("https://reliefweb.int/node/4100001"));
        assert_eq!((reports[1].outlet.as_deref(), reports[1].date), (Some("Example Agency"), Some(date(2031, 3, 9))));
        assert_eq!(problems.iter().filter(|problem| problem.code == "no_text").count(), 1, "{problems:?}");
    }

    #[test]
    fn other_objects_are_what_they_were() {
        let (reports, _) = read(r#"{"text": "The \"data\" and the \"fields\" were burnt near Tal Marun.", "id": "x"}"#);
        assert_eq!((reports.len(), reports[0].id.as_str()), (1, "x"));
        for none in [r#"{"data": [], "fields": {}}"#, r#"{"data": [{"fields": 3}]}"#, r#"{"data": {"fields": {}}}"#] {
            assert_eq!(read(none).0.len(), 0, "{none}");
        }
    }
}
