//! Claims made by hand, for the tests of this program. Invented, like every place and party in them.

use claim::{Claim, EventType, Filler, Report, Span, Status, TextSlot};

/// A claim with a trigger and nothing else, in sentence 0, confidence 0.91.
pub fn claim_of(code: &str, trigger: &str) -> Claim {
    Claim {
        sentence: 0,
        trigger: Filler { text: trigger.to_owned(), span: Span::new(0, trigger.chars().count()), confidence: 0.95 },
        event_type: EventType::from_code(code).expect("the tests name types of the ontology"),
        status: Status::Actual,
        fillers: Default::default(),
        counts: [None; 4],
        verification: None,
        confidence: 0.91,
        made_by: "hand".to_owned(),
        resolved: None,
    }
}

/// Adds a filler that stands nowhere in particular.
pub fn filler(claim: &mut Claim, slot: TextSlot, text: &str) {
    filler_at(claim, slot, text, 0);
}

/// Adds a filler that starts at a code point.
pub fn filler_at(claim: &mut Claim, slot: TextSlot, text: &str, start: usize) {
    let span = Span::new(start, start + text.chars().count());
    claim.fillers[slot as usize].push(Filler { text: text.to_owned(), span, confidence: 0.9 });
}

/// Where `words` first stands in `text`.
pub fn span_of(text: &str, words: &str) -> Span {
    let start = text[..text.find(words).expect("the words stand in the text")].chars().count();
    Span::new(start, start + words.chars().count())
}

/// A report of 7 December 2024 with two sentences and a claim in the first.
pub fn report_with_claim() -> (Report, Vec<Span>, Claim) {
    let text = "Northern Front captured Tal Marun late Friday, it said.\nThe hills around the town are green.";
    let report = Report {
        id: "wire-01".into(),
        text: text.into(),
        title: Some("Town said to have changed hands".into()),
        date: Some(jiff::civil::date(2024, 12, 7)),
        outlet: Some("Example Wire".into()),
        ..Report::default()
    };
    let sentences = vec![
        span_of(text, "Northern Front captured Tal Marun late Friday, it said."),
        span_of(text, "The hills around the town are green."),
    ];
    let mut claim = claim_of("SEIZE", "captured");
    claim.trigger.span = span_of(text, "captured");
    for (slot, words) in [
        (TextSlot::Actor, "Northern Front"),
        (TextSlot::Place, "Tal Marun"),
        (TextSlot::Time, "late Friday"),
        (TextSlot::Source, "Northern Front"),
    ] {
        filler_at(&mut claim, slot, words, span_of(text, words).start);
    }
    (report, sentences, claim)
}
