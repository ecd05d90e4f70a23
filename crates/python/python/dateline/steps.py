"""Fusing in the steps that an engine divides among machines; `dateline.spark` and `dateline.ray` are made of these.

Each takes a pyarrow.RecordBatch and gives one, and may be given any number of whole groups in any order of rows: for `lineages` and
`sets` all rows there are; for `copies` all rows of a `copy`, with
the `descent` of their reports; for `links` all of a `bucket`; for `events` all of a set. docs/cluster.md tells
why the outcome is that of `dateline.fuse`, byte for byte.
"""

from __future__ import annotations

from ._dateline import copies, events, lineages, links, schema, sets, statements

__all__ = ["copies", "events", "lineages", "links", "schema", "sets", "statements"]
