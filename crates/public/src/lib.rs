//! The publication policy: a ledger in, the ledger that the public may see out.
