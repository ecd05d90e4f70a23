//! Whose word a claim rests on, and how many independent words an event has.
//!
//! Counted so that an outlet can never bear itself out: claims that rest on one speaker are one witness whoever prints them, and what
//! an outlet says in its own voice, or hears from people it does not name, is the word of whoever vouches for the text (the agency it
//! credits, else the outlet that printed it first). Never judges whether a witness is right.

use crate::lineage::{agency_key, folded_name};
use crate::{Kin, Lineages, Named, Speaker, Statement};
use claim::{ReportId, Voice};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Whose word a claim rests on. Claims with equal witnesses are one witness, however many outlets print them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Witness {
    /// A named speaker: its side by party id (a ministry and its army are one); for a name that is in no register, the folded name.
    Speaker(Arc<str>),
    /// The outlet's own voice, or people it does not name, where whoever vouches for the lineage is known: the agency that it credits,
    /// else the outlet of its first report; as [`agency_key`] writes it. A medium that is cited as a speaker is the same witness.
    Outlet(Arc<str>),
    /// The same, where nobody knows who published: those of one lineage are one.
    Lineage(ReportId),
}

/// Where a witness stands to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// On the side of who did it (or gained by it).
    Actor,
    /// On the side of whom it was done to.
    Target,
    /// On no side: media, bodies of states, relief, monitors, hospitals, residents.
    Neutral,
    /// A party that is neither, or nobody can tell.
    Other,
}

/// Reports, lineages and independent witnesses behind an event or a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Support {
    /// Claims.
    pub claims: usize,
    /// Reports that hold them.
    pub reports: usize,
    /// Lineages of these reports.
    pub lineages: usize,
    /// Independent witnesses.
    pub independent: usize,
    /// Independent witnesses by where they stand, in the order of [`Stand`]; none with zero. Their sum is `independent`.
    pub stands: Vec<(Stand, usize)>,
}

/// Whose word a statement rests on: the innermost speaker of its chain who has a name, else whoever vouches for the text.
pub fn witness(statement: &Statement, lineages: &Lineages) -> Witness {
    match statement.speakers.iter().rev().find(|speaker| has_name(speaker)) {
        Some(speaker) => spoken(speaker),
        None => match lineages.of.get(&statement.report) {
            None => Witness::Lineage(statement.report),
            Some(descent) => match &descent.voucher {
                Some(voucher) => Witness::Outlet(voucher.clone()),
                None => Witness::Lineage(descent.lineage),
            },
        },
    }
}

/// Where the witness of a statement stands to an event of these actors and targets. Who stands on both sides (their ally in a fight
/// among allies) counts as the actor's, so that nobody bears out his own gain.
pub fn stand(statement: &Statement, actors: &[Arc<Named>], targets: &[Arc<Named>], kin: &Kin) -> Stand {
    let Some(speaker) = statement.speakers.iter().rev().find(|speaker| has_name(speaker)) else {
        return Stand::Neutral;
    };
    let is_one = |parties: &[Arc<Named>]| parties.iter().any(|party| one_side(&speaker.who, party));
    let is_allied = |parties: &[Arc<Named>]| parties.iter().any(|party| allied(&speaker.who, party, kin));
    if is_one(actors) {
        Stand::Actor
    } else if is_one(targets) {
        Stand::Target
    } else if is_allied(actors) {
        Stand::Actor
    } else if is_allied(targets) {
        Stand::Target
    } else {
        match speaker.voice {
            Voice::International | Voice::Ngo | Voice::Media | Voice::Witness | Voice::Hospital => Stand::Neutral,
            Voice::Party | Voice::Government | Voice::SocialMedia | Voice::Other => Stand::Other,
        }
    }
}

/// Support of a group of statements. `actors` and `targets` are the parties of the event. Does not depend on any order.
pub fn support(
    statements: &[&Statement],
    actors: &[Arc<Named>],
    targets: &[Arc<Named>],
    lineages: &Lineages,
    kin: &Kin,
) -> Support {
    let reports: BTreeSet<ReportId> = statements.iter().map(|statement| statement.report).collect();
    let stories: BTreeSet<ReportId> = reports.iter().map(|report| lineages.lineage(*report)).collect();
    let mut witnesses: BTreeMap<Witness, Stand> = BTreeMap::new();
    for statement in statements {
        let stand = stand(statement, actors, targets, kin);
        witnesses.entry(witness(statement, lineages)).and_modify(|known| *known = stand.min(*known)).or_insert(stand);
    }
    let mut stands: BTreeMap<Stand, usize> = BTreeMap::new();
    for stand in witnesses.values() {
        *stands.entry(*stand).or_default() += 1;
    }
    Support {
        claims: statements.len(),
        reports: reports.len(),
        lineages: stories.len(),
        independent: witnesses.len(),
        stands: stands.into_iter().collect(),
    }
}

/// A party of the register or a name that it does not know; not a kind of people ("residents", "a doctor", "two officials").
fn has_name(speaker: &Speaker) -> bool {
    match speaker.who.id.as_deref() {
        Some(id) => !id.starts_with("generic/"),
        None => {
            !matches!(speaker.voice, Voice::Witness | Voice::Hospital | Voice::SocialMedia)
                && speaker.who.name.chars().any(char::is_uppercase)
        }
    }
}

fn spoken(speaker: &Speaker) -> Witness {
    let who = &speaker.who;
    let belongs_to_nobody = who.side.is_none() || who.side == who.id;
    if speaker.voice == Voice::Media && belongs_to_nobody {
        return Witness::Outlet(agency_key(&who.name));
    }
    if who.provisional || who.id.is_none() {
        return Witness::Speaker(folded_name(&who.name).into());
    }
    Witness::Speaker(who.side.clone().or_else(|| who.id.clone()).unwrap_or_else(|| who.name.clone()))
}

fn one_side(one: &Named, other: &Named) -> bool {
    match (one.side.as_ref().or(one.id.as_ref()), other.side.as_ref().or(other.id.as_ref())) {
        (Some(one), Some(other)) => one == other,
        _ => folded_name(&one.name) == folded_name(&other.name),
    }
}

fn allied(one: &Named, other: &Named, kin: &Kin) -> bool {
    match (&one.id, &other.id) {
        (Some(one), Some(other)) => kin.same_side(one, other),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lineage::{Descent, Kinship};
    use claim::{ClaimId, EventType, Status};

    fn named(id: Option<&str>, name: &str, side: Option<&str>) -> Named {
        Named {
            id: id.map(Into::into),
            name: name.into(),
            country: None,
            sector: None,
            provisional: id.is_some_and(|id| id.starts_with("provisional/")),
            side: side.or(id).map(Into::into),
        }
    }

    fn speaker(voice: Voice, who: Named) -> Arc<Speaker> {
        Arc::new(Speaker { voice, who })
    }

    fn army() -> Named {
        named(Some("lz/army"), "Lhazar army", Some("lz/government"))
    }

    fn ministry() -> Named {
        named(Some("lz/ministry"), "Ministry of Defence", Some("lz/government"))
    }

    fn front() -> Named {
        named(Some("lz/front"), "Tarsk Liberation Front", None)
    }

    fn statement(report: u64, speakers: Vec<Arc<Speaker>>) -> Statement {
        Statement {
            claim: ClaimId::from_number(report * 100 + speakers.len() as u64),
            report: ReportId::from_number(report),
            position: 0,
            sentence: 0,
            published: None,
            outlet: None,
            event_type: EventType::from_code("SHELL").expect("a type of the ontology"),
            status: Status::Actual,
            verification: None,
            confidence: 1.0,
            trigger: "shelled".into(),
            actors: Vec::new(),
            targets: Vec::new(),
            places: Vec::new(),
            from: Vec::new(),
            to: Vec::new(),
            days: None,
            speakers,
            counts: [None; 4],
            words: Box::new([]),
            cues: Default::default(),
        }
    }

    /// Reports 1 and 2 are one lineage that Reuters vouches for; 3 is the Gazette's own; of 4 nobody knows who printed it.
    fn lineages() -> Lineages {
        let descent = |lineage: u64, voucher: Option<&str>| Descent {
            lineage: ReportId::from_number(lineage),
            parent: None,
            kinship: Kinship::Original,
            shared: 0.0,
            credit: None,
            voucher: voucher.map(Into::into),
            basis: None,
            because: "".into(),
        };
        let of = [(1, 1, Some("reuters")), (2, 1, Some("reuters")), (3, 3, Some("orvenne gazette")), (4, 4, None)];
        Lineages {
            of: of.map(|(report, root, voucher)| (ReportId::from_number(report), descent(root, voucher))).into(),
        }
    }

    #[test]
    fn a_claim_rests_on_the_innermost_speaker_with_a_name() {
        let outlet = |name: &str| Witness::Outlet(name.into());
        let party = |name: &str| Witness::Speaker(name.into());
        let residents = || speaker(Voice::Witness, named(Some("generic/LZ/civilians"), "residents", None));
        let observatory = || speaker(Voice::Ngo, named(Some("lz/observatory"), "Tarsk Observatory", None));
        for (what, report, speakers, wanted) in [
            ("the outlet's own voice", 1, vec![], outlet("reuters")),
            ("its copy's own voice", 2, vec![], outlet("reuters")),
            ("a lineage that nobody vouches for", 4, vec![], Witness::Lineage(ReportId::from_number(4))),
            ("a report that was not traced", 9, vec![], Witness::Lineage(ReportId::from_number(9))),
            ("residents", 3, vec![residents()], outlet("orvenne gazette")),
            ("a monitor that heard residents", 3, vec![observatory(), residents()], party("lz/observatory")),
            ("an army is its government", 3, vec![speaker(Voice::Party, army())], party("lz/government")),
            ("a ministry, too", 3, vec![speaker(Voice::Government, ministry())], party("lz/government")),
            (
                "an agency that is cited is that agency",
                3,
                vec![speaker(Voice::Media, named(Some("media/reuters"), "Reuters", None))],
                outlet("reuters"),
            ),
            (
                "a state's agency is its state",
                3,
                vec![speaker(Voice::Media, named(Some("media/lzna"), "LZNA", Some("lz/government")))],
                party("lz/government"),
            ),
            (
                "a name that is in no register",
                3,
                vec![speaker(Voice::Other, named(Some("provisional/ida-korr"), "Ida  Korr", None))],
                party("ida korr"),
            ),
            (
                "a name that was not resolved",
                3,
                vec![speaker(Voice::Other, named(None, "Ida Korr", None))],
                party("ida korr"),
            ),
            (
                "officials without a name",
                3,
                vec![speaker(Voice::Government, named(None, "local officials", None))],
                outlet("orvenne gazette"),
            ),
            (
                "a hospital that was not resolved",
                3,
                vec![speaker(Voice::Hospital, named(None, "Central Hospital", None))],
                outlet("orvenne gazette"),
            ),
        ] {
            assert_eq!(witness(&statement(report, speakers), &lineages()), wanted, "{what}");
        }
    }

    #[test]
    fn many_outlets_of_one_speaker_are_one_witness_on_his_side() {
        let said = |report: u64, who: Named| statement(report, vec![speaker(Voice::Party, who)]);
        let statements = [
            said(1, army()),
            said(2, army()),
            said(3, ministry()),
            said(3, front()),
            statement(1, vec![]),
            statement(2, vec![]),
        ];
        let all: Vec<&Statement> = statements.iter().collect();
        let support = |statements: &[&Statement]| {
            support(statements, &[Arc::new(army())], &[Arc::new(front())], &lineages(), &Kin::default())
        };
        let wanted = Support {
            claims: 6,
            reports: 3,
            lineages: 2,
            independent: 3,
            stands: vec![(Stand::Actor, 1), (Stand::Target, 1), (Stand::Neutral, 1)],
        };
        assert_eq!(support(&all), wanted);
        let backwards: Vec<&Statement> = statements.iter().rev().collect();
        assert_eq!(support(&backwards), wanted);
        assert_eq!(support(&[]), Support::default());
    }

    #[test]
    fn an_ally_stands_where_his_ally_does() {
        let allies = ["lz/front".to_owned()];
        let kin = Kin::of([("ek/volunteers", None, &allies[..]), ("lz/army", Some("lz/government"), &[][..])]);
        let (actors, targets) = ([Arc::new(army())], [Arc::new(front())]);
        let volunteers = named(Some("ek/volunteers"), "Estmark volunteers", None);
        for (who, voice, wanted) in [
            (volunteers, Voice::Party, Stand::Target),
            (ministry(), Voice::Government, Stand::Actor),
            (named(Some("un/ocha"), "OCHA", None), Voice::International, Stand::Neutral),
            (named(Some("xx/government"), "a third state", None), Voice::Government, Stand::Other),
        ] {
            let statement = statement(3, vec![speaker(voice, who.clone())]);
            assert_eq!(stand(&statement, &actors, &targets, &kin), wanted, "{who:?}");
        }
    }
}
