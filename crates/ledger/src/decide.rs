//! What people decide. Kept as said; what it does to events is fusing's business.

use crate::add::json;
use crate::chain::{Tail, placed_id};
use crate::rows::{micros, time_of};
use crate::{AsOf, Draft, Error, ErrorKind, Kind, Ledger, TakenOver};
use claim::{Act, ClaimId, Decision, DecisionId};
use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

/// The body of a decision's row. One that was taken over from another ledger says under which id and when it was made there.
#[derive(Serialize, Deserialize)]
pub(crate) struct DecisionBody {
    #[serde(flatten)]
    pub draft: Draft,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<DecisionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Timestamp>,
}

impl Ledger {
    /// Records a decision. Refused where nobody decides, where it is about nothing, or where it names a claim or a decision that the
    /// ledger does not have.
    pub fn decide(&mut self, draft: &Draft, recorded: Timestamp) -> Result<Decision, Error> {
        self.check_open()?;
        self.write(|transaction| {
            check(transaction, draft)?;
            let mut tail = Tail::read(transaction)?;
            let body = json(draft)?;
            let id = DecisionId::from_hash(&placed_id(tail.seq + 1, &body));
            let recorded = micros(recorded);
            let seq = tail.append(transaction, Kind::Decision, id.number(), recorded, &body)?;
            transaction.prepare_cached("INSERT INTO decisions (seq, id, act) VALUES (?1, ?2, ?3)")?.execute((
                seq as i64,
                id.number() as i64,
                draft.act.name(),
            ))?;
            Ok(decision(id, time_of(recorded).unwrap_or_default(), draft.clone()))
        })
    }

    /// Takes over decisions that were made in another ledger, in their order, under the ids that they have there: what was told of
    /// them stays true. Of what they name, what this ledger does not have is left out (reports that were erased there); a decision of which
    /// nothing is left is left out whole. Those that are here already are passed over.
    pub fn take_over(&mut self, decisions: &[Decision], recorded: Timestamp) -> Result<TakenOver, Error> {
        self.check_open()?;
        self.write(|transaction| {
            let mut taken = TakenOver::default();
            let mut tail = Tail::read(transaction)?;
            for decision in decisions {
                if exists(transaction, "decisions", decision.id.number())? {
                    taken.already += 1;
                    continue;
                }
                let Some(draft) = known_part(transaction, decision)? else {
                    taken.left_out += 1;
                    continue;
                };
                let act = draft.act.name();
                let body = json(&DecisionBody { draft, given: Some(decision.id), made: Some(decision.recorded) })?;
                let id = decision.id.number();
                let seq = tail.append(transaction, Kind::Decision, id, micros(recorded), &body)?;
                transaction
                    .prepare_cached("INSERT INTO decisions (seq, id, act) VALUES (?1, ?2, ?3)")?
                    .execute((seq as i64, id as i64, act))?;
                taken.added += 1;
            }
            Ok(taken)
        })
    }

    /// All decisions until `as_of.recorded`, in their order.
    pub fn decisions(&self, as_of: &AsOf) -> Result<Vec<Decision>, Error> {
        let end = as_of.recorded.map_or(i64::MAX, micros);
        let mut all = Vec::new();
        self.each(
            "SELECT d.seq, d.id, h.recorded, h.body FROM decisions d JOIN chain h ON h.seq = d.seq WHERE h.recorded <= ?1 \
             ORDER BY d.seq",
            vec![Value::from(end)],
            |row| {
                let bad = |why: String| ErrorKind::Row(row.get::<_, i64>(0).unwrap_or_default() as u64, why);
                let body = row.get_ref(3)?.as_str().map_err(|error| bad(error.to_string()))?;
                let draft: Draft = serde_json::from_str(body).map_err(|error| bad(error.to_string()))?;
                let recorded = time_of(row.get(2)?).ok_or_else(|| bad("its time is beyond the year 9999".to_owned()))?;
                all.push(decision(DecisionId::from_number(row.get::<_, i64>(1)? as u64), recorded, draft));
                Ok(())
            },
        )?;
        Ok(all)
    }
}

fn decision(id: DecisionId, recorded: Timestamp, draft: Draft) -> Decision {
    Decision { id, recorded, by: draft.by, claims: draft.claims, event: draft.event, act: draft.act, note: draft.note }
}

fn check(connection: &Connection, draft: &Draft) -> Result<(), ErrorKind> {
    let refused = |why: &str| Err(ErrorKind::Refused(why.to_owned()));
    if draft.by.trim().is_empty() {
        return refused("a decision without a name; say who decides, e.g. with --by");
    }
    let others: &[ClaimId] = match &draft.act {
        Act::Merge { with } if with.is_empty() => return refused("a merge with nothing; name the other event"),
        Act::Split { out } if out.is_empty() => return refused("a split of nothing; name the claims that leave"),
        Act::Merge { with } => with,
        Act::Split { out } => out,
        _ => &[],
    };
    if let Act::Undo { decision } = &draft.act {
        if !exists(connection, "decisions", decision.number())? {
            return Err(ErrorKind::Unknown(decision.to_string()));
        }
    } else if draft.claims.is_empty() {
        return refused("a decision about nothing; name a claim or an event");
    }
    for claim in draft.claims.iter().chain(others) {
        if !exists(connection, "claims", claim.number())? {
            return Err(ErrorKind::Unknown(claim.to_string()));
        }
    }
    Ok(())
}

/// What is left of a decision where some of what it names is not here.
fn known_part(connection: &Connection, decision: &Decision) -> Result<Option<Draft>, ErrorKind> {
    let known = |claims: &[ClaimId]| -> Result<Vec<ClaimId>, rusqlite::Error> {
        let mut here = Vec::with_capacity(claims.len());
        for claim in claims {
            if exists(connection, "claims", claim.number())? {
                here.push(*claim);
            }
        }
        Ok(here)
    };
    let Decision { by, event, note, .. } = decision.clone();
    let act = match &decision.act {
        Act::Merge { with } => Act::Merge { with: known(with)? },
        Act::Split { out } => Act::Split { out: known(out)? },
        other => other.clone(),
    };
    let draft = Draft { by, claims: known(&decision.claims)?, event, act, note };
    match check(connection, &draft) {
        Ok(()) => Ok(Some(draft)),
        Err(ErrorKind::Refused(_) | ErrorKind::Unknown(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

fn exists(connection: &Connection, table: &str, id: u64) -> Result<bool, rusqlite::Error> {
    connection
        .prepare_cached(&format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE id = ?1)"))?
        .query_row([id as i64], |row| row.get(0))
}
