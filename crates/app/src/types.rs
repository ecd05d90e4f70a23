//! `dateline types`: the ontology, for people and for programs. Says what data/ontology.toml says, and nothing else.

use crate::paint::{Mark, Paint, Run, plain};
use claim::{EventType, Group, Ontology, TypeDefinition};
use serde_json::{Value, json};

/// The event types by group, each with its definition and what it is in other ontologies.
pub fn types_text(width: usize, paint: Paint) -> String {
    let mut out = String::new();
    for group in Group::ALL {
        let of_group = EventType::all().filter(|event_type| event_type.definition().group == group);
        for (number, event_type) in of_group.enumerate() {
            if number == 0 {
                let gap = if out.is_empty() { "" } else { "\n" };
                paint.write(&mut out, &[Run::new(Mark::Headline, format!("{gap}{}\n", group.name()))]);
            }
            let definition = event_type.definition();
            paint.write(&mut out, &[Run::new(Mark::Trigger(event_type), format!("  {:<10}", definition.code))]);
            hanging(&mut out, paint, Run::new(Mark::Plain, definition.definition.as_str()), width);
            for line in mappings(definition) {
                out.push_str("            ");
                hanging(&mut out, paint, Run::new(Mark::Faint, line), width);
            }
        }
    }
    out
}

/// Appends a run that begins in column 12, its further lines below its beginning.
fn hanging(out: &mut String, paint: Paint, run: Run, width: usize) {
    let options = textwrap::Options::new(width.saturating_sub(12).max(20));
    let text = plain(std::slice::from_ref(&run));
    for (number, line) in textwrap::wrap(&text, options).iter().enumerate() {
        out.push_str(if number == 0 { "" } else { "            " });
        paint.write(out, &[Run::new(run.mark, line.as_ref())]);
        out.push('\n');
    }
}

/// One line for each of the other ontologies that has such an event.
fn mappings(definition: &TypeDefinition) -> Vec<String> {
    let mut lines = vec![format!("words: {}", definition.triggers.join(", "))];
    if let Some(plover) = &definition.plover {
        let modes = if plover.modes.is_empty() { String::new() } else { format!(" ({})", plover.modes.join(", ")) };
        lines.push(format!("PLOVER {}{modes}", plover.event_type));
    }
    if !definition.cameo.is_empty() {
        lines.push(format!("CAMEO {}", definition.cameo.join(", ")));
    }
    lines.extend(definition.acled.iter().map(|acled| {
        let when = acled.when.as_deref().map(|when| format!(", when {when}")).unwrap_or_default();
        format!("ACLED {} / {}{when}", acled.event_type, acled.sub_event_type)
    }));
    if !definition.counts_as_event {
        lines.push("never counted as an event of its own".to_owned());
    }
    lines
}

/// The event types as one JSON array, in the ontology's order, with the field names of data/ontology.toml.
pub fn types_json() -> String {
    let types: Vec<Value> = Ontology::bundled().types.iter().map(type_json).collect();
    // A Value of strings and lists can always be written.
    serde_json::to_string_pretty(&types).unwrap_or_default() + "\n"
}

fn type_json(definition: &TypeDefinition) -> Value {
    json!({
        "code": definition.code,
        "group": definition.group.name(),
        "definition": definition.definition,
        "triggers": definition.triggers,
        "plover": definition.plover.as_ref().map(|plover| json!({"type": plover.event_type, "modes": plover.modes})),
        "cameo": definition.cameo,
        "acled": definition.acled.iter().map(|acled| json!({
            "event": acled.event_type, "sub_event": acled.sub_event_type, "when": acled.when,
        })).collect::<Vec<_>>(),
        "counts_as_event": definition.counts_as_event,
        "speech_act": definition.speech_act,
        "two_sided": definition.two_sided,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_listed_once_with_its_definition() {
        let text = types_text(100, Paint { colours: false });
        let types: Vec<Value> = serde_json::from_str(&types_json()).unwrap();
        assert_eq!(types.len(), EventType::all().count());
        for (event_type, json) in EventType::all().zip(types) {
            let definition = event_type.definition();
            assert_eq!(json["code"], definition.code);
            assert_eq!(json["definition"], definition.definition);
            let start = definition.definition.split(' ').next().unwrap();
            let line = format!("  {:<10}{start}", definition.code);
            assert_eq!(text.matches(&line).count(), 1, "{line}");
        }
        assert!(text.lines().all(|line| line.chars().count() <= 100));
    }
}
