//! The HTTP server: the API, feeds, the built-in pages.
