//! `dateline eval`: predicted claims against gold claims, as figures, as a table, as JSON and as a page.
//!
//! The figures are those of the project's reference scorer, number for number: a test compares the two. Nothing in here
//! reads a report into claims, touches a file or decides what is good enough.

pub mod html;
pub mod score;
#[cfg(test)]
mod tests;

pub use score::{load_gold, load_predictions, print_table, score, to_json};
