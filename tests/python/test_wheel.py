"""The wheel: the guide of docs/python.md as it stands there, and what it says about errors, threads and tables."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest

import dateline

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Rebels took the town of Homs on Sunday, killing 12 people, a war monitor said. The army denied it."


def blocks(page: str) -> str:
    """The code of a page, in its order."""
    return "\n\n".join(re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL))


@pytest.fixture(scope="session")
def reports() -> pa.RecordBatch:
    rows = []
    for file in sorted((ROOT / "samples" / "syria-2024").glob("*.jsonl"))[:6]:
        rows += [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
    names = ("id", "date", "title", "outlet", "url", "text")
    return pa.RecordBatch.from_pydict({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `dateline add samples/syria-2024` makes; DATELINE_BIN names the program."""
    program = os.environ.get("DATELINE_BIN")
    if not program:
        pytest.skip("DATELINE_BIN names no program that could make a ledger")
    path = tmp_path_factory.mktemp("ledger") / "syria.dateline"
    subprocess.run([program, "add", "-q", "-L", path, ROOT / "samples" / "syria-2024"], check=True)
    return path


def test_the_guide_runs_as_it_stands(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ledger.parent)
    told: dict[str, object] = {}
    exec(compile(blocks("docs/python.md"), "docs/python.md", "exec"), told)
    claims, events = told["claims"], told["events"]
    assert claims[0]["type"] == "SEIZE" and claims[0]["resolved"]["time"][0]["start"] == "2024-12-08"
    assert dateline.resolve(place="Homs", near="Syria")["id"] == "geonames:169577"
    seized = events[events["type"] == "SEIZE"]
    assert list(seized.place) == ["Homs"] and list(seized.told_reports) == [2]


def test_the_guide_is_typed(tmp_path: Path) -> None:
    (tmp_path / "guide.py").write_text(blocks("docs/python.md"))
    # pyarrow and pandas come without types: what they give is whatever it is, and that is no fault of ours.
    strict = ["--strict", "--disable-error-code", "import-untyped", "--cache-dir", tmp_path]
    # The guide is a notebook: it looks at values that it does not use.
    for what in ([tmp_path / "guide.py"], ["-p", "dateline"]):
        told = subprocess.run([sys.executable, "-m", "mypy", *strict, *what], capture_output=True, text=True)
        assert told.returncode == 0, told.stdout


def test_a_report_is_read_as_the_program_reads_it(reports: pa.RecordBatch) -> None:
    program = os.environ.get("DATELINE_BIN")
    if not program:
        pytest.skip("DATELINE_BIN names no program to compare with")
    rows = reports.to_pylist()
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    told = subprocess.run([program, "read", "-q", "--format", "jsonl", "-"], input=lines, text=True, stdout=subprocess.PIPE)
    expected = [json.loads(line) for line in told.stdout.splitlines()]
    reader = dateline.Reader()
    for row, record in list(zip(rows, expected))[:8]:
        mine = reader.record(row["text"], id=row["id"], date=row["date"], title=row["title"], outlet=row["outlet"])
        assert mine["claims"] == record["claims"]
        assert mine["id"] == record["id"] and mine["date"] == record["date"]


def test_days_are_days_or_words() -> None:
    one = dateline.read(TEXT, date="2024-12-08")
    assert one == dateline.read(TEXT, date=datetime.date(2024, 12, 8))
    assert one == dateline.read(TEXT, date=datetime.datetime(2024, 12, 8, 12, 30))
    assert one[0]["resolved"]["time"][0]["start"] == "2024-12-08"
    assert [claim for claim in one if claim["confidence"] >= 0.6] == dateline.read(TEXT, date="2024-12-08", min_confidence=0.6)


@pytest.mark.parametrize(
    ("asked", "kind", "words"),
    [
        (lambda: dateline.read("  "), ValueError, "the text of this record is empty; leave the record out"),
        (lambda: dateline.read(TEXT, date="yesterday"), ValueError, 'date: "yesterday" is no day; give a datetime.date'),
        (lambda: dateline.Reader("no/such.model"), ValueError, "no/such.model"),
        (lambda: dateline.resolve(), TypeError, "give one of place=, time=, party="),
        (lambda: dateline.Ledger("no/such.dateline"), ValueError, "no/such.dateline"),
        (
            lambda: dateline.Reader().read_batch(pa.RecordBatch.from_pydict({"body": ["x"]})),
            ValueError,
            'the table has no column "text" but body; rename the column that holds the story',
        ),
        (lambda: dateline.fuse(pa.table({"id": ["x"]})), ValueError, 'has no column "report"; give a table of coded reports'),
    ],
)
def test_errors_say_what_to_do(asked, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as told:
        asked()
    assert words in str(told.value)


def test_filters_are_those_of_the_program(ledger: Path) -> None:
    events = dateline.Ledger(ledger).events(place="Homs", start="2024-12-01")
    assert 0 < events.num_rows < dateline.Ledger(ledger).events().num_rows
    assert {"id", "type", "killed_best", "claims"} <= set(events.column_names)
    claims = dateline.Ledger(ledger).claims(types="SEIZE", as_of=datetime.date(2024, 12, 1), limit=5)
    assert claims.num_rows == 5 and set(claims.column("type").to_pylist()) == {"SEIZE"}
    assert dateline.Ledger(ledger).control(place="Aleppo").num_rows > 0
    assert dateline.Ledger(ledger).reports(outlet="Levant Wire").num_rows > 0
    for asked, words in [
        ({"rule": "guess"}, 'no rule "guess" for numbers; these are: '),
        ({"types": "WAR"}, 'no event type "WAR"'),
        ({"start": "2024-12-09", "end": "2024-12-01"}, "give the earlier day first"),
    ]:
        with pytest.raises(ValueError, match=re.escape(words)):
            dateline.Ledger(ledger).events(**asked)
    with pytest.raises(TypeError, match="there is no filter 'town'"):
        dateline.Ledger(ledger).events(town="Homs")  # type: ignore[call-arg]


def test_a_batch_is_the_same_with_any_number_of_threads(reports: pa.RecordBatch) -> None:
    reader = dateline.Reader()
    some = reports.slice(0, 8)
    one = reader.read_batch(some, jobs=1)
    assert one.equals(reader.read_batch(some, jobs=3))
    assert one.equals(reader.read_batch(some))
    assert one.column("id").to_pylist() == some.column("id").to_pylist()
    texts = reader.read_batch(some.slice(0, 2), texts=True)
    assert texts.column("text").to_pylist() == some.slice(0, 2).column("text").to_pylist()
    assert "text" not in one.schema.names
    fused = dateline.fuse(one)
    assert fused.equals(dateline.fuse(pa.Table.from_batches([one.slice(4), one.slice(0, 4)])))
    assert fused.equals(dateline.fuse(pa.Table.from_batches([one]).to_reader()))


def test_pythons_lock_is_let_go_of(reports: pa.RecordBatch) -> None:
    reader = dateline.Reader()
    ticks, stop = [], threading.Event()

    def tick() -> None:
        while not stop.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.005)

    clock = threading.Thread(target=tick)
    clock.start()
    start = time.monotonic()
    reader.read_batch(reports, jobs=1)
    took = time.monotonic() - start
    stop.set()
    clock.join()
    longest = max(later - earlier for earlier, later in zip(ticks, ticks[1:]))
    assert longest < took / 2, f"{longest} s without a tick while {took} s were read"


def test_what_the_columns_mean_is_with_them(reports: pa.RecordBatch) -> None:
    schema = dateline.Reader().read_batch(reports.slice(0, 1)).schema
    assert schema.field("claims").metadata[b"about"] == b"what the report claims, in the order of the text"
    assert dateline.__doc__ and dateline.Reader.__doc__ and dateline.fuse.__doc__
    assert re.fullmatch(r"\d+\.\d+\.\d+", dateline.__version__)
