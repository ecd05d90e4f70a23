//! A ledger looked at: as of a time, under rules, by filters; joined when something is new.
