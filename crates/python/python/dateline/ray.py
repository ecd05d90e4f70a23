"""Reading and fusing with Ray Data: `pip install dateline[ray]` on every node.

    coded = dateline.ray.read(ray.data.read_json("reports/"))
    coded.write_parquet("coded/", partition_cols=["date"])
    events = dateline.ray.fuse(ray.data.read_parquet("coded/"))

What comes out is what one machine makes of the same reports: docs/cluster.md. In what order the rows come is Ray's affair; sort by `id`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from . import Reader, steps
from .spark import COLUMNS, PORTION, _one

if TYPE_CHECKING:
    from ray.data import Dataset

__all__ = ["fuse", "read"]


class _Read:
    """An actor: a worker process with its model."""

    def __init__(self, model: str | None, gazetteer: str | None, gate: bool, texts: bool) -> None:
        self._reader = Reader(model, gazetteer=gazetteer, gate=gate)
        self._texts = texts

    def __call__(self, reports: pa.Table) -> pa.Table:
        known = reports.select([name for name in COLUMNS if name in reports.column_names])
        return pa.Table.from_batches([self._reader.read_batch(_one(known), jobs=1, texts=self._texts)])


def read(
    reports: Dataset,
    *,
    workers: int | tuple[int, int] = 2,
    model: str | None = None,
    gazetteer: str | None = None,
    gate: bool = False,
    texts: bool = False,
) -> Dataset:
    """Reports to coded reports: a row a report, its claims nested in it (dateline.Reader.read_batch has the columns).

    workers: actors, each with its own model and one core; or fewest and most of them.
    """
    return reports.map_batches(
        _Read,
        fn_constructor_args=(model, gazetteer, gate, texts),
        batch_format="pyarrow",
        batch_size=PORTION,
        concurrency=workers,
        num_cpus=1,
    )


def fuse(coded: Dataset, *, buckets: int = 200) -> Dataset:
    """Coded reports to events: the same as dateline.fuse of all of them.

    buckets: among how many parts the work is divided by place and week. A part must fit into a worker's memory: take more of them for
    more claims.
    """

    def mapped(rows: Dataset, step: _Step, size: int | None = PORTION) -> Dataset:
        return rows.map_batches(_table(step), batch_format="pyarrow", batch_size=size)

    def grouped(rows: Dataset, by: str, step: _Step) -> Dataset:
        return rows.groupby(by, num_partitions=min(buckets, 64)).map_groups(_table(step), batch_format="pyarrow")

    def whole(rows: Dataset, step: _Step) -> Dataset:
        # One block is one batch of one task.
        return mapped(rows.repartition(1), step, None)

    def parted(rows: Dataset, column: str) -> Dataset:
        def work(table: Any) -> Any:
            words = table.column(column).to_pylist()
            parts = [(zlib.crc32(str(word).encode()) % buckets) for word in words]
            return table.append_column("part", pa.array(parts, pa.int32()))

        return rows.map_batches(work, batch_format="pyarrow")

    def joined(rows: Dataset, others: Dataset, step: str, on: str, column: str) -> Dataset:
        """Adds a column of `others` to the rows that `step` made. By grouping both: Ray's own join wants another library."""
        made = steps.schema(step)
        names = [name for name in made.names if name not in (on, column)]
        # Both sides must say the same of every column.
        both_have = pa.schema([(on, pa.string()), *((name, made.field(name).type) for name in names), (column, pa.string())])

        def mine(table: Any) -> Any:
            columns = [table.column(name) for name in (on, *names)]
            return pa.Table.from_arrays([*columns, pa.nulls(table.num_rows, pa.string())], schema=both_have)

        def theirs(table: Any) -> Any:
            nothing = [pa.nulls(table.num_rows, made.field(name).type) for name in names]
            return pa.Table.from_arrays([table.column(on), *nothing, table.column(column)], schema=both_have)

        def fill(table: Any) -> Any:
            is_mine = pc.is_valid(table.column("claim"))
            told = table.filter(pc.invert(is_mine))
            known = dict(zip(told.column(on).to_pylist(), told.column(column).to_pylist()))
            table = table.filter(is_mine).select([on, *names])
            answers = [known.get(one) for one in table.column(on).to_pylist()]
            return table.append_column(column, pa.array(answers, pa.string()))

        both = rows.map_batches(mine, batch_format="pyarrow").union(others.map_batches(theirs, batch_format="pyarrow"))
        return parted(both, on).groupby("part", num_partitions=min(buckets, 64)).map_groups(fill, batch_format="pyarrow")

    def once(table: Any) -> Any:
        return table.filter(table.column("first"))

    def in_sets(table: Any) -> Any:
        node = table.column("node")
        of_node = table.column("set") if "set" in table.column_names else pa.nulls(table.num_rows, pa.string())
        others = [name for name in table.column_names if name not in ("set", "part")]
        return table.select(others).append_column("set", pc.coalesce(of_node, node))

    copied = coded.select_columns(["report", "date", "outlet", "print"])
    descents = whole(copied, steps.lineages)
    told = mapped(coded, steps.statements)
    statements = joined(told, descents, "statements", "report", "descent")
    # Looked at twice.
    copies = grouped(parted(statements, "copy"), "part", lambda rows: steps.copies(rows, buckets)).materialize()
    links = grouped(copies, "bucket", lambda rows: steps.links(rows, buckets)).materialize()
    alone = copies.map_batches(once, batch_format="pyarrow")
    if links.count() > 0:
        alone = joined(alone, whole(links, steps.sets), "copies", "node", "set")
    together = parted(alone.map_batches(in_sets, batch_format="pyarrow"), "set")
    return grouped(together, "part", steps.events)


_Step = Callable[[pa.RecordBatch], pa.RecordBatch]


def _table(step: _Step) -> Callable[[Any], Any]:
    def work(table: pa.Table) -> pa.Table:
        return pa.Table.from_batches([step(_one(table))])

    return work
