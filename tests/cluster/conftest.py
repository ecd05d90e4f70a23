"""Reports to try engines with, and what one machine makes of them.

Both engines run with two worker processes here: two executors of Spark's local-cluster mode, two actors of Ray.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

import dateline

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def reports() -> pa.RecordBatch:
    """The reports of samples/syria-2024, some of them twice under other outlets: copies are joined, too."""
    rows = []
    for file in sorted((ROOT / "samples" / "syria-2024").glob("*.jsonl")):
        rows += [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
    copies = [{**row, "id": f"{row['id']}-copy", "outlet": "Harbour Bulletin"} for row in rows[::5]]
    rows = rows + copies
    names = ("id", "date", "title", "outlet", "url", "text")
    batch = pa.RecordBatch.from_pydict({name: [row.get(name) for row in rows] for name in names}, SCHEMA)
    assert batch.num_rows > 60
    return batch


SCHEMA = pa.schema([(name, pa.string()) for name in ("id", "date", "title", "outlet", "url", "text")])


@pytest.fixture(scope="session")
def coded(reports: pa.RecordBatch) -> pa.Table:
    """What one machine reads."""
    return in_order(pa.Table.from_batches([dateline.Reader().read_batch(reports)]), "id")


@pytest.fixture(scope="session")
def events(coded: pa.Table) -> pa.Table:
    """What one machine makes of it."""
    events = dateline.fuse(coded)
    assert events.num_rows > 50
    return events


def in_order(table: pa.Table, by: str) -> pa.Table:
    return table.sort_by(by).combine_chunks()


def same(one: pa.Table, other: pa.Table, by: str) -> None:
    """Equal to the byte as JSON, and in what the columns are; engines only call items of lists otherwise and have larger texts."""
    columns = other.column_names
    one, other = in_order(one.select(columns), by), in_order(other, by)
    assert one.num_rows == other.num_rows
    for row, (mine, theirs) in enumerate(zip(one.to_pylist(), other.to_pylist())):
        assert mine == theirs, f"row {row}"
        assert json.dumps(mine, default=str) == json.dumps(theirs, default=str)
    assert [plain(field.type) for field in one.schema] == [plain(field.type) for field in other.schema]


def happened_in_a_ledger(folder: Path) -> set[str]:
    """Events that happened, of a ledger into which `dateline add` took a dataset that an engine wrote; DATELINE_BIN names the program."""
    program = os.environ.get("DATELINE_BIN")
    if not program:
        pytest.skip("DATELINE_BIN names no program that could take the dataset in")
    path = folder.parent / "taken.dateline"
    subprocess.run([program, "add", "-q", "-L", path, folder], check=True)
    return set(pa.table(dateline.Ledger(path).events()).column("id").to_pylist())


def happened(events: pa.Table) -> set[str]:
    """Events of a table that happened, as far as claims tell."""
    rows = zip(events.column("id").to_pylist(), events.column("standing").to_pylist())
    return {id for id, standing in rows if standing in ("reported", "disputed")}


def plain(kind: pa.DataType) -> object:
    """A type without what engines name in their own way."""
    if pa.types.is_struct(kind):
        return {field.name: plain(field.type) for field in kind}
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return [plain(kind.value_type)]
    return "text" if pa.types.is_string(kind) or pa.types.is_large_string(kind) else str(kind)


def children(of: int) -> dict[int, list[str]]:
    """Processes below one, with their command lines."""
    parents, commands = {}, {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            commands[int(entry.name)] = (entry / "cmdline").read_text().rstrip("\0").split("\0")
        except (OSError, ValueError):
            continue

    def below(process: int) -> bool:
        while process in parents:
            process = parents[process]
            if process == of:
                return True
        return False

    return {process: command for process, command in commands.items() if below(process)}


def seconds_of_work(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def kill_one(wanted, busy: float = 1.0, within: float = 120.0) -> int:
    """Kills the first process below this one that is wanted and has worked so long: no time to say goodbye."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        known = children(os.getpid())
        for process, command in known.items():
            if wanted(process, command, known) and seconds_of_work(process) >= busy:
                os.kill(process, signal.SIGKILL)
                return process
        time.sleep(0.05)
    raise AssertionError("nobody to kill was found")


def pytest_configure() -> None:
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
