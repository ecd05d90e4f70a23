"""Ray Data with two actors, each a process with its own model."""

from __future__ import annotations

import threading
from pathlib import Path

import pyarrow as pa
import pytest
import ray
from conftest import happened, happened_in_a_ledger, kill_one, same

import dateline.ray


@pytest.fixture(scope="module", autouse=True)
def cluster():
    ray.init(num_cpus=4, include_dashboard=False, logging_level="ERROR", log_to_driver=False)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    yield
    ray.shutdown()


def table_of(dataset) -> pa.Table:
    return pa.concat_tables([table for table in ray.get(dataset.to_arrow_refs()) if table.num_columns])


def test_two_actors_read_what_one_machine_reads(reports, coded):
    read = dateline.ray.read(ray.data.from_arrow(pa.Table.from_batches([reports])).repartition(4))
    same(table_of(read), coded, "id")


def test_fused_by_place_and_week_it_is_what_one_machine_makes(coded, events):
    dataset = ray.data.from_arrow(coded).repartition(3)
    same(table_of(dateline.ray.fuse(dataset, buckets=7)), events, "id")


def test_a_finished_run_lies_there_by_date_and_is_fused_from_there(coded, events, tmp_path: Path):
    folder = tmp_path / "coded"
    ray.data.from_arrow(coded).write_parquet(str(folder), partition_cols=["date"])
    assert (folder / "date=2024-12-07").is_dir()
    same(table_of(dateline.ray.fuse(ray.data.read_parquet(str(folder)), buckets=16)), events, "id")
    assert happened_in_a_ledger(folder) == happened(events)


def test_an_actor_dies_and_the_result_is_the_same(reports, coded):
    answer: list[pa.Table] = []
    failed: list[BaseException] = []
    many = ray.data.from_arrow(pa.Table.from_batches([reports] * 2)).repartition(12)

    def work() -> None:
        try:
            answer.append(table_of(dateline.ray.read(many)))
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    kill_one(lambda process, command, known: "MapWorker" in " ".join(command), busy=2.0)
    thread.join(300)
    assert not failed, failed
    same(answer[0], pa.concat_tables([coded, coded]), "id")
