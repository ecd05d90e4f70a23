//! Report -> claims: words, sentences, the encoder and its heads, quantities, verification statements.
//!
//! Loads a model file; sees no database, no network, no clock. The same report gives the same claims on every machine.

mod calibration;
mod decode;
mod doers;
mod gate;
mod kinds;
mod model;
mod network;
mod once;
mod people;
pub mod pieces;
mod places;
mod plans;
pub mod quantity;
mod read;
pub mod sentences;
mod times;
mod verification;
mod voices;
mod window;
pub mod words;

pub use gate::Gate;
pub use read::{Error, Reader, Reading};

/// What the tests of several modules build on.
#[cfg(test)]
mod fixtures {
    use claim::{Claim, EventType, Filler, Span, Status};

    /// An actual claim with a type, a sentence, a trigger and nothing else; its spans point nowhere.
    pub fn bare_claim(code: &str, sentence: usize, trigger: &str) -> Claim {
        Claim {
            sentence,
            trigger: Filler { text: trigger.to_owned(), span: Span::new(0, 1), confidence: 1.0 },
            event_type: EventType::from_code(code).expect("a type"),
            status: Status::Actual,
            fillers: Default::default(),
            counts: Default::default(),
            verification: None,
            confidence: 1.0,
            made_by: String::new(),
            resolved: None,
        }
    }
}
