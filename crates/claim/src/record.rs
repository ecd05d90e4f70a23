//! Claims as they stand in files: one JSON object a claim, a report a line. docs/claims.md tells what each field means.
//!
//! Written strictly (fixed field order, empty slots left out, shares rounded to four decimals: same claims, same bytes)
//! and read tolerantly (gold and other people's files: a plain number for a count, a plain string for a slot, no spans).
//! Never checks a claim against its text: that is the reader's and the scorer's work.

use crate::{
    Claim, Count, CountSlot, EventType, Filler, Problem, Report, Resolved, Span, Status, TextSlot, Verification,
};
use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// What was read from one report: a line of `dateline read --format jsonl`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportRecord {
    /// The report's id.
    pub id: String,
    /// Day of publication; `null` where nobody knows it.
    #[serde(default)]
    pub date: Option<Date>,
    /// In the order of their triggers.
    #[serde(default)]
    pub claims: Vec<ClaimRecord>,
    /// What went wrong with this report.
    #[serde(default)]
    pub problems: Vec<Problem>,
}

impl ReportRecord {
    /// The record of `report`, in which `claims` were found.
    pub fn new(report: &Report, claims: &[Claim], problems: &[Problem]) -> ReportRecord {
        ReportRecord {
            id: report.id.clone(),
            date: report.date,
            claims: claims.iter().map(ClaimRecord::from).collect(),
            problems: problems.to_vec(),
        }
    }
}

/// One claim as files hold it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimRecord {
    /// Number of the sentence, from 0; may be missing where there is a `trigger_span`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<usize>,
    /// The words that name the event.
    #[serde(default, deserialize_with = "text")]
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub trigger: String,
    /// Where they stand.
    #[serde(default, deserialize_with = "span", skip_serializing_if = "Option::is_none")]
    pub trigger_span: Option<Span>,
    /// What kind of event.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// `actual` where a file does not say.
    #[serde(default, deserialize_with = "status")]
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub status: Status,
    /// Who did it.
    #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub actor: Vec<String>,
    /// To whom.
    #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<String>,
    /// Where.
    #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<String>,
    /// Origin of a movement.
    #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// Destination of a movement.
    #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// When.
    #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub time: Vec<String>,
    /// Who says so, outermost speaker first.
    #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<String>,
    /// Deaths.
    #[serde(default, deserialize_with = "bounds", skip_serializing_if = "Option::is_none")]
    pub killed: Option<Bounds>,
    /// Wounded.
    #[serde(default, deserialize_with = "bounds", skip_serializing_if = "Option::is_none")]
    pub injured: Option<Bounds>,
    /// Fled, evacuated or returned.
    #[serde(default, deserialize_with = "bounds", skip_serializing_if = "Option::is_none")]
    pub displaced: Option<Bounds>,
    /// Arrested, abducted or held.
    #[serde(default, deserialize_with = "bounds", skip_serializing_if = "Option::is_none")]
    pub detained: Option<Bounds>,
    /// What the report says about its truth.
    #[serde(default, deserialize_with = "verification", skip_serializing_if = "Option::is_none")]
    pub verification: Option<Verification>,
    /// Who verifies, denies or declines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification_by: Option<String>,
    /// 0..1, four decimals; missing in gold files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Where every filler stands; `None` in gold files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spans: Option<SpanRecord>,
    /// Model or rule, with version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
    /// What the fillers mean: for each slot as many answers as it has texts, in their order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Resolved>,
}

impl ClaimRecord {
    /// The fillers of one slot.
    pub fn slot(&self, slot: TextSlot) -> &[String] {
        match slot {
            TextSlot::Actor => &self.actor,
            TextSlot::Target => &self.target,
            TextSlot::Place => &self.place,
            TextSlot::From => &self.from,
            TextSlot::To => &self.to,
            TextSlot::Time => &self.time,
            TextSlot::Source => &self.source,
        }
    }

    /// The number in one slot.
    pub fn count(&self, slot: CountSlot) -> Option<Bounds> {
        match slot {
            CountSlot::Killed => self.killed,
            CountSlot::Injured => self.injured,
            CountSlot::Displaced => self.displaced,
            CountSlot::Detained => self.detained,
        }
    }
}

/// A number of people, written `[low, high]` with `null` for an open end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Option<u64>, Option<u64>)", into = "(Option<u64>, Option<u64>)")]
pub struct Bounds {
    /// Lowest.
    pub low: Option<u64>,
    /// Highest.
    pub high: Option<u64>,
}

impl From<(Option<u64>, Option<u64>)> for Bounds {
    fn from((low, high): (Option<u64>, Option<u64>)) -> Bounds {
        Bounds { low, high }
    }
}

impl From<Bounds> for (Option<u64>, Option<u64>) {
    fn from(bounds: Bounds) -> (Option<u64>, Option<u64>) {
        (bounds.low, bounds.high)
    }
}

impl From<Count> for Bounds {
    fn from(count: Count) -> Bounds {
        Bounds { low: count.low, high: count.high }
    }
}

/// Where the fillers of a claim stand: for text slots as many spans as the slot has texts, in their order; for counts and
/// verification the words that say so, missing where the reader inferred them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SpanRecord {
    /// Of `actor`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actor: Vec<Span>,
    /// Of `target`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<Span>,
    /// Of `place`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<Span>,
    /// Of `from`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Span>,
    /// Of `to`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Span>,
    /// Of `time`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub time: Vec<Span>,
    /// Of `source`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Span>,
    /// Of `killed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub killed: Option<Span>,
    /// Of `injured`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub injured: Option<Span>,
    /// Of `displaced`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displaced: Option<Span>,
    /// Of `detained`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detained: Option<Span>,
    /// Of `verification`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<Span>,
}

impl SpanRecord {
    /// The spans of one text slot.
    pub fn slot(&self, slot: TextSlot) -> &[Span] {
        match slot {
            TextSlot::Actor => &self.actor,
            TextSlot::Target => &self.target,
            TextSlot::Place => &self.place,
            TextSlot::From => &self.from,
            TextSlot::To => &self.to,
            TextSlot::Time => &self.time,
            TextSlot::Source => &self.source,
        }
    }

    /// The span of one count.
    pub fn count(&self, slot: CountSlot) -> Option<Span> {
        match slot {
            CountSlot::Killed => self.killed,
            CountSlot::Injured => self.injured,
            CountSlot::Displaced => self.displaced,
            CountSlot::Detained => self.detained,
        }
    }
}

impl From<&Claim> for ClaimRecord {
    fn from(claim: &Claim) -> ClaimRecord {
        let texts = |slot| claim.slot(slot).iter().map(|filler| filler.text.clone()).collect();
        let bounds = |slot| claim.count(slot).map(Bounds::from);
        ClaimRecord {
            sentence: Some(claim.sentence),
            trigger: claim.trigger.text.clone(),
            trigger_span: Some(claim.trigger.span),
            event_type: claim.event_type,
            status: claim.status,
            actor: texts(TextSlot::Actor),
            target: texts(TextSlot::Target),
            place: texts(TextSlot::Place),
            from: texts(TextSlot::From),
            to: texts(TextSlot::To),
            time: texts(TextSlot::Time),
            source: texts(TextSlot::Source),
            killed: bounds(CountSlot::Killed),
            injured: bounds(CountSlot::Injured),
            displaced: bounds(CountSlot::Displaced),
            detained: bounds(CountSlot::Detained),
            verification: claim.verification.as_ref().map(|note| note.state),
            verification_by: claim.verification.as_ref().and_then(|note| note.by.clone()),
            confidence: Some(four_decimals(claim.confidence)),
            spans: Some(SpanRecord::from(claim)),
            made_by: Some(claim.made_by.clone()),
            resolved: claim.resolved.clone(),
        }
    }
}

impl From<&Claim> for SpanRecord {
    fn from(claim: &Claim) -> SpanRecord {
        let spans = |slot| claim.slot(slot).iter().map(|filler: &Filler| filler.span).collect();
        let span = |slot| claim.count(slot).and_then(|count| count.span);
        SpanRecord {
            actor: spans(TextSlot::Actor),
            target: spans(TextSlot::Target),
            place: spans(TextSlot::Place),
            from: spans(TextSlot::From),
            to: spans(TextSlot::To),
            time: spans(TextSlot::Time),
            source: spans(TextSlot::Source),
            killed: span(CountSlot::Killed),
            injured: span(CountSlot::Injured),
            displaced: span(CountSlot::Displaced),
            detained: span(CountSlot::Detained),
            verification: claim.verification.as_ref().and_then(|note| note.span),
        }
    }
}

/// Four decimals are more than a calibrated confidence means, and hide what float arithmetic adds. JSON has no infinity.
fn four_decimals(share: f32) -> f64 {
    if share.is_finite() { (f64::from(share) * 1e4).round() / 1e4 } else { 0.0 }
}

/// A string; `null` is the empty one.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.unwrap_or_default())
}

/// `[start, end]`; `null` and `[]` are none.
fn span<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Span>, D::Error> {
    match Option::<Vec<usize>>::deserialize(deserializer)?.unwrap_or_default()[..] {
        [] => Ok(None),
        [start, end] => Ok(Some(Span::new(start, end))),
        ref other => Err(D::Error::custom(format!("a span of {} numbers; write [start, end]", other.len()))),
    }
}

/// A status; `null` is `actual`.
fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Status, D::Error> {
    Ok(Option::<Status>::deserialize(deserializer)?.unwrap_or_default())
}

/// A verification state; `null` and `""` are none.
fn verification<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Verification>, D::Error> {
    match Option::<Value>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Value::String(word)) if word.is_empty() => Ok(None),
        Some(value) => Verification::deserialize(value).map(Some).map_err(D::Error::custom),
    }
}

/// A list of strings; one plain string is a list of it, `null` and `""` are the empty list, numbers count as their digits.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let one = |value: Value| match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(D::Error::custom(format!("{other} in a slot; write a list of strings"))),
    };
    match Option::<Value>::deserialize(deserializer)? {
        None => Ok(Vec::new()),
        Some(Value::String(text)) if text.is_empty() => Ok(Vec::new()),
        Some(Value::Array(values)) => values.into_iter().map(one).collect(),
        Some(value) => Ok(vec![one(value)?]),
    }
}

/// `[low, high]`, or a plain number for both; `null` and `[]` are none. Fractions of people are cut off.
fn bounds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Bounds>, D::Error> {
    let wrong = |value: &Value| {
        D::Error::custom(format!(
            "{value} as a number of people; write [low, high], null for an open end, none below 0"
        ))
    };
    let people = |value: &Value| match value {
        Value::Null => Ok(None),
        Value::Number(number) => {
            let truncated = number.as_f64().filter(|&n| (0.0..u64::MAX as f64).contains(&n)).map(|n| n as u64);
            number.as_u64().or(truncated).map(Some).ok_or_else(|| wrong(value))
        }
        _ => Err(wrong(value)),
    };
    let Some(value) = Option::<Value>::deserialize(deserializer)? else {
        return Ok(None);
    };
    match &value {
        Value::Number(_) => Ok(people(&value)?.map(|n| Bounds { low: Some(n), high: Some(n) })),
        Value::Array(ends) => match &ends[..] {
            [] => Ok(None),
            [low, high] => Ok(Some(Bounds { low: people(low)?, high: people(high)? })),
            _ => Err(wrong(&value)),
        },
        _ => Err(wrong(&value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, VerificationNote};

    fn filler(text: &str, start: usize) -> Filler {
        Filler { text: text.into(), span: Span::new(start, start + text.chars().count()), confidence: 0.8 }
    }

    /// Of "“At least 12 guards” were killed in shelling of Orvenne on Monday, the Lhazar ministry said, citing medics."
    fn shelling() -> Claim {
        let mut fillers: [Vec<Filler>; 7] = Default::default();
        fillers[TextSlot::Target as usize] = vec![filler("12 guards", 10)];
        fillers[TextSlot::Place as usize] = vec![filler("Orvenne", 48)];
        fillers[TextSlot::Time as usize] = vec![filler("Monday", 59)];
        fillers[TextSlot::Source as usize] = vec![filler("Lhazar ministry", 71), filler("medics", 100)];
        Claim {
            sentence: 3,
            trigger: filler("shelling", 36),
            event_type: EventType::from_code("SHELL").unwrap(),
            status: Status::Actual,
            fillers,
            counts: [Some(Count { low: Some(12), high: None, span: Some(Span::new(1, 12)) }), None, None, None],
            verification: Some(VerificationNote { state: Verification::NoComment, by: None, span: None }),
            confidence: 0.912_345_6,
            made_by: "reader/test-1".into(),
            resolved: None,
        }
    }

    #[test]
    fn a_claim_is_written_in_the_fixed_order_with_empty_slots_left_out() {
        let report = Report {
            id: "r1".into(),
            date: Some(jiff::civil::date(2031, 5, 6)),
            origin: Origin::default(),
            ..Report::default()
        };
        let record = ReportRecord::new(&report, &[shelling()], &[]);
        let expected = concat!(
            r#"{"id":"r1","date":"2031-05-06","claims":[{"sentence":3,"trigger":"shelling","trigger_span":[36,44],"#,
            r#""type":"SHELL","status":"actual","target":["12 guards"],"place":["Orvenne"],"time":["Monday"],"#,
            r#""source":["Lhazar ministry","medics"],"killed":[12,null],"verification":"no_comment","#,
            r#""confidence":0.9123,"spans":{"target":[[10,19]],"place":[[48,55]],"time":[[59,65]],"#,
            r#""source":[[71,86],[100,106]],"killed":[1,12]},"made_by":"reader/test-1"}],"problems":[]}"#,
        );
        assert_eq!(serde_json::to_string(&record).unwrap(), expected);
        assert_eq!(serde_json::from_str::<ReportRecord>(expected).unwrap(), record);
        let undated = ReportRecord::new(&Report { id: "r2".into(), ..Report::default() }, &[], &[]);
        assert_eq!(serde_json::to_string(&undated).unwrap(), r#"{"id":"r2","date":null,"claims":[],"problems":[]}"#);
    }

    #[test]
    fn every_slot_survives_a_round_trip() {
        let mut claim = shelling();
        claim.fillers = std::array::from_fn(|n| vec![filler("x", n), filler("y", n + 20)]);
        claim.counts =
            std::array::from_fn(|n| Some(Count { low: None, high: Some(n as u64), span: Some(Span::new(n, n + 1)) }));
        let by = Some("Example Wire".to_owned());
        claim.verification =
            Some(VerificationNote { state: Verification::Unverified, by, span: Some(Span::new(7, 9)) });
        let record = ClaimRecord::from(&claim);
        let json = serde_json::to_string(&record).unwrap();
        let back: ClaimRecord = serde_json::from_str(&json).unwrap();
        assert_eq!(back, record);
        assert_eq!(serde_json::to_string(&back).unwrap(), json);
        let spans = back.spans.as_ref().unwrap();
        for (n, slot) in TextSlot::ALL.into_iter().enumerate() {
            assert_eq!(back.slot(slot), ["x", "y"], "{}", slot.name());
            assert_eq!(spans.slot(slot), [Span::new(n, n + 1), Span::new(n + 20, n + 21)], "{}", slot.name());
        }
        for (n, slot) in CountSlot::ALL.into_iter().enumerate() {
            assert_eq!(back.count(slot), Some(Bounds { low: None, high: Some(n as u64) }), "{}", slot.name());
            assert_eq!(spans.count(slot), Some(Span::new(n, n + 1)), "{}", slot.name());
        }
    }

    #[test]
    fn gold_files_are_read_as_they_come() {
        let read = |json: &str| serde_json::from_str::<ClaimRecord>(json).unwrap();
        let both = |low, high| Some(Bounds { low, high });
        let gold = read(
            r#"{"sentence": 2, "trigger": "fled", "type": "DISPLACE", "actor": "families", "target": [], "place": "",
                "from": null, "to": ["Orvenne", 7], "displaced": 40, "killed": [null, 3], "injured": [], "detained": 2.0,
                "verification": "", "remark": {"unknown": ["field"]}}"#,
        );
        assert_eq!(gold.sentence, Some(2));
        assert_eq!(gold.status, Status::Actual);
        assert_eq!(gold.actor, ["families"]);
        assert!(gold.target.is_empty() && gold.place.is_empty() && gold.from.is_empty());
        assert_eq!(gold.to, ["Orvenne", "7"]);
        assert_eq!(gold.displaced, both(Some(40), Some(40)));
        assert_eq!(gold.killed, both(None, Some(3)));
        assert_eq!(gold.injured, None);
        assert_eq!(gold.detained, both(Some(2), Some(2)));
        assert_eq!(gold.verification, None);
        assert_eq!(gold.spans, None);
        let bare = read(r#"{"type": "KILL", "trigger": null, "trigger_span": [4, 9], "status": null}"#);
        assert_eq!((bare.sentence, bare.trigger_span), (None, Some(Span::new(4, 9))));
        assert_eq!((bare.trigger.as_str(), bare.status), ("", Status::Actual));
        assert_eq!(read(r#"{"type": "KILL", "trigger_span": []}"#).trigger_span, None);
    }

    #[test]
    fn what_cannot_be_a_claim_says_why() {
        #[rustfmt::skip]
        let cases = [
            (r#"{"trigger": "x"}"#, "missing field `type`"),
            (r#"{"type": "SIEGE"}"#, "unknown event type \"SIEGE\"; did you mean"),
            (r#"{"type": "KILL", "killed": -1}"#, "-1 as a number of people; write [low, high]"),
            (r#"{"type": "KILL", "killed": "many"}"#, "\"many\" as a number of people"),
            (r#"{"type": "KILL", "killed": [1, 2, 3]}"#, "[1,2,3] as a number of people"),
            (r#"{"type": "KILL", "trigger_span": [1]}"#, "a span of 1 numbers; write [start, end]"),
            (r#"{"type": "KILL", "actor": [{}]}"#, "{} in a slot; write a list of strings"),
            (r#"{"type": "KILL", "status": "sure"}"#, "unknown variant `sure`"),
            (r#"{"type": "KILL", "verification": "maybe"}"#, "unknown variant `maybe`"),
        ];
        for (json, expected) in cases {
            let error = serde_json::from_str::<ClaimRecord>(json).expect_err(json).to_string();
            assert!(error.starts_with(expected), "{json}: {error}");
        }
    }

    #[test]
    fn a_confidence_that_is_no_number_is_none_to_rely_on() {
        for (share, written) in [(0.5, 0.5), (0.333_333, 0.3333), (1.0, 1.0), (f32::NAN, 0.0), (f32::INFINITY, 0.0)] {
            assert_eq!(four_decimals(share), written);
        }
    }

    /// docs/claims.md is what people code against: its example must be true to the last code point.
    #[test]
    fn the_example_in_the_docs_is_a_record_whose_spans_hold_its_texts() {
        let page = include_str!("../../../docs/claims.md");
        let quoted: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("> ")).collect();
        let text = quoted.join(" ");
        let points = crate::CodePoints::new(&text);
        let json = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let record: ReportRecord = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_value(&record).unwrap(), serde_json::from_str::<Value>(json).unwrap());
        let claim = &record.claims[0];
        assert_eq!(points.slice(claim.trigger_span.unwrap()), claim.trigger);
        let spans = claim.spans.as_ref().unwrap();
        for slot in TextSlot::ALL {
            let under: Vec<&str> = spans.slot(slot).iter().map(|&span| points.slice(span)).collect();
            assert_eq!(under, claim.slot(slot), "{}", slot.name());
        }
        assert_eq!(points.slice(spans.verification.unwrap()), "The defence ministry denied it");
    }

    #[test]
    fn the_docs_name_every_field_and_word_that_files_use() {
        let page = include_str!("../../../docs/claims.md");
        let mut full = shelling();
        full.fillers = std::array::from_fn(|n| vec![filler("x", n)]);
        full.counts = [Some(Count { low: Some(1), high: None, span: None }); 4];
        full.verification =
            Some(VerificationNote { state: Verification::Disputed, by: Some("x".into()), span: Some(Span::new(0, 1)) });
        let record = ReportRecord::new(&Report::default(), &[full], &[]);
        let value = serde_json::to_value(&record).unwrap();
        let fields = value.as_object().unwrap().keys().chain(value["claims"][0].as_object().unwrap().keys());
        let statuses = Status::ALL.iter().map(|status| status.name());
        let states = Verification::ALL.iter().map(|state| state.name());
        for word in fields.map(String::as_str).chain(statuses).chain(states) {
            assert!(page.contains(&format!("`{word}`")), "docs/claims.md does not tell of `{word}`");
        }
    }
}
