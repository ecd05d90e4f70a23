//! The columns that other datasets use: a file for each.
