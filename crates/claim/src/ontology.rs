//! placeholder, being written
use serde::{Deserialize, Serialize};
/// One of the event types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventType(u8);
/// definitions
pub struct TypeDefinition;
/// plover
pub struct PloverMapping;
/// acled
pub struct AcledMapping;
/// all
pub struct Ontology;
const CODES: [&str; 31] = [
    "SEIZE",
    "ADVANCE",
    "WITHDRAW",
    "BESIEGE",
    "HOLD",
    "CLASH",
    "AIRSTRIKE",
    "SHELL",
    "BOMB",
    "ATTACK",
    "KILL",
    "ABDUCT",
    "DETAIN",
    "ABUSE",
    "DESTROY",
    "DISPLACE",
    "TOLL",
    "AID",
    "BLOCK",
    "DEPLOY",
    "SURRENDER",
    "RELEASE",
    "AGREE",
    "MEET",
    "REQUEST",
    "THREATEN",
    "ACCUSE",
    "REJECT",
    "SANCTION",
    "SUPPORT",
    "PROTEST",
];
impl EventType {
    /// By its code, e.g. `SEIZE`.
    pub fn from_code(code: &str) -> Option<EventType> {
        CODES.iter().position(|&c| c == code).map(|n| EventType(n as u8))
    }
    /// Its code.
    pub fn code(self) -> &'static str {
        CODES[self.0 as usize]
    }
    /// All, in the codebook's order.
    pub fn all() -> impl Iterator<Item = EventType> {
        (0..CODES.len() as u8).map(EventType)
    }
}
