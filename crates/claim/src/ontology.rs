//! The types of event, as data: data/ontology.toml, checked against the code lists of data/schemes.toml.
//!
//! This module never decides what a text means and never maps a claim by itself: it only tells what the file says.
//! Read with `toml` and its `Spanned` values, which keep the byte a value stands at: every problem names its line.

use crate::{Problem, Severity};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;
use toml::Spanned;

/// Where the bundled ontology stands in the repository: the name that problems give.
pub const ONTOLOGY_FILE: &str = "data/ontology.toml";
/// Where the code lists stand that mappings are checked against.
pub const SCHEMES_FILE: &str = "data/schemes.toml";

const ONTOLOGY: &str = include_str!("../../../data/ontology.toml");
const SCHEMES: &str = include_str!("../../../data/schemes.toml");

/// One of the event types of the bundled ontology. Written as its code, e.g. `"SEIZE"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventType(u8);

impl EventType {
    /// By its code, e.g. `SEIZE`.
    pub fn from_code(code: &str) -> Option<EventType> {
        let types = &Ontology::bundled().types;
        types.iter().position(|definition| definition.code == code).map(|n| EventType(n as u8))
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        &self.definition().code
    }

    /// All, in the codebook's order.
    pub fn all() -> impl Iterator<Item = EventType> {
        (0..Ontology::bundled().types.len() as u8).map(EventType)
    }

    /// What the ontology says about it.
    pub fn definition(self) -> &'static TypeDefinition {
        &Ontology::bundled().types[usize::from(self.0)]
    }
}

impl fmt::Debug for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Serialize for EventType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for EventType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<EventType, D::Error> {
        let code = String::deserialize(deserializer)?;
        EventType::from_code(&code).ok_or_else(|| {
            let remedy = did_you_mean(&code, EventType::all().map(EventType::code), "docs/ontology.md lists them");
            serde::de::Error::custom(format!("unknown event type {code:?}; {remedy}"))
        })
    }
}

/// The part of events that a type belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Who holds and moves where.
    Ground,
    /// Armed and other violence.
    Violence,
    /// What happens to civilians.
    People,
    /// What forces do short of fighting.
    Forces,
    /// What parties say and decide.
    Politics,
}

impl Group {
    /// All of them, in the ontology's order.
    pub const ALL: [Group; 5] = [Group::Ground, Group::Violence, Group::People, Group::Forces, Group::Politics];

    /// The word that files use.
    pub fn name(self) -> &'static str {
        match self {
            Group::Ground => "ground",
            Group::Violence => "violence",
            Group::People => "people",
            Group::Forces => "forces",
            Group::Politics => "politics",
        }
    }
}

/// What the ontology says about one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeDefinition {
    /// E.g. `SEIZE`.
    pub code: String,
    /// The part of events it belongs to.
    pub group: Group,
    /// One sentence for people.
    pub definition: String,
    /// Some words that name such an event; at least one. For people: the reader does not look them up.
    pub triggers: Vec<String>,
    /// PLOVER, where it has such an event.
    pub plover: Option<PloverMapping>,
    /// CAMEO codes, 2 to 4 digits, the usual one first; empty where CAMEO has nothing.
    pub cameo: Vec<String>,
    /// ACLED, the first that fits; empty where ACLED would not code it.
    pub acled: Vec<AcledMapping>,
    /// False for sums over many events, which are never counted as one.
    pub counts_as_event: bool,
    /// True where the deed is done by saying it: the speaker is the actor.
    pub speech_act: bool,
    /// True where the parties do it to each other.
    pub two_sided: bool,
}

/// An event of PLOVER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PloverMapping {
    /// One of the 16.
    pub event_type: String,
    /// Modes or contexts as far as they fit; may be empty.
    pub modes: Vec<String>,
}

/// An event of ACLED.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcledMapping {
    /// One of the 6.
    pub event_type: String,
    /// One of its own sub-event types.
    pub sub_event_type: String,
    /// The condition, in words, where not every claim of the type belongs here.
    pub when: Option<String>,
}

/// All event types, in the codebook's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ontology {
    /// At least one, at most 256; no code twice.
    pub types: Vec<TypeDefinition>,
}

impl Ontology {
    /// The ontology that this program was built with; parsed once.
    ///
    /// # Panics
    /// Where the built-in file itself is broken, which the tests of this crate rule out.
    pub fn bundled() -> &'static Ontology {
        static BUNDLED: OnceLock<Ontology> = OnceLock::new();
        BUNDLED.get_or_init(|| {
            let parsed = Schemes::parse(SCHEMES_FILE, SCHEMES)
                .and_then(|schemes| Ontology::parse(ONTOLOGY_FILE, ONTOLOGY, &schemes));
            parsed.unwrap_or_else(|problems| {
                let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
                panic!("the built-in ontology cannot be used:\n{}", lines.join("\n"))
            })
        })
    }

    /// Reads an ontology file; `file` is the name that problems give. Either all of it is right, or every problem is told.
    pub fn parse(file: &str, text: &str, schemes: &Schemes) -> Result<Ontology, Vec<Problem>> {
        let raw: RawOntology = toml::from_str(text).map_err(|error| vec![toml_problem(file, text, &error)])?;
        let mut checker = Checker { file, text, problems: Vec::new() };
        let mut seen = BTreeMap::new();
        for raw_type in &raw.types {
            let code = &raw_type.code;
            if let Some(first) = seen.insert(code.get_ref().as_str(), checker.line(code)) {
                let message =
                    format!("the code {:?} stands in line {first} already; give each type its own", code.get_ref());
                checker.tell(code, message);
            }
            checker.check(raw_type, schemes);
        }
        if raw.types.is_empty() || raw.types.len() > 256 {
            let message = format!("{} types; a file holds 1 to 256 [[type]] tables", raw.types.len());
            checker.problems.push(Problem::new(Severity::Error, "ontology", message).at(file, Some(1)));
        }
        if checker.problems.is_empty() {
            Ok(Ontology { types: raw.types.into_iter().map(RawType::finish).collect() })
        } else {
            checker.problems.sort_by_key(|problem| problem.line);
            Err(checker.problems)
        }
    }
}

/// The codes of other ontologies that a mapping may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schemes {
    plover: BTreeSet<String>,
    /// Code to name, roots and finer codes together.
    cameo: BTreeMap<String, String>,
    /// Event type to its sub-event types.
    acled: BTreeMap<String, Vec<String>>,
}

impl Schemes {
    /// The lists that this program was built with.
    pub fn bundled() -> Result<Schemes, Vec<Problem>> {
        Schemes::parse(SCHEMES_FILE, SCHEMES)
    }

    /// Reads a file of code lists; `file` is the name that problems give.
    pub fn parse(file: &str, text: &str) -> Result<Schemes, Vec<Problem>> {
        let raw: RawSchemes = toml::from_str(text).map_err(|error| vec![toml_problem(file, text, &error)])?;
        let mut checker = Checker { file, text, problems: Vec::new() };
        let roots: BTreeSet<&str> = raw.cameo.roots.keys().map(|code| code.get_ref().as_str()).collect();
        for code in raw.cameo.roots.keys() {
            if !(code.get_ref().len() == 2 && code.get_ref().bytes().all(|b| b.is_ascii_digit())) {
                checker.tell(code, format!("CAMEO root {:?}; a root has two digits", code.get_ref()));
            }
        }
        for code in raw.cameo.codes.keys() {
            let digits = code.get_ref();
            let well_formed = matches!(digits.len(), 3 | 4) && digits.bytes().all(|b| b.is_ascii_digit());
            if !well_formed || !roots.contains(&digits[..2]) {
                let message =
                    format!("CAMEO code {digits:?}; a finer code has three or four digits and begins with a root");
                checker.tell(code, message);
            }
        }
        if !checker.problems.is_empty() {
            checker.problems.sort_by_key(|problem| problem.line);
            return Err(checker.problems);
        }
        let cameo = raw.cameo.roots.into_iter().chain(raw.cameo.codes);
        Ok(Schemes {
            plover: raw.plover.types.into_iter().collect(),
            cameo: cameo.map(|(code, name)| (code.into_inner(), name)).collect(),
            acled: raw.acled,
        })
    }

    /// CAMEO's own name of a code.
    pub fn cameo_name(&self, code: &str) -> Option<&str> {
        self.cameo.get(code).map(String::as_str)
    }
}

/// `did you mean "X"?` where a known word is near, else what else can be done.
pub(crate) fn did_you_mean<'w>(word: &str, known: impl Iterator<Item = &'w str>, otherwise: &str) -> String {
    let nearest = known.map(|candidate| (strsim::normalized_damerau_levenshtein(word, candidate), candidate));
    match nearest.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1))) {
        Some((likeness, candidate)) if likeness >= 0.6 => format!("did you mean {candidate:?}?"),
        _ => otherwise.to_owned(),
    }
}

fn line_of(text: &str, byte: usize) -> usize {
    1 + text.as_bytes()[..byte.min(text.len())].iter().filter(|&&b| b == b'\n').count()
}

fn toml_problem(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    let line = error.span().map(|span| line_of(text, span.start));
    Problem::new(Severity::Error, "ontology", error.message().trim_end()).at(file, line)
}

/// Gathers problems, each with its line.
struct Checker<'t> {
    file: &'t str,
    text: &'t str,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn line<T>(&self, value: &Spanned<T>) -> usize {
        line_of(self.text, value.span().start)
    }

    fn tell<T>(&mut self, value: &Spanned<T>, message: String) {
        let line = self.line(value);
        self.problems.push(Problem::new(Severity::Error, "ontology", message).at(self.file, Some(line)));
    }

    fn check(&mut self, raw: &RawType, schemes: &Schemes) {
        let code = raw.code.get_ref();
        if code.is_empty() || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            self.tell(&raw.code, format!("code {code:?}; write it in upper-case letters A to Z"));
        }
        if raw.definition.get_ref().trim().is_empty() {
            self.tell(&raw.definition, format!("{code} has an empty definition; say in a sentence what it is"));
        }
        if raw.triggers.get_ref().iter().all(|trigger| trigger.trim().is_empty()) {
            self.tell(&raw.triggers, format!("{code} has no triggers; give a word or two that name it"));
        }
        if let Some(plover) = &raw.plover {
            let name = plover.event_type.get_ref();
            if !schemes.plover.contains(name) {
                let known = schemes.plover.iter().map(String::as_str);
                let remedy = did_you_mean(name, known, &format!("{SCHEMES_FILE} lists the valid ones"));
                self.tell(&plover.event_type, format!("unknown PLOVER event type {name:?}; {remedy}"));
            }
        }
        for cameo in &raw.cameo {
            if !schemes.cameo.contains_key(cameo.get_ref()) {
                let message = format!(
                    "unknown CAMEO code {:?}; if CAMEO has it, add it with its name to {SCHEMES_FILE}",
                    cameo.get_ref()
                );
                self.tell(cameo, message);
            }
        }
        for acled in &raw.acled {
            let (event, sub_event) = (acled.event.get_ref(), acled.sub_event.get_ref());
            let otherwise = format!("{SCHEMES_FILE} lists the valid ones");
            match schemes.acled.get(event) {
                None => {
                    let remedy = did_you_mean(event, schemes.acled.keys().map(String::as_str), &otherwise);
                    self.tell(&acled.event, format!("unknown ACLED event type {event:?}; {remedy}"));
                }
                Some(known) if !known.contains(sub_event) => {
                    let remedy = did_you_mean(sub_event, known.iter().map(String::as_str), &otherwise);
                    let message = format!("{sub_event:?} is no ACLED sub-event type of {event:?}; {remedy}");
                    self.tell(&acled.sub_event, message);
                }
                Some(_) => {}
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOntology {
    #[serde(default, rename = "type")]
    types: Vec<RawType>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawType {
    code: Spanned<String>,
    group: Group,
    definition: Spanned<String>,
    triggers: Spanned<Vec<String>>,
    plover: Option<RawPlover>,
    cameo: Vec<Spanned<String>>,
    acled: Vec<RawAcled>,
    #[serde(default = "yes")]
    counts_as_event: bool,
    #[serde(default)]
    speech_act: bool,
    #[serde(default)]
    two_sided: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlover {
    #[serde(rename = "type")]
    event_type: Spanned<String>,
    #[serde(default)]
    modes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAcled {
    event: Spanned<String>,
    sub_event: Spanned<String>,
    when: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSchemes {
    plover: RawPloverTypes,
    cameo: RawCameo,
    acled: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPloverTypes {
    types: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCameo {
    roots: BTreeMap<Spanned<String>, String>,
    codes: BTreeMap<Spanned<String>, String>,
}

impl RawType {
    fn finish(self) -> TypeDefinition {
        let plover =
            self.plover.map(|plover| PloverMapping { event_type: plover.event_type.into_inner(), modes: plover.modes });
        let acled = self.acled.into_iter().map(|acled| AcledMapping {
            event_type: acled.event.into_inner(),
            sub_event_type: acled.sub_event.into_inner(),
            when: acled.when,
        });
        TypeDefinition {
            code: self.code.into_inner(),
            group: self.group,
            definition: self.definition.into_inner(),
            triggers: self.triggers.into_inner(),
            plover,
            cameo: self.cameo.into_iter().map(Spanned::into_inner).collect(),
            acled: acled.collect(),
            counts_as_event: self.counts_as_event,
            speech_act: self.speech_act,
            two_sided: self.two_sided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_types_are_the_codebooks_31_in_its_order() {
        let codes: Vec<&str> = EventType::all().map(EventType::code).collect();
        let expected = "SEIZE ADVANCE WITHDRAW BESIEGE HOLD CLASH AIRSTRIKE SHELL BOMB ATTACK KILL ABDUCT DETAIN ABUSE \
            DESTROY DISPLACE TOLL AID BLOCK DEPLOY SURRENDER RELEASE AGREE MEET REQUEST THREATEN ACCUSE REJECT SANCTION \
            SUPPORT PROTEST";
        assert_eq!(codes.join(" "), expected);
    }

    #[test]
    fn the_flags_and_mappings_are_those_of_the_codebook() {
        let flagged = |flag: fn(&TypeDefinition) -> bool| -> Vec<&str> {
            EventType::all().filter(|t| flag(t.definition())).map(EventType::code).collect()
        };
        assert_eq!(flagged(|t| !t.counts_as_event), ["TOLL"]);
        assert_eq!(flagged(|t| t.speech_act), ["AGREE", "REQUEST", "THREATEN", "ACCUSE", "REJECT", "SUPPORT"]);
        assert_eq!(flagged(|t| t.two_sided), ["CLASH", "AGREE", "MEET"]);
        assert_eq!(flagged(|t| t.plover.is_none()), ["DISPLACE", "TOLL"]);
        assert_eq!(flagged(|t| t.cameo.is_empty()), ["DISPLACE", "TOLL"]);
        assert_eq!(
            flagged(|t| t.acled.is_empty()),
            ["TOLL", "AID", "REQUEST", "THREATEN", "ACCUSE", "REJECT", "SANCTION", "SUPPORT"]
        );
        let cameo: Vec<&str> = EventType::all().flat_map(|t| &t.definition().cameo).map(String::as_str).collect();
        let expected = "192 152 0874 191 190 193 195 194 183 190 180 186 200 181 173 182 171 07 172 15 0873 084 057 04 02 10 \
            13 11 12 16 05 14";
        assert_eq!(cameo.join(" "), expected);
        let unconditional_last =
            |t: &TypeDefinition| t.code != "SEIZE" && t.acled.last().is_some_and(|acled| acled.when.is_some());
        assert_eq!(flagged(unconditional_last), [""; 0], "the last pair must hold for what is left");
    }

    #[test]
    fn the_code_lists_are_complete() {
        let schemes = Schemes::bundled().unwrap();
        assert_eq!(schemes.plover.len(), 16);
        assert_eq!(schemes.cameo.keys().filter(|code| code.len() == 2).count(), 20);
        assert_eq!(schemes.acled.len(), 6);
        assert_eq!(schemes.acled.values().map(Vec::len).sum::<usize>(), 25);
        let used: BTreeSet<&String> = EventType::all().flat_map(|t| &t.definition().cameo).collect();
        let idle: Vec<&String> = schemes.cameo.keys().filter(|code| code.len() > 2 && !used.contains(code)).collect();
        assert!(idle.is_empty(), "finer CAMEO codes that no type uses: {idle:?}");
    }

    #[test]
    fn a_type_is_written_as_its_code_and_read_back() {
        for event_type in EventType::all() {
            let json = serde_json::to_string(&event_type).unwrap();
            assert_eq!(json, format!("{:?}", event_type.code()));
            assert_eq!(serde_json::from_str::<EventType>(&json).unwrap(), event_type);
        }
        let error = serde_json::from_str::<EventType>("\"SIEZE\"").unwrap_err().to_string();
        assert!(error.starts_with("unknown event type \"SIEZE\"; did you mean \"SEIZE\"?"), "{error}");
    }

    #[test]
    fn a_problem_names_the_line_and_the_remedy() {
        let good = concat!(
            "[[type]]\n",
            "code = \"SEIZE\"\n",
            "group = \"ground\"\n",
            "definition = \"Takes.\"\n",
            "triggers = [\"took\"]\n",
            "plover = { type = \"ASSAULT\" }\n",
            "cameo = [\"192\"]\n",
            "acled = [\n",
            "  { event = \"Battles\", sub_event = \"Armed clash\" },\n",
            "]\n",
        );
        let twice = good.to_owned() + good;
        #[rustfmt::skip]
        let cases = [
            ("code = \"SEIZE\"", "code = \"Seize\"", "x.toml:2: code \"Seize\"; write it in upper-case"),
            ("group = \"ground\"", "group = \"sea\"", "x.toml:3: unknown variant `sea`"),
            ("definition = \"Takes.\"", "definition = \" \"", "x.toml:4: SEIZE has an empty definition"),
            ("triggers = [\"took\"]", "triggers = []", "x.toml:5: SEIZE has no triggers"),
            ("\"ASSAULT\"", "\"ASAULT\"", "x.toml:6: unknown PLOVER event type \"ASAULT\"; did you mean \"ASSAULT\"?"),
            ("\"ASSAULT\"", "\"FIGHT\"", "x.toml:6: unknown PLOVER event type \"FIGHT\"; data/schemes.toml lists"),
            ("\"192\"", "\"992\"", "x.toml:7: unknown CAMEO code \"992\"; if CAMEO has it, add it"),
            ("\"Battles\"", "\"Battle\"", "x.toml:9: unknown ACLED event type \"Battle\"; did you mean \"Battles\"?"),
            ("\"Armed clash\"", "\"Grenade\"", "x.toml:9: \"Grenade\" is no ACLED sub-event type of \"Battles\"; data/"),
            ("cameo = [\"192\"]", "cameo = [\"192\"]\ncolour = 1", "x.toml:8: unknown field `colour`"),
            ("cameo = [\"192\"]", "cameo = [\"192\"", "x.toml:"),
            (good, twice.as_str(), "x.toml:12: the code \"SEIZE\" stands in line 2 already"),
            (good, "", "x.toml:1: 0 types"),
        ];
        let schemes = Schemes::bundled().unwrap();
        Ontology::parse("x.toml", good, &schemes).expect("the unchanged file is right");
        for (from, to, expected) in cases {
            let problems = Ontology::parse("x.toml", &good.replacen(from, to, 1), &schemes).expect_err(expected);
            assert_eq!(problems.len(), 1, "{expected}: {problems:?}");
            assert!(problems[0].to_string().starts_with(expected), "{expected}\n{}", problems[0]);
        }
    }

    #[test]
    fn a_wrong_code_list_names_its_line() {
        let text = "[plover]\ntypes = []\n[cameo.roots]\n01 = \"a\"\n[cameo.codes]\n0211 = \"b\"\n[acled]\n";
        let problems = Schemes::parse("s.toml", text).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].to_string().starts_with("s.toml:6: CAMEO code \"0211\""), "{}", problems[0]);
    }
}
