#!/usr/bin/env python3
"""100 million claims as Parquet, partitioned by date, asked with DuckDB. Deterministic: the same numbers give the same bytes.

    target/cluster-venv/bin/python benchmarks/lake.py --out target/lake --claims 100000000

What is made is no war: types, places and parties are drawn with the frequencies of a long tail, so that files compress and questions
select as those of real claims do. The folder is deleted afterwards unless --keep.
"""

from __future__ import annotations

import argparse
import datetime
import shutil
import statistics
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FIRST = datetime.date(2022, 1, 1)
DAYS = 1000
TYPES = (
    "SHELL AIRSTRIKE CLASH ATTACK KILL SEIZE ADVANCE WITHDRAW HOLD BESIEGE BOMB ABDUCT DETAIN ABUSE DESTROY DISPLACE TOLL AID BLOCK "
    "DEPLOY SURRENDER RELEASE AGREE MEET REQUEST THREATEN ACCUSE REJECT SANCTION SUPPORT PROTEST"
).split()
STATUSES = ["actual", "possible", "planned", "hypothetical", "denied"]
COUNTRIES = "UA RU SY YE SD MM PS IL ML BF NE NG SO ET CD IQ AF LB HT MX CO PK LY TD CF MZ CM KE SS IR".split()
PLACES, PARTIES = 40_000, 3_000


def long_tail(count: int) -> np.ndarray:
    """Chances that fall with the rank."""
    weights = 1 / (np.arange(count) + 3.0)
    return np.cumsum(weights / weights.sum())


def day(number: int, claims: int, world: dict[str, np.ndarray]) -> pa.Table:
    draw = np.random.Generator(np.random.Philox(key=[7, number]))

    def drawn(chances: np.ndarray) -> np.ndarray:
        return np.minimum(np.searchsorted(chances, draw.random(claims)), len(chances) - 1).astype(np.int32)

    def coded(codes: np.ndarray, words: list[str], empty: np.ndarray | None = None) -> pa.DictionaryArray:
        indices = pa.array(codes, pa.int32(), mask=empty) if empty is not None else pa.array(codes, pa.int32())
        return pa.DictionaryArray.from_arrays(indices, pa.array(words))

    # Neighbours lie together: a question about a place reads few groups of rows.
    place = drawn(world["places"])
    place = place[np.lexsort((place, world["country_of"][place]))]
    told = draw.random(claims)
    low = draw.geometric(0.18, claims).astype(np.int32)
    return pa.table(
        {
            "claim": pa.array(draw.integers(0, 2**60, claims), pa.int64()),
            "report": pa.array(np.repeat(draw.integers(0, 2**60, claims // 8 + 1), 8)[:claims], pa.int64()),
            "type": coded(drawn(world["types"]), TYPES),
            "status": coded(np.searchsorted([0.83, 0.88, 0.95, 0.97], draw.random(claims)).astype(np.int32), STATUSES),
            "place": coded(place, world["place_names"]),
            "country": coded(world["country_of"][place], COUNTRIES),
            "lat": pa.array(world["lat"][place], pa.float32()),
            "lon": pa.array(world["lon"][place], pa.float32()),
            "actor": coded(drawn(world["parties"]), world["party_names"], draw.random(claims) < 0.25),
            "target": coded(drawn(world["parties"]), world["party_names"], draw.random(claims) < 0.35),
            "source": coded(drawn(world["parties"]), world["party_names"], draw.random(claims) < 0.4),
            "killed_low": pa.array(low, pa.int32(), mask=told > 0.11),
            "killed_high": pa.array(low + draw.integers(0, 5, claims).astype(np.int32), pa.int32(), mask=told > 0.11),
            "confidence": pa.array(np.round(draw.beta(6, 2, claims), 2), pa.float32()),
        }
    )


def world() -> dict[str, np.ndarray]:
    draw = np.random.Generator(np.random.Philox(key=[7, 1 << 40]))
    return {
        "types": long_tail(len(TYPES)),
        "places": long_tail(PLACES),
        "parties": long_tail(PARTIES),
        "place_names": [f"geonames:{100_000 + 7 * n}" for n in range(PLACES)],
        "party_names": [f"party/{n}" for n in range(PARTIES)],
        "country_of": np.searchsorted(long_tail(len(COUNTRIES)), draw.random(PLACES)).clip(0, len(COUNTRIES) - 1).astype(np.int32),
        "lat": draw.uniform(-20, 55, PLACES).astype(np.float32),
        "lon": draw.uniform(-100, 100, PLACES).astype(np.float32),
    }


QUESTIONS = {
    "how many claims": "SELECT count(*) FROM claims",
    "by type and status": "SELECT type, status, count(*) FROM claims GROUP BY ALL ORDER BY ALL",
    "deaths told, by country and month": """SELECT country, date_trunc('month', date) AS month, sum(killed_low), sum(killed_high)
        FROM claims WHERE type <> 'TOLL' AND status = 'actual' GROUP BY ALL ORDER BY ALL""",
    "one town, all its days": """SELECT date, count(*), count(DISTINCT report) FROM claims WHERE place = 'geonames:100700'
        GROUP BY ALL ORDER BY ALL""",
    "one town in one week": """SELECT type, actor, killed_low, killed_high, confidence FROM claims WHERE place = 'geonames:100700'
        AND date BETWEEN DATE '2023-05-01' AND DATE '2023-05-07' ORDER BY ALL""",
    "within a box on the map, one month": """SELECT place, count(*) FROM claims WHERE lat BETWEEN 33 AND 37 AND lon BETWEEN 35 AND 42
        AND date BETWEEN DATE '2023-05-01' AND DATE '2023-05-31' GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 50""",
    "who is said to do what, by whom": """SELECT source, actor, type, count(*) FROM claims WHERE source IN ('party/3', 'party/8')
        AND actor IS NOT NULL GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3 LIMIT 100""",
    "one report": "SELECT * FROM claims WHERE report = (SELECT min(report) FROM claims WHERE date = DATE '2023-05-01')",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, default=Path("target/lake"))
    options.add_argument("--claims", type=int, default=100_000_000)
    options.add_argument("--keep", action="store_true")
    given = options.parse_args()
    start = time.perf_counter()
    every, made = world(), 0
    for number in range(DAYS):
        folder = given.out / f"date={FIRST + datetime.timedelta(days=number)}"
        folder.mkdir(parents=True, exist_ok=True)
        claims = given.claims // DAYS
        table = day(number, claims, every)
        pq.write_table(table, folder / "claims.parquet", compression="zstd", row_group_size=1 << 17)
        made += claims
    size = sum(file.stat().st_size for file in given.out.rglob("*.parquet"))
    print(f"made {made:,} claims, {DAYS} files, {size / 1e9:.2f} GB ({size / made:.1f} bytes a claim) in {time.perf_counter() - start:.0f} s")
    base = duckdb.connect()
    base.execute(f"CREATE VIEW claims AS SELECT * FROM read_parquet('{given.out}/*/*.parquet', hive_partitioning = true)")
    print(f"duckdb {duckdb.__version__}, {base.execute('SELECT current_setting($$threads$$)').fetchall()[0][0]} threads\n")
    print("| question | rows | first, s | median of 3 more, s |\n|---|---|---|---|")
    for name, question in QUESTIONS.items():
        times = []
        for _ in range(4):
            begun = time.perf_counter()
            rows = len(base.execute(question).fetchall())
            times.append(time.perf_counter() - begun)
        print(f"| {name} | {rows:,} | {times[0]:.2f} | {statistics.median(times[1:]):.2f} |", flush=True)
    if not given.keep:
        shutil.rmtree(given.out)


if __name__ == "__main__":
    main()
