"""Reading and fusing with Spark (3.5 and newer): `pip install dateline[spark]` on the driver and on every worker.

    coded = dateline.spark.read(spark.read.json("reports/"))
    coded.repartition("date").write.partitionBy("date").parquet("coded/")
    events = dateline.spark.fuse(spark.read.parquet("coded/"))

What comes out is what one machine makes of the same reports, whatever the number of workers, and also where one of them dies and its
tasks are done again: docs/cluster.md. In what order the rows come is Spark's affair; sort by `id`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from . import Reader, steps

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

__all__ = ["fuse", "read"]

#: Columns of reports; others are not sent to the workers.
COLUMNS = ("text", "id", "date", "title", "outlet", "url", "language", "licence")
#: Reports that are read at a time: what a task holds, and what it loses when it is killed.
PORTION = 256

_readers: dict[tuple[Any, ...], Reader] = {}


def _reader(*how: Any) -> Reader:
    """The model of this worker process: loaded by its first task, kept for those that follow."""
    if how not in _readers:
        model, gazetteer, gate = how
        _readers[how] = Reader(model, gazetteer=gazetteer, gate=gate)
    return _readers[how]


def read(
    reports: DataFrame,
    *,
    model: str | None = None,
    gazetteer: str | None = None,
    gate: bool = False,
    texts: bool = False,
) -> DataFrame:
    """Reports to coded reports: a row a report, its claims nested in it (dateline.Reader.read_batch has the columns).

    model, gazetteer: files that every worker has under this name. A task reads on one thread: give Spark as many tasks as there are
    cores, and `repartition` where there are fewer partitions.
    """
    if "text" not in reports.columns:
        raise ValueError(f"there is no column 'text' but {', '.join(reports.columns)}; rename the one that holds the story")
    reports = reports.select(*[name for name in COLUMNS if name in reports.columns])

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        reader = _reader(model, gazetteer, gate)
        for batch in batches:
            for start in range(0, batch.num_rows, PORTION):
                yield reader.read_batch(batch.slice(start, PORTION), jobs=1, texts=texts)

    return reports.mapInArrow(work, _spark_schema("texts" if texts else "coded"))


def fuse(coded: DataFrame, *, buckets: int | None = None) -> DataFrame:
    """Coded reports to events: the same as dateline.fuse of all of them.

    buckets: among how many parts the work is divided by place and week; if not said, four for each of Spark's shuffle partitions. A
    part must fit into a worker's memory: take more of them for more claims.
    """
    from pyspark.sql import functions as F

    if buckets is None:
        buckets = 4 * int(coded.sparkSession.conf.get("spark.sql.shuffle.partitions") or 200)
    number = F.lit(buckets)
    coded = coded.dropDuplicates(["report"])

    def grouped(rows: DataFrame, by: Any, name: str, step: Callable[[pa.RecordBatch], pa.RecordBatch]) -> DataFrame:
        def work(table: pa.Table) -> pa.Table:
            return pa.Table.from_batches([step(_one(table))])

        return rows.groupBy(by).applyInArrow(work, _spark_schema(name))

    def told(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return map(steps.statements, batches)

    everything = F.lit(0).alias("everything")
    copied = coded.select("report", "date", "outlet", "print")
    descents = grouped(copied, everything, "lineages", steps.lineages).select("report", "descent")
    statements = coded.mapInArrow(told, _spark_schema("statements")).join(descents, "report", "left")
    copies = grouped(
        statements, F.pmod("copy", number).alias("part"), "copies", lambda rows: steps.copies(rows, buckets)
    )
    links = grouped(copies, "bucket", "links", lambda rows: steps.links(rows, buckets))
    sets = grouped(links, everything, "sets", steps.sets)
    once = copies.where("first").join(sets, "node", "left").withColumn("set", F.coalesce("set", "node"))
    return grouped(once, F.pmod(F.xxhash64("set"), number).alias("part"), "events", steps.events)


def _one(table: pa.Table) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    if len(batches) > 1:
        raise ValueError("a part of the work has more than 2 GB of text; give fuse more buckets")
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


def _spark_schema(step: str) -> StructType:
    from pyspark.sql.pandas.types import from_arrow_schema

    schema: StructType = from_arrow_schema(steps.schema(step))
    return schema
