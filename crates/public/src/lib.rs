//! The publication policy: from a ledger makes a second one in which only publishable data is. docs/public.md has the rules and their
//! reasons.
//!
//! The policy is enforced here and nowhere else: whoever shows things to the public opens the second ledger alone, so no endpoint, search,
//! feed or export can leak what is not in it. Never changes the first ledger, never reads a clock, joins nothing anew: which claims are one
//! event is taken over, and everything that is told about it is made from the masked claims.

mod address;
mod edits;
mod lexicon;
mod one;
mod people;
mod places;
mod policy;
mod publish;
mod text;

pub use policy::{
    Addresses, BUILT_IN, BadPolicy, Delay, Listed, People, Places, Policy, Precision, Quotes, Reviews, Sensitive,
    summary,
};
pub use publish::{Error, Explained, Published, explain, publish};
