#!/usr/bin/env python3
"""Takes the reader's measurements with the built program and prints them as a table. Standard library only.

    cargo build --release && cargo build --release -p reader --example reader-speed
    python3 benchmarks/measure.py --data ../shared [--reports 10000] [--record benchmarks/records.jsonl]

--data is a folder with gold/dev.jsonl, gold/score.py and train/claims/*.jsonl. The reports for speed and memory are those of
train/claims, repeated under new names. Nothing is kept of them.
"""
import argparse
import datetime
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def accuracy(program, data, work, model=None):
    """score.py on what the program reads in the dev reports' texts alone (its own sentences)."""
    dev = lines(os.path.join(data, "gold/dev.jsonl"))
    texts, found = os.path.join(work, "dev-texts.jsonl"), os.path.join(work, "dev-found.jsonl")
    with open(texts, "w", encoding="utf-8") as f:
        for r in dev:
            f.write(json.dumps({"id": r["id"], "date": r["date"], "text": r["text"]}, ensure_ascii=False) + "\n")
    subprocess.run([program, "read", texts, "--format", "jsonl", "-o", found, "--quiet",
                    *(["--model", model] if model else [])], check=True)
    scorer = os.path.join(data, "gold/score.py")
    gold = os.path.join(data, "gold/dev.jsonl")
    out = subprocess.run([sys.executable, scorer, gold, found, "--json"], check=True, stdout=subprocess.PIPE).stdout
    return {k: v["f1"] for k, v in json.loads(out).items()}


def start(program, work, runs=20):
    """Seconds from start to the end of one short report, fastest and median of warm runs."""
    path = os.path.join(work, "short.txt")
    with open(path, "w", encoding="utf-8") as f:
        f.write("Rebels said on Friday they had captured the town of Tal Marun, and the army denied it.\n")
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run([program, "read", path, "--format", "jsonl"], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begun)
    return {"fastest_s": round(min(times), 4), "median_s": round(statistics.median(times), 4), "runs": runs}


def folder(program, data, work, count):
    """Peak memory and speed on a folder of `count` reports."""
    reports = [r for n in ("real", "invented") for r in lines(os.path.join(data, f"train/claims/{n}.jsonl"))]
    where = os.path.join(work, "many")
    os.mkdir(where)
    for n in range(count):
        with open(os.path.join(where, f"{n:06}.txt"), "w", encoding="utf-8") as f:
            f.write(reports[n % len(reports)]["text"])
    child = os.fork()
    if child == 0:
        begun = time.perf_counter()
        done = subprocess.run([program, "read", where, "--format", "jsonl", "-o", os.path.join(work, "many.jsonl"), "--quiet"])
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        with open(os.path.join(work, "many.json"), "w") as f:
            json.dump({"reports": count, "seconds": round(time.perf_counter() - begun, 1), "peak_mb": round(used.ru_maxrss / 1024, 1),
                       "exit": done.returncode}, f)
        os._exit(0)
    os.waitpid(child, 0)
    with open(os.path.join(work, "many.json")) as f:
        return json.load(f)


def speed(example, data, work):
    """The example reader-speed on 200 reports: its last line."""
    reports = [r for n in ("real", "invented") for r in lines(os.path.join(data, f"train/claims/{n}.jsonl"))]
    path = os.path.join(work, "speed.jsonl")
    with open(path, "w", encoding="utf-8") as f:
        for r in reports[::3][:200]:
            f.write(json.dumps({"text": r["text"]}) + "\n")
    out = subprocess.run(["taskset", "-c", "0", example, path, "200"], check=True, stdout=subprocess.PIPE).stdout.decode().strip()
    return {"share_of_encoder": float(out.rsplit(" ", 1)[1]), "line": out}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True)
    ap.add_argument("--program", default=os.path.join(ROOT, "target/release/dateline"))
    ap.add_argument("--example", default=os.path.join(ROOT, "target/release/examples/reader-speed"))
    ap.add_argument("--model", help="a model file for the accuracy, instead of the one that is built in")
    ap.add_argument("--reports", type=int, default=10000)
    ap.add_argument("--record", help="append the raw numbers to this file")
    ap.add_argument("--only", nargs="*", choices=["accuracy", "start", "speed", "folder"], default=["accuracy", "start", "speed", "folder"])
    a = ap.parse_args()
    record = {"date": datetime.date.today().isoformat(), "machine": f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores",
              "command": " ".join(sys.argv)}
    with tempfile.TemporaryDirectory() as work:
        for name in a.only:
            record[name] = {"accuracy": lambda: accuracy(a.program, a.data, work, a.model), "start": lambda: start(a.program, work),
                            "speed": lambda: speed(a.example, a.data, work),
                            "folder": lambda: folder(a.program, a.data, work, a.reports)}[name]()
            print(f"{name}: {json.dumps(record[name])}", flush=True)
    if a.record:
        with open(a.record, "a") as f:
            f.write(json.dumps(record, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
