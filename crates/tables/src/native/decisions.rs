//! A row a decision: what people said about claims and events, those that were undone too.

use super::cells::{Filling, flag, maybe, micros, moment, text, texts, written};
use super::scope::{Scope, only};
use crate::{Column, Error, Sheet};
use claim::{Act, DecisionId};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

fn columns() -> Vec<Column> {
    vec![
        text("id", "the decision: d and twelve digits"),
        moment("recorded", "when it was recorded; later ones win"),
        text("by", "who decided"),
        text("act", "accept, reject, edit, merge, split, undo"),
        flag("counts", "false where a later decision undid it"),
        maybe("undone_by", "the decision that undid it"),
        flag("of_event", "true where it is about the event that the claims make, false where it is about one claim"),
        maybe("event", "the event that its first claim is in now"),
        texts("claims", "claims that it is about; of an event, all that it had then, its anchor first"),
        texts("others", "of a merge, an anchor for each of the other events; of a split, the claims that leave"),
        maybe("field", "of an edit: the field"),
        maybe("value", "of an edit: the new value, as JSON; docs/review.md"),
        maybe("undoes", "of an undoing: the decision that counts no more"),
        maybe("note", "why, in the words of who decided"),
    ]
}

#[derive(Serialize)]
struct Row {
    id: String,
    #[serde(serialize_with = "micros")]
    recorded: Timestamp,
    by: String,
    act: &'static str,
    counts: bool,
    undone_by: Option<String>,
    of_event: bool,
    event: Option<String>,
    claims: Vec<String>,
    others: Vec<String>,
    field: Option<String>,
    value: Option<String>,
    undoes: Option<String>,
    note: Option<String>,
}

/// The decisions of a scope, in the order of the chain.
pub fn decisions(scope: &Scope) -> Result<Sheet, Error> {
    only(&scope.filter, "decisions", &[])?;
    let view = scope.view;
    let all = view.ledger.decisions(&view.as_of)?;
    let active: BTreeSet<DecisionId> = fuse::events::active(&all).iter().map(|decision| decision.id).collect();
    let undone: BTreeMap<DecisionId, DecisionId> = all
        .iter()
        .filter_map(|decision| match &decision.act {
            Act::Undo { decision: undone } => Some((*undone, decision.id)),
            _ => None,
        })
        .collect();
    let mut made = Filling::new("decisions", &columns());
    let new = all.into_iter().filter(|decision| scope.since.is_none_or(|moment| decision.recorded >= moment));
    for decision in new.take(scope.filter.limit.unwrap_or(usize::MAX)) {
        let event = match decision.claims.first() {
            Some(claim) => view.event_of(*claim)?,
            None => None,
        };
        let act = decision.act.name();
        let (mut others, mut field, mut new_value, mut undoes) = (Vec::new(), None, None, None);
        match decision.act {
            Act::Merge { with } => others = written(with),
            Act::Split { out } => others = written(out),
            Act::Edit { field: set, value } => (field, new_value) = (Some(set), Some(value.to_string())),
            Act::Undo { decision } => undoes = Some(decision.to_string()),
            Act::Accept | Act::Reject => {}
        }
        let undone_by = undone.get(&decision.id);
        let counts = if undoes.is_some() { undone_by.is_none() } else { active.contains(&decision.id) };
        made.row(Row {
            id: decision.id.to_string(),
            recorded: decision.recorded,
            by: decision.by,
            act,
            counts,
            undone_by: undone_by.filter(|_| !counts).map(ToString::to_string),
            of_event: decision.event,
            event: event.map(|event| event.to_string()),
            claims: written(decision.claims),
            others,
            field,
            value: new_value,
            undoes,
            note: decision.note,
        })?;
    }
    made.done()
}
