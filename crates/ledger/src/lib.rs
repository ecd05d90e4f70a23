//! The one owner of the file on disk.
