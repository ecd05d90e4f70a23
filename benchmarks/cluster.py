#!/usr/bin/env python3
"""The wheel against the program, Spark and Ray with one and two workers, what a cluster would carry, a worker that is killed.

    cargo xtask test wheel && target/cluster-venv/bin/python benchmarks/cluster.py --data ../shared --reports 600

--data is a folder with train/claims/*.jsonl; its reports are repeated under new names up to --reports. Nothing is kept of them.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pyarrow as pa

import dateline

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "cluster"))
from conftest import children, seconds_of_work  # noqa: E402


def corpus(data: Path, count: int) -> list[dict[str, str]]:
    rows = []
    for file in sorted((data / "train" / "claims").glob("*.jsonl")):
        rows += [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
    texts = [row.get("text") or "\n".join(row["sentences"]) for row in rows]
    some = [(texts[n % len(texts)], rows[n % len(rows)].get("date") or "2031-03-03") for n in range(count)]
    return [{"id": f"report-{n}", "date": date, "text": text} for n, (text, date) in enumerate(some)]


def program_against_wheel(rows: list[dict[str, str]], program: Path) -> None:
    batch = pa.RecordBatch.from_pylist(rows)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "reports.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
        one = Path(folder) / "one.jsonl"
        one.write_text(json.dumps(rows[0]) + "\n")

        def run(reports: Path, jobs: int) -> float:
            start = time.perf_counter()
            command = [program, "read", "-q", "--jobs", str(jobs), "--format", "jsonl", "-o", os.devnull, reports]
            subprocess.run(command, check=True)
            return time.perf_counter() - start

        reader = dateline.Reader()
        reader.read_batch(batch.slice(0, 2))
        print("| threads | program, reports/s | wheel, reports/s | wheel / program |\n|---|---|---|---|")
        for jobs in (1, 2):
            theirs, mine = [], []
            for _ in range(3):
                # The program starts anew: the time for one report is taken off.
                start = run(one, jobs)
                theirs.append(run(file, jobs) - start)
                begun = time.perf_counter()
                reader.read_batch(batch, jobs=jobs)
                mine.append(time.perf_counter() - begun)
            program_rate, rate = len(rows) / statistics.median(theirs), len(rows) / statistics.median(mine)
            print(f"| {jobs} | {program_rate:.1f} | {rate:.1f} | {rate / program_rate:.2f} |", flush=True)


def spark_of(workers: int):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local-cluster[{workers},1,1024]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "8").config("spark.driver.memory", "1g").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def scaling(rows: list[dict[str, str]]) -> None:
    import dateline.spark

    print("\n| engine | workers | reports/s | fused, s |\n|---|---|---|---|")
    for workers in (1, 2):
        spark = spark_of(workers)
        frame = spark.createDataFrame(pa.Table.from_pylist(rows)).repartition(8).cache()
        frame.count()
        dateline.spark.read(frame.limit(8).repartition(workers)).collect()
        begun = time.perf_counter()
        coded = dateline.spark.read(frame).toArrow()
        took = time.perf_counter() - begun
        back = spark.createDataFrame(coded).cache()
        back.count()
        begun = time.perf_counter()
        dateline.spark.fuse(back, buckets=8).count()
        print(f"| Spark local-cluster | {workers} | {len(rows) / took:.1f} | {time.perf_counter() - begun:.1f} |", flush=True)
        spark.stop()

    import ray

    import dateline.ray

    ray.init(num_cpus=4, include_dashboard=False, logging_level="ERROR", log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    for workers in (1, 2):
        dataset = ray.data.from_arrow(pa.Table.from_pylist(rows)).repartition(8).materialize()
        begun = time.perf_counter()
        coded = dateline.ray.read(dataset, workers=workers).materialize()
        took = time.perf_counter() - begun
        begun = time.perf_counter()
        dateline.ray.fuse(coded, buckets=8).count()
        print(f"| Ray | {workers} | {len(rows) / took:.1f} | {time.perf_counter() - begun:.1f} |", flush=True)
    ray.shutdown()


def carried(rows: list[dict[str, str]]) -> None:
    """Bytes of the tables between the steps, as IPC with lz4, which is about what engines send."""
    from dateline import steps

    def size(table: pa.RecordBatch) -> int:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as out:
            out.write_batch(table)
        return sink.getvalue().size

    coded = dateline.Reader().read_batch(pa.RecordBatch.from_pylist(rows))
    claims = sum(len(some) for some in coded.column("claims").to_pylist())
    copied = pa.RecordBatch.from_arrays([coded.column(name) for name in ("report", "date", "outlet", "print")], ["report", "date", "outlet", "print"])
    descents = steps.lineages(copied)
    of = dict(zip(descents.column("report").to_pylist(), descents.column("descent").to_pylist()))
    told = steps.statements(coded)
    told = told.append_column("descent", pa.array([of[report] for report in told.column("report").to_pylist()]))
    copies = steps.copies(told, 4000)
    links = steps.links(copies, 4000)
    once = copies.filter(copies.column("first"))
    per_report = {
        "text in": size(pa.RecordBatch.from_pylist(rows)),
        "coded": size(coded),
        "to lineages": size(copied),
        "statements, by copy": size(told),
        "copies, by home (4,000 buckets)": size(copies),
        "links": size(links),
        "by set": size(once),
    }
    print(f"\n{len(rows)} reports, {claims} claims, {told.num_rows} of them can be events; {copies.num_rows / told.num_rows:.1f} buckets a claim\n")
    print("| between the steps | bytes a report |\n|---|---|")
    for name, many in per_report.items():
        print(f"| {name} | {many / len(rows):,.0f} |")


def killed(rows: list[dict[str, str]]) -> None:
    """An executor is killed after some seconds of reading."""
    import dateline.spark

    spark = spark_of(2)
    frame = spark.createDataFrame(pa.Table.from_pylist(rows)).repartition(16).cache()
    frame.count()

    def read() -> tuple[float, pa.Table]:
        begun = time.perf_counter()
        table = dateline.spark.read(frame).toArrow()
        return time.perf_counter() - begun, table.sort_by("id")

    whole, before = read()
    answers: list[tuple[float, pa.Table]] = []
    thread = threading.Thread(target=lambda: answers.append(read()))
    thread.start()
    time.sleep(whole / 2)
    executors = [process for process, words in children(os.getpid()).items() if any("CoarseGrained" in word for word in words)]
    os.kill(max(executors, key=seconds_of_work), signal.SIGKILL)
    thread.join()
    took, after = answers[0]
    print(f"\nan executor killed half way: {took:.1f} s instead of {whole:.1f} s; the same result: {after.equals(before)}")
    spark.stop()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    options.add_argument("--reports", type=int, default=600)
    options.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "dateline")
    options.add_argument("--only", choices=["speed", "scaling", "carried", "killed"])
    given = options.parse_args()
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    rows = corpus(given.data, given.reports)
    steps = {
        "speed": lambda: program_against_wheel(rows, given.program),
        "scaling": lambda: scaling(rows),
        "carried": lambda: carried(rows),
        "killed": lambda: killed(rows),
    }
    for name, step in steps.items():
        if given.only in (None, name):
            step()


if __name__ == "__main__":
    main()
