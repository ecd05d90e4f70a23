//! What people decided, applied to what is published: edits of claims become the claims, edits of events become decisions without names,
//! notes and words that must not be told.

use crate::people;
use crate::places;
use crate::policy::{Policy, Precision};
use crate::text::{Kind, Masker};
use claim::{Bounds, ClaimRecord, Days, Resolved, SpanRecord, When, Where, Who};
use serde::Serialize;
use serde_json::{Value, json};

/// A claim with one field as somebody set it; a value that cannot be used changes nothing, as in fusing.
pub(crate) fn apply(record: &mut ClaimRecord, field: &str, value: &Value) {
    if fuse::events::check_edit(field, value, false).is_err() {
        return;
    }
    let list = |value: &Value| match value {
        Value::Null => Value::Array(Vec::new()),
        Value::Array(_) => value.clone(),
        one => Value::Array(vec![one.clone()]),
    };
    let Ok(mut whole) = serde_json::to_value(&*record) else { return };
    let Some(fields) = whole.as_object_mut() else { return };
    let mut drop_spans = None;
    match field.strip_prefix("resolved.") {
        Some("time") => {
            let days = match value.as_str() {
                Some(day) => json!([{ "start": day, "end": day, "precision": 1, "rule": "decided" }]),
                None => list(value),
            };
            resolved(fields).insert("time".to_owned(), days);
            // Answers stand beside texts.
            if fields.get("time").is_none_or(|texts| texts.as_array().is_none_or(Vec::is_empty)) {
                fields.insert("time".to_owned(), json!(["[decided]"]));
                drop_spans = Some("time");
            }
        }
        Some(slot) => {
            let answers = list(value);
            let wanted = answers.as_array().map_or(0, Vec::len);
            let texts = fields.get(slot).and_then(Value::as_array).cloned().unwrap_or_default();
            if texts.len() != wanted {
                let name = |at: usize| {
                    let own = answers[at].get("name").cloned().filter(|name| name.is_string());
                    texts.get(at).cloned().or(own).unwrap_or_else(|| json!("[decided]"))
                };
                fields.insert(slot.to_owned(), (0..wanted).map(name).collect());
                drop_spans = Some(slot);
            }
            resolved(fields).insert(slot.to_owned(), answers);
        }
        None => {
            let slots = ["actor", "target", "place", "from", "to", "source"];
            let slot = slots.into_iter().find(|slot| *slot == field);
            let value = if slot.is_some() { list(value) } else { value.clone() };
            if value.is_null() {
                fields.remove(field);
            } else {
                fields.insert(field.to_owned(), value);
            }
            if let Some(slot) = slot {
                resolved(fields).remove(slot);
                drop_spans = Some(slot);
            }
        }
    }
    if let Some(slot) = drop_spans
        && let Some(spans) = fields.get_mut("spans").and_then(Value::as_object_mut)
    {
        spans.remove(slot);
    }
    if let Ok(edited) = serde_json::from_value(whole) {
        *record = edited;
    }
}

fn resolved(fields: &mut serde_json::Map<String, Value>) -> &mut serde_json::Map<String, Value> {
    let entry = fields.entry("resolved").or_insert_with(|| json!({}));
    if !entry.is_object() {
        *entry = json!({});
    }
    // It is one now.
    entry.as_object_mut().expect("an object was just put there")
}

/// The value of an edit of an event as it may be told; `None` where nothing of it may.
pub(crate) fn told(
    masker: &Masker,
    field: &str,
    value: &Value,
    precision: Precision,
    policy: &Policy,
) -> Option<Value> {
    fuse::events::check_edit(field, value, true).ok()?;
    if value.is_null() {
        return Some(Value::Null);
    }
    let as_value = |value: &dyn erased::Json| value.json();
    match field {
        "days" => {
            if let Some(day) = value.as_str() {
                return day.parse::<jiff::civil::Date>().ok().map(|day| json!(day.to_string()));
            }
            let one = if value.is_array() { value.get(0)?.clone() } else { value.clone() };
            let days: Days = serde_json::from_value(one).ok()?;
            Some(json!({ "start": days.start, "end": days.end, "precision": days.precision, "rule": "decided" }))
        }
        "place" => {
            let place = serde_json::from_value::<Where>(value.clone()).ok()?;
            let told = places::told(place.place()?, precision, policy)?;
            as_value(&told)
        }
        "actor" | "target" => {
            let all = if let Value::Array(all) = value { all.clone() } else { vec![value.clone()] };
            let one = |value: &Value| {
                if let Some(text) = value.as_str() {
                    return Some(json!(people::told(masker, text, None, None).text));
                }
                let who: Who = serde_json::from_value(value.clone()).ok()?;
                match people::told(masker, "", Some(&who), None).who {
                    Who::Party(party) => as_value(&party),
                    Who::Unresolved(_) => Some(json!("a person")),
                }
            };
            Some(all.iter().filter_map(one).collect())
        }
        _ => {
            if value.is_u64() {
                return Some(value.clone());
            }
            let bounds: Bounds = serde_json::from_value(value.clone()).ok()?;
            as_value(&bounds)
        }
    }
}

/// Anything that can be JSON.
mod erased {
    use super::{Serialize, Value};

    pub trait Json {
        fn json(&self) -> Option<Value>;
    }

    impl<T: Serialize> Json for T {
        fn json(&self) -> Option<Value> {
            serde_json::to_value(self).ok()
        }
    }
}

/// Fillers and answers of one slot, for who goes through all of them.
pub(crate) fn days_told(masker: &Masker, when: &When) -> When {
    match when {
        When::Days(days) => {
            let rule = if masker.mask(&days.rule, Kind::Words).is_whole() {
                days.rule.clone()
            } else {
                people::NOT_TOLD.to_owned()
            };
            let mut days = Days { rule, ..days.clone() };
            if let Some(clock) = &mut days.clock {
                let offset = |zone: &String| {
                    zone.len() <= 6
                        && zone.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '+' | '-' | ':' | 'Z'))
                };
                clock.zone = clock.zone.take().filter(offset);
            }
            When::Days(days)
        }
        When::Unresolved(_) => When::Unresolved(claim::Unresolved::because(people::NOT_TOLD)),
    }
}

/// A claim without anything that was told of it.
pub(crate) fn emptied(record: &ClaimRecord) -> ClaimRecord {
    ClaimRecord {
        sentence: record.sentence,
        trigger: String::new(),
        trigger_span: None,
        event_type: record.event_type,
        status: record.status,
        actor: Vec::new(),
        target: Vec::new(),
        place: Vec::new(),
        from: Vec::new(),
        to: Vec::new(),
        time: Vec::new(),
        source: Vec::new(),
        killed: record.killed,
        injured: record.injured,
        displaced: record.displaced,
        detained: record.detained,
        verification: record.verification,
        verification_by: None,
        confidence: record.confidence,
        spans: record.spans.as_ref().map(|_| SpanRecord::default()),
        made_by: None,
        resolved: record.resolved.as_ref().map(|_| Resolved::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_as_people_left_it() {
        let record: ClaimRecord = serde_json::from_str(
            r#"{"type":"KILL","trigger":"killed","actor":["gunmen"],"spans":{"actor":[[1,7]]},
                "resolved":{"actor":[{"unresolved":"x"}]}}"#,
        )
        .unwrap();
        let edited = |field: &str, value: Value| {
            let mut record = record.clone();
            apply(&mut record, field, &value);
            serde_json::to_value(record).unwrap()
        };
        assert_eq!(edited("killed", json!(7))["killed"], json!([7, 7]));
        assert_eq!(edited("type", json!("SHELL"))["type"], json!("SHELL"));
        assert_eq!(edited("type", json!("NONE"))["type"], json!("KILL"));
        let actor = edited("actor", json!(["the army"]));
        assert_eq!(
            (&actor["actor"], actor["resolved"].get("actor"), actor["spans"].get("actor")),
            (&json!(["the army"]), None, None)
        );
        let party = json!({ "id": "sy/army", "name": "Syrian Arab Army", "rule": "decided" });
        let target = edited("resolved.target", party.clone());
        assert_eq!((&target["target"], &target["resolved"]["target"]), (&json!(["Syrian Arab Army"]), &json!([party])));
        let time = edited("resolved.time", json!("2024-12-07"));
        assert_eq!(time["resolved"]["time"][0]["start"], json!("2024-12-07"));
        assert_eq!(time["time"], json!(["[decided]"]));
    }
}
