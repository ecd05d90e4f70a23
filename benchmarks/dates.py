#!/usr/bin/env python3
"""Expressions of time against people's annotation: MEANTIME (TIMEX3) and GUM (TEI dates).

    cargo build -p world --example dates-find
    python3 benchmarks/dates.py --data ../shared [--errors 40] [--only gum] [--record FILE]

Matching: an expression found and one annotated are paired one to one, in order of the greatest overlap.
Overlap counts every pair; strict counts pairs with the same borders. Value accuracy is over the overlap pairs; the F1
of values counts a pair only where the value is right.
"""

import argparse
import collections
import datetime
import glob
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

TIGHT_BEFORE = {",", ".", ";", ":", "!", "?", ")", "]", "%", "'s", "’s", "n't", "n’t", "”", "'", "’", "-", "/"}
TIGHT_AFTER = {"(", "[", "$", "€", "£", "“", "-", "/"}


class Text:
    """Words put together to a text; remembers where each stands, in bytes."""

    def __init__(self):
        self.text, self.spans, self.last, self.gap = "", [], None, ""

    def word(self, word):
        tight = word in TIGHT_BEFORE or self.last in TIGHT_AFTER or not self.text
        self.text += self.gap or ("" if tight else " ")
        self.gap = ""
        start = len(self.text.encode())
        self.text += word
        self.spans.append((start, len(self.text.encode())))
        self.last = word
        return len(self.spans) - 1

    def paragraph(self):
        if self.text:
            self.gap = "\n\n"


def meantime(folder):
    """Reports with their TIMEX3 of the first six sentences: the others are not annotated."""
    for path in sorted(glob.glob(os.path.join(folder, "**", "*.xml"), recursive=True)):
        root = ET.parse(path).getroot()
        text, at, sentence = Text(), {}, None
        for token in root.iter("token"):
            number = int(token.get("sentence"))
            if number > 5:
                break
            if number != sentence and number <= 2:
                text.paragraph()
            sentence = number
            at[token.get("t_id")] = text.word(token.text)
        gold, created, created_span = [], None, None
        for timex in root.iter("TIMEX3"):
            words = sorted(at[a.get("t_id")] for a in timex.iter("token_anchor") if a.get("t_id") in at)
            is_creation = timex.get("functionInDocument") == "CREATION_TIME"
            if is_creation:
                created = timex.get("value")
            if not words:
                continue
            span = (text.spans[words[0]][0], text.spans[words[-1]][1])
            if is_creation:
                created_span = span
            else:
                gold.append({"span": span, "value": timex.get("value"), "kind": timex.get("type")})
        if created and re.fullmatch(r"\d\d-\d\d-\d{4}", created):
            created = "-".join(reversed(created.split("-")))
        yield {"id": os.path.basename(path), "text": text.text, "date": created, "gold": gold, "ignore": created_span}


def gum(folder):
    """Documents with their <date> elements; the day of a document is that of its making."""
    for path in sorted(glob.glob(os.path.join(folder, "*.xml"))):
        source = open(path, encoding="utf-8").read()
        head = re.search(r"<text[^>]*>", source).group(0)
        created = re.search(r'dateCreated="([^"]*)"', head).group(1)
        text, open_dates, gold = Text(), [], []
        for line in source.split("\n"):
            if line.startswith("<date"):
                open_dates.append((dict(re.findall(r'(\w+)="([^"]*)"', line)), len(text.spans)))
            elif line.startswith("</date"):
                value, first = open_dates.pop()
                if len(text.spans) > first:
                    gold.append({"span": (text.spans[first][0], text.spans[-1][1]), "value": value, "kind": "date"})
            elif re.match(r"<(p|head|item|list|figure|caption|sp|quote)\b", line):
                text.paragraph()
            elif line and not line.startswith("<"):
                word = line.split("\t")[0]
                for entity, char in (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
                    word = word.replace(entity, char)
                text.word(word)
        genre = os.path.basename(path).split("_")[1]
        yield {"id": os.path.basename(path), "genre": genre, "text": text.text, "date": created, "gold": gold, "ignore": None}


def found(reports, program):
    lines = "".join(json.dumps({k: r[k] for k in ("id", "text", "date")}) + "\n" for r in reports)
    done = subprocess.run([program], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line)["found"] for line in done.stdout.decode().splitlines()]


def pairs(gold, seen):
    """One to one, greatest overlap first."""
    every = []
    for g, a in enumerate(gold):
        for s, b in enumerate(seen):
            overlap = min(a["span"][1], b["span"][1]) - max(a["span"][0], b["span"][0])
            if overlap > 0:
                every.append((-overlap, g, s))
    taken_g, taken_s, out = set(), set(), []
    for _, g, s in sorted(every):
        if g not in taken_g and s not in taken_s:
            taken_g.add(g)
            taken_s.add(s)
            out.append((gold[g], seen[s]))
    return out, [g for i, g in enumerate(gold) if i not in taken_g], [s for i, s in enumerate(seen) if i not in taken_s]


def same_timex(gold, seen):
    """The same TIMEX3 value; "PM6" and "PY5" are slips for "P6M", "P5Y"."""
    gold = re.sub(r"^P([YMWD])(\d+)$", r"P\2\1", gold or "")
    return bool(seen) and gold == seen


def interval(value):
    """First and last day of a TEI or TIMEX3 date; None where it is no date of four digits of year."""
    if value is None:
        return None
    value = value.split("T")[0]
    if m := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        try:
            day = datetime.date(int(m[1]), int(m[2]), int(m[3]))
        except ValueError:
            return None
        return day, day
    if m := re.fullmatch(r"(\d{4})-(\d\d)", value):
        year, month = int(m[1]), int(m[2])
        if not 1 <= month <= 12 or not 1 <= year < 9999:
            return None
        first = datetime.date(year, month, 1)
        return first, (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(1))
    if m := re.fullmatch(r"(\d{3,4})", value):
        year = int(m[1])
        return (datetime.date(year, 1, 1), datetime.date(year, 12, 31)) if year > 0 else None
    if m := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        first = datetime.date.fromisocalendar(int(m[1]), int(m[2]), 6 if m[3] else 1)
        return first, datetime.date.fromisocalendar(int(m[1]), int(m[2]), 7)
    return None


def same_tei(gold, seen):
    """`when`: the same days. `from`-`to`, `notBefore`-`notAfter`: at least half of both together is shared; open at one
    side: inside. A month or day without a year ("--10"): the same month and day."""
    days = interval(seen["timex"]) if len(seen["timex"] or "") >= 4 else None
    if days is None and isinstance(seen["days"], list):
        try:
            days = tuple(datetime.date.fromisoformat(d) for d in seen["days"][:2])
        except ValueError:
            return False
    if days is None:
        return False
    when = gold.get("when")
    if when and when.startswith("--"):
        return days[0].strftime("--%m-%d").startswith(when)
    if when:
        return interval(when) == days
    first = gold.get("from") or gold.get("notBefore")
    last = gold.get("to") or gold.get("notAfter")
    if any(d and d.startswith("--") for d in (first, last)):
        return bool(first and last) and days[0].strftime("--%m").startswith(first[:4]) and days[0] <= days[1]
    lo, hi = interval(first), interval(last)
    if first and not lo or last and not hi:
        return False
    if lo and hi:
        shared = (min(hi[1], days[1]) - max(lo[0], days[0])).days + 1
        whole = (max(hi[1], days[1]) - min(lo[0], days[0])).days + 1
        return shared * 2 >= whole
    return (not lo or days[0] >= lo[0]) and (not hi or days[1] <= hi[1]) and bool(lo or hi)


def score(reports, answers, right, counts):
    tally = collections.Counter()
    kinds = collections.defaultdict(collections.Counter)
    errors = []
    for report, seen in zip(reports, answers):
        seen = [s for s in seen if counts(s)]
        if report["ignore"]:
            lo, hi = report["ignore"]
            seen = [s for s in seen if s["span"][1] <= lo or s["span"][0] >= hi]
        matched, missed, extra = pairs(report["gold"], seen)
        raw = report["text"].encode()
        words = lambda span: raw[span[0]:span[1]].decode(errors="replace")
        around = lambda span: raw[max(0, span[0] - 40):span[1] + 30].decode(errors="replace").replace("\n", " ")
        tally["gold"] += len(report["gold"])
        tally["seen"] += len(seen)
        tally["overlap"] += len(matched)
        for g in report["gold"]:
            kinds[g["kind"]]["gold"] += 1
        for g, s in matched:
            strict, value = tuple(g["span"]) == tuple(s["span"]), right(g["value"], s)
            tally["strict"] += strict
            tally["value"] += value
            tally["strict_value"] += strict and value
            kinds[g["kind"]]["overlap"] += 1
            kinds[g["kind"]]["value"] += value
            if not value:
                errors.append(("VALUE", report["id"], report["date"], words(g["span"]), g["value"], s["text"], s["timex"], s["days"], around(g["span"])))
            elif not strict:
                errors.append(("BORDER", report["id"], words(g["span"]), s["text"]))
        errors += [("MISSED", report["id"], words(g["span"]), g["value"], around(g["span"])) for g in missed]
        errors += [("EXTRA", report["id"], s["text"], s["timex"], around(s["span"])) for s in extra]
    return tally, kinds, errors


def rate(hit, of):
    return hit / of if of else 0.0


def f1(hit, gold, seen):
    return rate(2 * hit, gold + seen)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder that holds train/public/meantime and train/public/gum")
    parser.add_argument("--program", default="target/debug/examples/dates-find")
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each set and kind")
    parser.add_argument("--only", help="only the set of this name")
    parser.add_argument("--record", help="add a line of JSON to this file")
    args = parser.parse_args()
    public = os.path.join(args.data, "train/public")
    if not os.path.isdir(os.path.join(public, "meantime")):
        sys.exit(f"{public}/meantime is not there: --data must name the folder that holds train/")
    all_gum = list(gum(os.path.join(public, "gum/xml")))
    timex = lambda value, seen: same_timex(value, seen["timex"])
    everything = lambda seen: True
    with_days = lambda seen: isinstance(seen["days"], list) and not seen["bare"]
    no_refs = lambda seen: not (seen["timex"] or "").endswith("_REF")
    dated = [dict(r, gold=[g for g in r["gold"] if g["kind"] in ("DATE", "TIME") and re.match(r"\d", g["value"] or "")])
             for r in meantime(os.path.join(public, "meantime"))]
    sets = {
        "meantime": (list(meantime(os.path.join(public, "meantime"))), timex, everything),
        "meantime, dates and times of the calendar": (dated, timex, lambda s: with_days(s) and no_refs(s)),
        "gum": (all_gum, same_tei, with_days),
        "gum, news": ([r for r in all_gum if r["genre"] == "news"], same_tei, with_days),
    }
    record = {"date": datetime.date.today().isoformat(), "what": "dates"}
    for name, (reports, right, counts) in sets.items():
        if args.only and args.only != name:
            continue
        tally, kinds, errors = score(reports, found(reports, args.program), right, counts)
        g, s = tally["gold"], tally["seen"]
        figures = {
            "reports": len(reports), "annotated": g, "found": s,
            "precision": rate(tally["overlap"], s), "recall": rate(tally["overlap"], g), "f1": f1(tally["overlap"], g, s),
            "strict_f1": f1(tally["strict"], g, s), "value_accuracy": rate(tally["value"], tally["overlap"]),
            "value_f1": f1(tally["value"], g, s), "strict_value_f1": f1(tally["strict_value"], g, s),
        }
        record[name] = {k: round(v, 4) for k, v in figures.items()}
        print(name + ": " + ", ".join(f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in figures.items()))
        for kind, c in sorted(kinds.items()):
            print(f"    {kind}: annotated {c['gold']}, found {rate(c['overlap'], c['gold']):.3f}, value {rate(c['value'], c['overlap']):.3f}")
        for kind in ("VALUE", "MISSED", "EXTRA", "BORDER"):
            mine = [e for e in errors if e[0] == kind]
            if args.errors:
                print(f"  {kind}: {len(mine)}")
            for error in mine[:args.errors]:
                print("   ", *error, sep=" | ")
    if args.record:
        with open(args.record, "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
