//! Feeds and the pages they name, asked for politely. docs/watch.md tells users the same in words.
//!
//! The one part that asks the network. One question at a time a host, with a wait between; no question that robots.txt forbids; nothing
//! that is reserved from mining; nothing on the inside of a network that the user has not named; never the same twice. Time for what is
//! remembered is an argument; waits between questions go by the machine's own clock.
//!
//! Never reads a report and never writes to a ledger: a [`round`] gives its [`Step`]s to whoever asked for it.

pub mod address;
mod client;
mod feeds;
mod policy;
mod robots;
mod round;
mod tdm;
mod told;

pub use client::{Answer, Client, Failure, Question};
pub use feeds::{Listed, Page, feeds, pages};
pub use policy::{Policy, agent};
pub use robots::Robots;
pub use round::{Found, Round, Step};
pub use tdm::{Tdm, header_reserves, page_reserves};
pub use told::{Outcome, Told};
