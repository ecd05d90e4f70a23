#!/usr/bin/env python3
"""Trains the gate: which sentences can hold a claim? See docs/gate.md.

    python training/gate.py --data ../shared/train --dev ../shared/gold/dev.jsonl --read build/gate/read.jsonl

`--read` is what the reader makes of the texts that nobody annotated: `--texts FILE` writes them, `dateline read --format jsonl` reads them.
Their sentences without claims teach the gate what other news looks like; those with claims are left out.
"""
import argparse
import hashlib
import json
import os
import re
import struct
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np  # noqa: E402

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from dateline_training import texts  # noqa: E402

BITS = 17
#: As in crates/reader/src/gate.rs; training/gate_cases.json holds the two together.
LONGEST_SENTENCE, LONGEST_WORD, BEGINNING, OUTSIDE, BASIS = 64, 40, 5, 0x12345, 2166136261
WORD = re.compile(rb"(?:[a-z0-9]|[\x80-\xe1\xe3-\xff]|\xe2(?!\x80))+")
END = re.compile(rb"[.!?](?=(?:[\"')\]]|\xe2\x80[\x99\x9d])*(?:[ \t\r\n]|\Z))|\n(?=[ \t\r]*\n)")
HASHES = {}


def fnv(word):
    hash = BASIS
    for byte in word:
        hash = ((hash ^ byte) * 16777619) & 0xffffffff
    return hash


def hashes(word):
    """Hash of a word, and of its beginning where it is longer."""
    if word not in HASHES:
        folded = re.sub(rb"[0-9]", b"0", word)
        HASHES[word] = fnv(folded), fnv(folded[:BEGINNING]) ^ 0x5bd1e995 if len(folded) > BEGINNING else None
    return HASHES[word]


def bucket(hash, bits=BITS):
    hash = ((hash ^ (hash >> 15)) * 0x2c1b3c6d) & 0xffffffff
    return (((hash ^ (hash >> 12)) * 0x297a2d39) & 0xffffffff) >> (32 - bits)


def sentences(text):
    """[start, end] bytes of the gate's sentences, which need not be the reader's."""
    raw, at = text.encode(), 0
    for end in [m.end() for m in END.finditer(raw)] + [len(raw)]:
        inside = 0
        start = at
        for m in WORD.finditer(raw[at:end].lower()):
            if inside == LONGEST_SENTENCE:
                yield start, at + m.start()
                start, inside = at + m.start(), 0
            inside += len(m.group()) <= LONGEST_WORD
        if inside:
            yield start, end
        at = end


def features(raw):
    """Buckets of one sentence (bytes), one for each word, beginning and pair."""
    out, before = [], OUTSIDE
    for word in WORD.findall(raw.lower()):
        if len(word) > LONGEST_WORD:
            before = OUTSIDE
            continue
        whole, beginning = hashes(word)
        out.append(bucket(whole))
        out.append(bucket((before * 0x9e3779b1 + whole) & 0xffffffff))
        if beginning is not None:
            out.append(bucket(beginning))
        before = whole
    return out


class Text:
    """A document: its sentences' features, how many claims each has, and where it is from."""

    def __init__(self, name, text, at_bytes, source):
        raw = text.encode()
        spans = list(sentences(text))
        self.name, self.source, self.raw = name, source, raw
        self.features = [features(raw[a:b]) for a, b in spans]
        starts = np.array([a for a, _ in spans])
        self.claims = np.zeros(len(spans), int)
        for at in at_bytes:
            if len(spans):
                self.claims[max(0, np.searchsorted(starts, at, side="right") - 1)] += 1
        self.held = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 5 == 0
        self.fold = int(hashlib.sha256(name.encode()).hexdigest()[8:16], 16) % 5


def annotated(path, source):
    """Reports with claims. A claim stands where its trigger does, or at its sentence."""
    for line in open(path, encoding="utf-8"):
        report = json.loads(line)
        text, at = report["text"], []
        for claim in report["claims"]:
            a, b = report["sentence_spans"][claim["sentence"]]
            found = text.find(claim["trigger"], a, b)
            at.append(len(text[:found if found >= 0 else a].encode()))
        yield Text(report["id"], text, at, source)


def read_texts(data, read):
    """The texts that nobody annotated, with the claims that the reader finds."""
    claims = {}
    for line in open(read, encoding="utf-8"):
        report = json.loads(line)
        claims[report["id"]] = [c["trigger_span"][0] for c in report["claims"]]
    for name, text in texts.all_texts(data):
        if text.strip() and name in claims:
            yield Text(name, text, [len(text[:at].encode()) for at in claims[name]], name.split("/")[0])


#: Weight of a sentence with a claim beside one without; real reports count twice, they are fewer and the harder ones.
CLAIM, REAL = 3.0, 2.0
DECAY, STEPS, RATE = 1e-4, 150, 0.05
#: Share of the claims that the texts held aside in turn must keep.
KEEP = 0.995
#: Units of the whole-number sums for each unit of the logistic model.
SCALE = 60
#: A page is let through at this much less than a text (in the model's units): menus cut sentences up, references hide letters.
PAGE_MARGIN = 0.4
#: Within a report that is open, a window is closed only this much further down: beside claims there are more.
WINDOW_MARGIN = 1.0


def train(chosen):
    """Logistic regression, all sentences at once (Adam). The same input gives the same weights on one machine."""
    kept, is_claim, weight = [], [], []
    for text in chosen:
        is_annotated = text.source in ("real", "invented")
        for feature, claims in zip(text.features, text.claims):
            if not is_annotated and claims:
                continue
            kept.append(feature)
            is_claim.append(claims > 0)
            weight.append((CLAIM * (1 + 0.3 * min(claims - 1, 3)) if claims else 1) * (REAL if text.source == "real" else 1))
    index = np.concatenate([np.array(f, dtype=np.int64) for f in kept])
    sizes = np.array([len(f) for f in kept])
    begin, row = np.concatenate([[0], np.cumsum(sizes)[:-1]]), np.repeat(np.arange(len(kept)), sizes)
    is_claim, weight = np.array(is_claim, float), np.array(weight, float)
    weight /= weight.sum()
    known = np.bincount(index, minlength=1 << BITS) >= 2  # a bucket that one sentence used teaches nothing
    w, m, v = (np.zeros((1 << BITS) + 1) for _ in range(3))
    for t in range(1, STEPS + 1):
        off = weight * (1 / (1 + np.exp(-(np.add.reduceat(w[index], begin) + w[-1]))) - is_claim)
        slope = np.append((np.bincount(index, weights=off[row], minlength=1 << BITS) + DECAY * w[:-1]) * known, off.sum())
        m, v = 0.9 * m + 0.1 * slope, 0.99 * v + 0.01 * slope * slope
        rate = RATE * 0.5 * (1 + np.cos(np.pi * t / STEPS))
        w -= rate * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.99 ** t)) + 1e-9)
    return np.clip(np.rint(w[:-1] * SCALE), -127, 127).astype(np.int64), int(round(w[-1] * SCALE))


def chunks(text, words=290):
    """Ranges of sentences, each about as long as the reader's window."""
    out, first, used = [], 0, 0
    for n, feature in enumerate(text.features):
        size = len(feature) / 2.3
        if n > first and used + size > words:
            out.append(slice(first, n))
            first, used = n, 0
        used += size
    return out + [slice(first, len(text.features))] if text.features else []


def judged(chosen, model_of):
    """(best sum, claims, text) of every chunk."""
    out = []
    for text in chosen:
        weights, bias = model_of(text)
        sums = np.array([weights[f].sum() + bias for f in text.features])
        out += [(int(sums[c].max()), int(text.claims[c].sum()), text) for c in chunks(text)]
    return out


def highest(units, keep):
    """The highest threshold that keeps this share of the claims."""
    total, lost = sum(c for _, c, _ in units), 0
    for best, claims, _ in sorted(units, key=lambda u: u[0]):
        lost += claims
        if lost > (1 - keep) * total:
            return best
    raise ValueError("no claims to choose a threshold by")


def kept(units, least):
    """What is left of claims, reports and chunks."""
    best_of, window = {}, least - round(WINDOW_MARGIN * SCALE)
    for best, _, text in units:
        best_of[text.name] = max(best, best_of.get(text.name, best))
    passed = [(best, claims) for best, claims, text in units if best_of[text.name] >= least and best >= window]
    return {"claims": sum(c for _, c, _ in units), "kept": sum(c for _, c in passed), "reports": len(best_of),
            "reports open": sum(best >= least for best in best_of.values()), "chunks": len(units), "chunks open": len(passed)}


def cases(weights, bias):
    """Texts with their sums, which the Rust program must come to as well."""
    given = [
        "Shells fell on Karvash late on Friday. Nobody was hurt.", "“We won’t leave,” the U.S. envoy said... “Not yet.”",
        "KARVASH 3 March 2031 -- Twelve soldiers were killed, the ministry\nsaid.\n\nThe match ended 2-1.", "", "...",
        "Ärzte in München; déjà vu (again). 3.5 million", "a" * 41 + " fighters captured " + "word " * 70 + "the town",
        "The committee published its annual report on garden furniture.", "قصف درعا. The army shelled Daraa.",
    ]
    out = []
    for text in given:
        raw = text.encode()
        sums = [int(weights[features(raw[a:b])].sum()) + bias for a, b in sentences(text)]
        out.append({"text": text, "score": max(sums) if sums else None})
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True, help="folder with claims/ and public/")
    ap.add_argument("--dev", help="gold reports to measure by; nothing is chosen by them")
    ap.add_argument("--texts", metavar="FILE", help="only write the texts that nobody annotated, for the reader, and stop")
    ap.add_argument("--read", metavar="FILE", help="what the reader made of them")
    ap.add_argument("--name", default="gate-1")
    ap.add_argument("--out", default="models")
    options = ap.parse_args()
    if options.texts:
        os.makedirs(os.path.dirname(options.texts) or ".", exist_ok=True)
        with open(options.texts, "w", encoding="utf-8") as file:
            for name, text in texts.all_texts(options.data):
                if text.strip():
                    file.write(json.dumps({"id": name, "text": text, "language": "en"}, ensure_ascii=False) + "\n")
        return
    if not options.read:
        ap.error("--read is missing: write the texts with --texts FILE, then dateline read --no-gate --format jsonl")
    claimed = [*annotated(f"{options.data}/claims/real.jsonl", "real"), *annotated(f"{options.data}/claims/invented.jsonl", "invented")]
    other = list(read_texts(options.data, options.read))
    learned = [t for t in claimed + other if not t.held]
    # Threshold: each fifth of the training reports is judged by a model that has not seen it. Real reports decide.
    turns = [train([t for t in learned if t.source not in ("real", "invented") or t.fold != turn]) for turn in range(5)]
    asides = judged([t for t in learned if t.source in ("real", "invented")], lambda t: turns[t.fold])
    least = min(highest([u for u in asides if u[2].source == "real"], KEEP), highest(asides, KEEP))
    weights, bias = train(learned)
    table = weights.astype(np.int8).tobytes()
    header = json.dumps({"name": options.name, "language": "en", "bits": BITS, "bias": bias, "least_text": least,
                         "least_window": least - round(WINDOW_MARGIN * SCALE),
                         "least_page": least - round(PAGE_MARGIN * SCALE)}, sort_keys=True).encode()
    content = b"DATEGATE" + struct.pack("<II", 1, len(header)) + header + table
    folder = os.path.join(options.out, options.name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "gate.model"), "wb") as file:
        file.write(content + hashlib.sha256(content).digest())
    model = (weights, bias)
    figures = {"threshold": least, "in turn": kept(asides, least),
               "in turn, real": kept([u for u in asides if u[2].source == "real"], least)}
    for source in ("real", "invented"):
        figures[f"held aside, {source}"] = kept(judged([t for t in claimed if t.held and t.source == source], lambda _: model), least)
    for source in ("gum", "ewt", "geovirus", "meantime"):
        figures[f"held aside, {source} (the reader's claims)"] = kept(judged([t for t in other if t.held and t.source == source], lambda _: model), least)
    if options.dev:
        figures["dev"] = kept(judged(list(annotated(options.dev, "dev")), lambda _: model), least)
    with open(os.path.join(folder, "scores.json"), "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=1)
        file.write("\n")
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gate_cases.json"), "w", encoding="utf-8") as file:
        json.dump(cases(weights, bias), file, indent=1, ensure_ascii=False)
        file.write("\n")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
