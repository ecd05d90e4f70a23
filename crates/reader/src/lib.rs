//! Report -> claims: words, sentences, the encoder and its heads, quantities, verification statements.
//!
//! Loads a model file; sees no database, no network, no clock. The same report gives the same claims on every machine.

mod calibration;
mod decode;
mod gate;
mod kinds;
mod model;
mod network;
mod once;
mod people;
pub mod pieces;
pub mod quantity;
mod read;
pub mod sentences;
mod verification;
mod voices;
mod window;
pub mod words;

pub use gate::Gate;
pub use read::{Error, Reader, Reading};
