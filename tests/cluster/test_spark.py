"""Spark, in local-cluster mode: two executors, each a process with its own Python workers."""

from __future__ import annotations

import threading
from pathlib import Path

import pyarrow as pa
import pytest
from conftest import happened, happened_in_a_ledger, kill_one, same
from pyspark.sql import SparkSession

import dateline.spark


@pytest.fixture(scope="module")
def spark():
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("dateline")
        .config("spark.sql.shuffle.partitions", "6")
        .config("spark.default.parallelism", "4")
        .config("spark.ui.enabled", "false")
        .config("spark.task.maxFailures", "4")
        .config("spark.driver.memory", "1g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark, reports):
    return spark.createDataFrame(pa.Table.from_batches([reports])).repartition(4)


def test_two_workers_read_what_one_machine_reads(spark, frame, coded):
    read = dateline.spark.read(frame)
    same(read.toArrow(), coded, "id")


def test_fused_by_place_and_week_it_is_what_one_machine_makes(spark, coded, events):
    frame = spark.createDataFrame(coded).repartition(5)
    same(dateline.spark.fuse(frame, buckets=7).toArrow(), events, "id")
    same(dateline.spark.fuse(frame.union(frame.limit(9)), buckets=100).toArrow(), events, "id")


def test_a_finished_run_lies_there_by_date_and_is_fused_from_there(spark, coded, events, tmp_path: Path):
    folder = str(tmp_path / "coded")
    spark.createDataFrame(coded).repartition("date").write.partitionBy("date").parquet(folder)
    days = {path.name for path in (tmp_path / "coded").iterdir() if path.is_dir()}
    assert "date=2024-12-07" in days
    # A day's folder is a day again when it is read.
    same(dateline.spark.fuse(spark.read.parquet(folder), buckets=16).toArrow(), events, "id")
    assert happened_in_a_ledger(tmp_path / "coded") == happened(events)


def is_python_worker(process, command, known):
    # The daemon forks the workers: they have its command line, and it as their parent.
    return "pyspark.daemon" in command and parent_of(process) in known and "pyspark.daemon" in known[parent_of(process)]


def is_executor(process, command, known):
    return any("CoarseGrainedExecutorBackend" in word for word in command)


def parent_of(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@pytest.mark.parametrize("victim", [is_python_worker, is_executor])
def test_a_worker_dies_and_the_result_is_the_same(spark, frame, coded, victim):
    answer: list[pa.Table] = []
    failed: list[BaseException] = []
    # More of the same, so that there is time to die in.
    many = frame.union(frame.selectExpr("concat(id, '-2') AS id", "date", "title", "outlet", "url", "text"))

    def work() -> None:
        try:
            spark.sparkContext.setJobGroup(victim.__name__, "reading")
            answer.append(dateline.spark.read(many.repartition(8)).toArrow())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    killed = kill_one(victim, busy=1.0)
    thread.join(300)
    assert not failed, failed
    assert killed and answer
    table = answer[0]
    assert table.num_rows == 2 * coded.num_rows
    given = [not name.endswith("-2") for name in table.column("id").to_pylist()]
    same(table.filter(pa.array(given)), coded, "id")


def test_a_table_without_texts_says_what_to_do(spark):
    with pytest.raises(ValueError, match="no column 'text' but body; rename"):
        dateline.spark.read(spark.createDataFrame([("x",)], ["body"]))
