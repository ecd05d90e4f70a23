//! The way from text to claims with a network that knows four words, and the real one against its training.

use super::*;
use crate::calibration::Calibration;
use crate::model::{Implied, Role};
use crate::network::{HIDDEN, RoleQuestion, RoleScores};
use crate::window::Size;
use claim::{EventType, Status, Verification};
use serde::Deserialize;

/// Knows the verb of a seizure, a party, a place and a speaker by their pieces; everything else is nothing to it.
struct FourWords;

const VOCABULARY: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\ntook\nrebels\nhoms\nradio\n";
const TOOK: f32 = 4.0;
const REBELS: f32 = 5.0;
const HOMS: f32 = 6.0;
const RADIO: f32 = 7.0;
const YES: f32 = 6.0;
const NO: f32 = -6.0;

impl Network for FourWords {
    fn window(&self, ids: &[i32], _: &[i32], first: &[i32], _: &[i32]) -> Result<WindowScores, String> {
        let count = first.len();
        let piece: Vec<f32> = first.iter().map(|&at| ids[at as usize] as f32).collect();
        let mut scores =
            WindowScores { words: vec![0.0; count * HIDDEN], tags: Vec::new(), spans: vec![NO; 3 * count * count] };
        for (word, &id) in piece.iter().enumerate() {
            scores.words[word * HIDDEN] = id;
            scores.tags.extend(if id == TOOK { [NO, NO, YES] } else { [YES, NO, NO] });
            let group = if id == HOMS { 1 } else { 0 };
            if [REBELS, HOMS, RADIO].contains(&id) {
                scores.spans[(group * count + word) * count + word] = YES;
            }
        }
        Ok(scores)
    }

    fn encoder(&self, _: &[i32], _: &[i32], _: &[i32], _: &[i32]) -> Result<Vec<f32>, String> {
        Ok(Vec::new())
    }

    fn roles(&self, words: &[f32], question: &RoleQuestion) -> Result<RoleScores, String> {
        let mut scores = RoleScores::default();
        for _ in &question.kinds {
            for &word in &question.first {
                let piece = words[word as usize * HIDDEN];
                scores.roles.extend([REBELS, HOMS, RADIO].map(|known| if piece == known { YES } else { NO }));
                scores.roles.push(if [REBELS, HOMS, RADIO, TOOK].contains(&piece) { NO } else { YES });
            }
            scores.status.extend([YES, NO]);
            scores.verification.extend([NO, YES]);
            scores.implied.extend([YES, NO]);
        }
        Ok(scores)
    }
}

fn small() -> Reader {
    let settings = Settings {
        name: "test".to_owned(),
        language: "en".to_owned(),
        types: vec![EventType::from_code("SEIZE").unwrap()],
        statuses: vec![Status::Actual, Status::Planned],
        roles: vec![
            Role::Text(TextSlot::Actor as usize),
            Role::Text(TextSlot::Place as usize),
            Role::Text(TextSlot::Source as usize),
            Role::Count(CountSlot::Killed as usize),
        ],
        counts: vec![CountSlot::Killed],
        implied: vec![Implied::None, Implied::One],
        verifications: vec![None, Some(Verification::Unverified)],
        size: Size { window: 64, context: 24 },
        longest_span: 8,
        candidates: 40,
        least_trigger: vec![0.5],
        least_role: vec![0.5; 4],
        least_implied: 0.5,
        least_verification: 0.5,
        least_candidate: 0.04,
        calibration: Calibration::default(),
    };
    Reader::new(settings, Cutter::new(VOCABULARY).unwrap(), Box::new(FourWords))
}

fn report(text: &str) -> Report {
    Report { id: "r".to_owned(), text: text.to_owned(), language: Some("en".to_owned()), ..Report::default() }
}

fn texts(claim: &Claim, slot: TextSlot) -> Vec<&str> {
    claim.slot(slot).iter().map(|f| f.text.as_str()).collect()
}

#[test]
fn a_claim_points_home_in_code_points_also_behind_other_scripts() {
    let text = "حمص – “Homs”.\nThe Rebels took Homs, killing 3 men, radio said. Kestrel could not verify this.";
    let reading = small().read(&report(text));
    let [claim] = reading.claims.as_slice() else { panic!("one claim expected: {:?}", reading.claims) };
    let points = CodePoints::new(text);
    assert_eq!(points.slice(claim.trigger.span), "took");
    assert_eq!(texts(claim, TextSlot::Actor), ["Rebels"]);
    assert_eq!(texts(claim, TextSlot::Source), ["radio"]);
    assert_eq!(texts(claim, TextSlot::Place), ["Homs"], "the same place twice is one filler");
    for filler in claim.fillers.iter().flatten() {
        assert_eq!(points.slice(filler.span), filler.text);
    }
    let killed = claim.count(CountSlot::Killed).unwrap();
    assert_eq!((killed.low, killed.high), (Some(3), Some(3)));
    assert_eq!(points.slice(killed.span.unwrap()), "3");
    let note = claim.verification.as_ref().unwrap();
    assert_eq!((note.state, note.by.as_deref()), (Verification::Unverified, Some("Kestrel")));
    assert_eq!(points.slice(reading.sentences[claim.sentence]), "The Rebels took Homs, killing 3 men, radio said.");
    assert_eq!(claim.made_by, "reader/test");
    assert!(claim.confidence > 0.9 && claim.confidence <= 1.0);
}

#[test]
fn a_long_report_is_read_in_windows_and_every_claim_once() {
    let text: String = (0..120).map(|n| format!("Rebels took Homs on day {n}.\n\n")).collect();
    let reading = small().read(&report(&text));
    assert_eq!(reading.sentences.len(), 120);
    assert_eq!(reading.claims.iter().map(|c| c.sentence).collect::<Vec<_>>(), (0..120).collect::<Vec<_>>());
}

#[test]
fn a_sentence_longer_than_a_window_is_read_to_its_end() {
    let text = format!("{} rebels took Homs", "and so on ".repeat(90));
    assert_eq!(small().read(&report(&text)).claims.len(), 1);
}

#[test]
fn a_report_in_another_language_is_named_and_not_read() {
    let mut other = report("Rebels took Homs.");
    other.language = Some("fr".to_owned());
    let reading = small().read(&other);
    assert!(reading.claims.is_empty());
    assert_eq!(reading.problems[0].code, "unknown_language");
    assert!(reading.problems[0].message.contains("\"fr\""));
}

#[test]
fn a_window_that_the_gate_closes_changes_nothing_in_the_others() {
    let gate = Gate::bundled().unwrap();
    let dull = "The museum will show forty paintings of gardens and rivers until the spring. ".repeat(9);
    let war = "Rebels took Homs, radio said. ";
    for text in [format!("{dull}{war}"), format!("{war}{dull}{war}{dull}"), format!("{dull}{war}{dull}")] {
        let whole = small().read(&report(&text));
        let past = small().read_past(&report(&text), Some(&gate));
        assert!(small().windows_past(&report(&text), &gate).iter().any(|(_, is_open)| !is_open));
        assert_eq!((past.claims, past.sentences, past.closed), (whole.claims, whole.sentences, false));
    }
    // What could not be verified may be told far from the claim: such a report is read whole. "Rebels" alone would be let pass unread.
    let text = format!("{dull}{war}{dull} The claims of radio could not be independently verified.");
    assert_eq!(small().read_past(&report(&text), Some(&gate)).claims, small().read(&report(&text)).claims);
}

#[test]
fn a_report_that_the_gate_closes_is_not_read() {
    let gate = Gate::bundled().unwrap();
    // The network of this test would find a claim in it.
    let text = "took";
    assert_eq!(small().read(&report(text)).claims.len(), 1);
    let reading = small().read_past(&report(text), Some(&gate));
    assert!(reading.closed && reading.claims.is_empty() && reading.problems.is_empty());
    assert_eq!(reading.sentences.len(), 1);
    let untold = Report { language: None, ..report(text) };
    assert_eq!(small().read_past(&untold, Some(&gate)).claims.len(), 1, "a language that nobody told is not judged");
}

#[test]
fn nothing_gives_nothing() {
    for text in ["", " \n\t ", "—", "No known word stands here."] {
        let reading = small().read(&report(text));
        assert!(reading.claims.is_empty() && reading.problems.is_empty(), "{text:?}");
    }
}

/// What training wrote down of the shipped model: see `reference` in training/dateline_training/finish.py.
#[derive(Deserialize)]
struct Reference {
    text: String,
    sentence_spans: Vec<Span>,
    ids: Vec<i32>,
    shapes: Vec<i32>,
    no_trigger: Vec<f32>,
    claims: Vec<claim::ClaimRecord>,
}

fn references() -> Vec<Reference> {
    serde_json::from_str(include_str!("../../../../models/en-2/reference.json")).unwrap()
}

/// Differences of a probability between ONNX Runtime, which wrote the reference, and rten: both int8, rounding at other
/// places (seen: 0.09 for one word, 0.001 in the mean; with vectors of another width 0.08 and 0.005). A wrong kernel is off by tenths
/// everywhere.
const MOST_OFF: f32 = 0.2;
const MEAN_OFF: f32 = 0.01;

#[test]
fn the_network_says_here_what_it_said_in_training() {
    let reader = Reader::bundled().unwrap();
    for reference in references() {
        let text = reference.text.as_str();
        let words = words::words(text);
        let points = CodePoints::new(text);
        let given = Report { sentences: Some(reference.sentence_spans), ..report(text) };
        let sentences = sentences_of(&given, text, &words, &points);
        let window = reader.windows(text, &words, &in_words(&words, &sentences)).remove(0);
        assert_eq!(window.ids, reference.ids, "the text is cut otherwise");
        assert_eq!(window.shapes, reference.shapes);
        let scores = reader.network.window(&window.ids, &window.shapes, &window.first, &window.last).unwrap();
        let found = crate::decode::no_trigger(&scores, &reader.settings);
        assert_eq!(found.len(), reference.no_trigger.len());
        let off = found.iter().zip(&reference.no_trigger).map(|(a, b)| (a - b).abs());
        let (most, mean) = (off.clone().fold(0.0, f32::max), off.sum::<f32>() / found.len() as f32);
        assert!(most < MOST_OFF && mean < MEAN_OFF, "off by {most} at most, {mean} in the mean");
    }
}

#[test]
fn the_decoder_makes_the_claims_that_the_one_of_training_makes() {
    let reader = Reader::bundled().unwrap();
    let (mut same, mut all) = (0, 0);
    for reference in references() {
        let given = Report { sentences: Some(reference.sentence_spans.clone()), ..report(&reference.text) };
        let made = reader.read(&given).claims;
        assert!(made.len().abs_diff(reference.claims.len()) <= 1, "{} and {}", made.len(), reference.claims.len());
        for expected in &reference.claims {
            let twin = made
                .iter()
                .map(claim::ClaimRecord::from)
                .find(|c| c.trigger_span == expected.trigger_span && c.event_type == expected.event_type);
            all += 1 + TextSlot::ALL.len() + CountSlot::ALL.len();
            let Some(twin) = twin else { continue };
            same += usize::from(twin.status == expected.status);
            same += TextSlot::ALL.iter().filter(|slot| twin.slot(**slot) == expected.slot(**slot)).count();
            same += CountSlot::ALL.iter().filter(|slot| twin.count(**slot) == expected.count(**slot)).count();
        }
    }
    // A filler whose score lies on its threshold may fall to either side of it; with vectors of another width 4 % of the slots did.
    assert!(all > 100 && same * 100 >= all * 93, "{same} of {all} slots are as in training");
}

#[test]
fn an_event_is_told_once_in_a_sentence_and_again_in_the_next() {
    let reader = small();
    let triggers =
        |text: &str| reader.read(&report(text)).claims.iter().map(|c| c.trigger.span.start).collect::<Vec<_>>();
    assert_eq!(
        triggers("Rebels took Homs, they took Homs. Rebels took Homs."),
        [7, 41],
        "the likelier or the first, and the next sentence's"
    );
}

#[test]
fn a_title_is_not_coded() {
    let reader = small();
    let sentences = |text: &str| reader.read(&report(text)).claims.iter().map(|c| c.sentence).collect::<Vec<_>>();
    assert_eq!(sentences("Rebels took Homs\nRebels took Homs."), [1]);
    assert_eq!(sentences("Rebels took Homs."), [0], "a sentence is no title");
    assert_eq!(sentences("Rebels took Homs"), [0], "nor is a text that only lacks its stop");
}
