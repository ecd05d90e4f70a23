//! Feeds and the pages they name, asked for politely. The one part that asks the network; never reads a report.
