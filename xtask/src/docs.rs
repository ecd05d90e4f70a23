//! docs/ontology.md, made from data/ontology.toml. Nothing else writes that page, and nobody edits it by hand.

use claim::{AcledMapping, Group, Ontology, Schemes, TypeDefinition};
use std::path::Path;

const PAGE: &str = "docs/ontology.md";

/// Writes the page.
pub fn write(root: &Path) -> Result<String, String> {
    let page = current(root)?;
    std::fs::write(root.join(PAGE), page).map_err(|error| format!("{PAGE}: {error}; check that it can be written"))?;
    Ok(format!("{PAGE} written"))
}

/// Says whether the page is what [`write`] would write.
pub fn check(root: &Path) -> Result<String, String> {
    let page = current(root)?;
    let committed = std::fs::read_to_string(root.join(PAGE)).unwrap_or_default();
    if committed == page {
        return Ok(format!("{PAGE} is up to date"));
    }
    let same = committed.lines().zip(page.lines()).take_while(|(old, new)| old == new).count();
    Err(format!("{PAGE}:{}: out of date; run `cargo xtask docs` and commit the page", same + 1))
}

fn current(root: &Path) -> Result<String, String> {
    let (ontology, schemes) = crate::load_data(root)?;
    Ok(page(&ontology, &schemes))
}

fn page(ontology: &Ontology, schemes: &Schemes) -> String {
    let mut page = format!(
        "<!-- Made from data/ontology.toml by `cargo xtask docs`: edit that file, not this one. -->\n\n\
         # The {} event types\n\n\
         Every claim has one type. Where two fit, the more specific one is taken, violence before politics, and the deed \
         before what follows from it. How a claim is written down is told in [claims.md](claims.md).\n\n\
         Each type maps to three ontologies of the field: PLOVER (its event type and, in brackets, modes or contexts), \
         CAMEO (codes, the usual one first) and ACLED (event type / sub-event type; the first whose condition holds). \
         \"None\" means that the ontology has no such event. The words that name an event are examples for readers of this \
         page; the program does not look them up.\n\n",
        ontology.types.len()
    );
    for group in Group::ALL {
        let types: Vec<&TypeDefinition> = ontology.types.iter().filter(|t| t.group == group).collect();
        let codes: Vec<String> = types.iter().map(|t| format!("[{0}](#{1})", t.code, t.code.to_lowercase())).collect();
        page += &format!("- {}: {}\n", capitalised(group.name()), codes.join(", "));
    }
    for group in Group::ALL {
        page += &format!("\n## {}\n", capitalised(group.name()));
        for definition in ontology.types.iter().filter(|t| t.group == group) {
            page += &section(definition, schemes);
        }
    }
    page
}

fn section(definition: &TypeDefinition, schemes: &Schemes) -> String {
    let mut section = format!("\n### {}\n\n{}\n", definition.code, definition.definition);
    let notes = [
        (!definition.counts_as_event, "Never counted as an event of its own."),
        (definition.speech_act, "The deed is done by saying it: the speaker is the actor."),
        (definition.two_sided, "The parties do it to each other: where both are told alike, both are actors."),
    ];
    for (_, note) in notes.into_iter().filter(|(holds, _)| *holds) {
        section += &format!("{note}\n");
    }
    section += &format!("\n- Named by, for example: {}\n", definition.triggers.join(", "));
    let plover = definition.plover.as_ref().map(|plover| match plover.modes.as_slice() {
        [] => plover.event_type.clone(),
        modes => format!("{} ({})", plover.event_type, modes.join(", ")),
    });
    section += &format!("- PLOVER: {}\n", plover.unwrap_or_else(|| "none".to_owned()));
    let cameo = definition.cameo.iter().map(|code| format!("{code} {}", schemes.cameo_name(code).unwrap_or_default()));
    section += &format!("- CAMEO: {}\n", listed(cameo));
    section += &format!("- ACLED: {}\n", listed(definition.acled.iter().map(acled)));
    section
}

fn acled(acled: &AcledMapping) -> String {
    let condition = acled.when.as_ref().map(|when| format!(", where {when}")).unwrap_or_default();
    format!("{} / {}{condition}", acled.event_type, acled.sub_event_type)
}

fn listed(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() { "none".to_owned() } else { items.join("; ") }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_page_is_up_to_date() {
        check(&crate::root()).unwrap();
    }

    #[test]
    fn the_page_tells_every_type_with_its_mappings() {
        let page = page(Ontology::bundled(), &Schemes::bundled().unwrap());
        for expected in [
            "# The 31 event types\n",
            "- Ground: [SEIZE](#seize), [ADVANCE](#advance)",
            "\n### TOLL\n\nA sum over many events",
            "- PLOVER: ASSAULT (territory)\n- CAMEO: 192 Occupy territory\n- ACLED: Strategic developments / Non-violent \
             transfer of territory, where the report tells of no fight for it; Battles / Government regains territory, where",
            "Never counted as an event of its own.\n",
            "- PLOVER: none\n- CAMEO: none\n- ACLED: none\n",
        ] {
            assert!(page.contains(expected), "{expected}\n{page}");
        }
        assert_eq!(page.matches("\n### ").count(), 31);
    }
}
