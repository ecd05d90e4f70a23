//! How far people who review the same claims agree.

use crate::queue::is_about_reading;
use crate::{Error, View};
use claim::{Act, ClaimId, Decision};
use serde::Serialize;
use std::collections::BTreeMap;

/// Who reviewed, and how far they agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Agreement {
    /// Everybody who judged how a claim was read, by name.
    pub people: Vec<Reviewer>,
    /// Every two of them who judged a claim in common.
    pub pairs: Vec<Pair>,
}

/// Somebody who reviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reviewer {
    /// As the decisions have it.
    pub name: String,
    /// Claims that they judged.
    pub decided: usize,
}

/// Two people who judged the same claims.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pair {
    /// The one whose name comes first.
    pub one: String,
    /// The other.
    pub two: String,
    /// Claims that both judged.
    pub both: usize,
    /// Of these, how many alike.
    pub agree: usize,
    /// The share of these, 0..1.
    pub share: f64,
    /// Cohen's kappa; `null` where it is undefined: both gave every claim the one same verdict.
    pub kappa: Option<f64>,
}

/// What somebody makes of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// Read rightly.
    Accept,
    /// Read wrongly, and counts for nothing.
    Reject,
    /// Something in it is otherwise.
    Edit,
}

/// Verdicts of each person; of several about one claim the last, and an edit stays an edit when it is accepted after.
fn verdicts(active: &[Decision]) -> BTreeMap<&str, BTreeMap<ClaimId, Verdict>> {
    let mut people: BTreeMap<&str, BTreeMap<ClaimId, Verdict>> = BTreeMap::new();
    for decision in active.iter().filter(|decision| is_about_reading(decision)) {
        let verdict = match decision.act {
            Act::Accept => Verdict::Accept,
            Act::Reject => Verdict::Reject,
            _ => Verdict::Edit,
        };
        let of = people.entry(decision.by.trim()).or_default();
        for claim in &decision.claims {
            let known = of.entry(*claim).or_insert(verdict);
            if !(*known == Verdict::Edit && verdict == Verdict::Accept) {
                *known = verdict;
            }
        }
    }
    people
}

/// How far the people agree who reviewed a ledger: over the claims that both of two judged, by accepting, rejecting or editing them.
pub fn agreement(view: &View) -> Result<Agreement, Error> {
    Ok(of(&fuse::events::active(&view.ledger.decisions(&view.as_of)?)))
}

fn of(active: &[Decision]) -> Agreement {
    let verdicts = verdicts(active);
    let people = verdicts.iter().map(|(name, of)| Reviewer { name: (*name).to_owned(), decided: of.len() }).collect();
    let all: Vec<(&&str, &BTreeMap<ClaimId, Verdict>)> = verdicts.iter().collect();
    let mut pairs = Vec::new();
    for (at, (one, of_one)) in all.iter().enumerate() {
        for (two, of_two) in &all[at + 1..] {
            let both: Vec<(Verdict, Verdict)> =
                of_one.iter().filter_map(|(claim, verdict)| Some((*verdict, *of_two.get(claim)?))).collect();
            if both.is_empty() {
                continue;
            }
            let agree = both.iter().filter(|(a, b)| a == b).count();
            pairs.push(Pair {
                one: (**one).to_owned(),
                two: (**two).to_owned(),
                both: both.len(),
                agree,
                share: rounded(agree as f64 / both.len() as f64),
                kappa: kappa(&both).map(rounded),
            });
        }
    }
    Agreement { people, pairs }
}

/// Cohen's kappa: (p_o - p_e) / (1 - p_e), with p_o the share of claims that both judged alike and p_e the share that two people
/// with the same habits would judge alike by chance. `None` where p_e is 1. After J. Cohen, "A coefficient of agreement for nominal
/// scales", Educational and Psychological Measurement 20 (1960), 37-46, formula (1).
fn kappa(both: &[(Verdict, Verdict)]) -> Option<f64> {
    // In whole numbers, n² times each: then 1 is 1.
    let n = both.len() as u64;
    let count = |is: &dyn Fn(&(Verdict, Verdict)) -> bool| both.iter().filter(|pair| is(pair)).count() as u64;
    let observed = n * count(&|(one, two)| one == two);
    let expected: u64 = [Verdict::Accept, Verdict::Reject, Verdict::Edit]
        .into_iter()
        .map(|verdict| count(&|(one, _)| *one == verdict) * count(&|(_, two)| *two == verdict))
        .sum();
    (expected < n * n).then(|| (observed as f64 - expected as f64) / (n * n - expected) as f64)
}

fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn decision(by: &str, act: &str, claim: u64, event: bool) -> Decision {
        let claim = ClaimId::from_number(claim).to_string();
        let mut value = json!({"id": format!("d{}", &claim[1..]), "recorded": "2031-03-10T12:00:00Z", "by": by, "claims": [claim],
            "event": event, "act": act});
        if act == "edit" {
            value["field"] = json!("killed");
            value["value"] = json!(7);
        }
        serde_json::from_value(value).unwrap()
    }

    /// So many claims, the first `both` of which both accept, the next `none` both reject, then so many that only one accepts.
    fn table(both: u64, none: u64, one: u64, two: u64) -> Vec<Decision> {
        let verdict = |accepts: bool| if accepts { "accept" } else { "reject" };
        (0..both + none + one + two)
            .flat_map(|n| {
                let (a, b) = if n < both {
                    (true, true)
                } else if n < both + none {
                    (false, false)
                } else {
                    (n < both + none + one, n >= both + none + one)
                };
                [decision("AB", verdict(a), n, false), decision("CD", verdict(b), n, false)]
            })
            .collect()
    }

    #[test]
    fn kappa_is_what_the_formula_gives() {
        // 50 grants of two readers: 20 both accept, 15 both reject, 5 and 10 one alone; p_o 0.7, p_e 0.5.
        let found = of(&table(20, 15, 5, 10));
        assert_eq!(
            found.pairs,
            [Pair { one: "AB".into(), two: "CD".into(), both: 50, agree: 35, share: 0.7, kappa: Some(0.4) }]
        );
        assert_eq!(of(&table(4, 4, 0, 0)).pairs[0].kappa, Some(1.0));
        assert_eq!(of(&table(0, 0, 3, 3)).pairs[0].kappa, Some(-1.0));
        assert_eq!(of(&table(9, 0, 0, 0)).pairs[0].kappa, None, "one verdict for all: chance would do as well");
    }

    #[test]
    fn only_what_judges_a_reading_counts_and_the_last_word() {
        let all = [
            decision("AB", "reject", 1, false),
            decision("AB", "accept", 1, false),
            decision("CD", "edit", 1, false),
            decision("CD", "accept", 1, false),
            decision("EF", "accept", 1, true),
            decision("AB", "accept", 2, false),
        ];
        let found = of(&all);
        let people: Vec<(&str, usize)> = found.people.iter().map(|one| (one.name.as_str(), one.decided)).collect();
        assert_eq!(people, [("AB", 2), ("CD", 1)], "who accepts an event says nothing of how its claims were read");
        assert_eq!((found.pairs.len(), found.pairs[0].both, found.pairs[0].agree), (1, 1, 0));
    }
}
