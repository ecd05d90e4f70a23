"""Annotated reports to training examples: fillers to words, augmentation, windows. No tensors here."""
import json
import random
import subprocess

from .labels import (CONTEXT, COUNTS, IMPLIED, IMPLIED_BOUNDS, ROLES, SHAPE_DIGIT, SHAPE_LOWER, SHAPE_OTHER, SHAPE_TITLE,
                     SHAPE_UPPER, STATUS, TEXT_SLOTS, TYPES, VERIFICATION, WINDOW)


def read_jsonl(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


SHORT = {"s": "sentence", "t": "trigger", "st": "status", "v": "verification"}


def full(report):
    """A report in the short form that people write, {"sentences", "claims": [{"s", "t", ...}]}, in the form of the gold."""
    text, spans = "", []
    for sentence in report["sentences"]:
        text += "\n" if text else ""
        spans.append([len(text), len(text) + len(sentence)])
        text += sentence
    claims = []
    for claim in report["claims"]:
        c = {"status": "actual", **{SHORT.get(k, k): v for k, v in claim.items()}}
        for slot in TEXT_SLOTS:
            if isinstance(c.get(slot), str):
                c[slot] = [c[slot]]
        claims.append(c)
    return {"id": report["id"], "date": report.get("date"), "text": text, "sentence_spans": spans, "claims": claims}


def prepare(reports, program, vocabulary):
    """Runs the Rust program `reader-prepare` over reports: words, pieces, sentences, quantities, as it reads them."""
    lines = "".join(json.dumps({k: r[k] for k in ("id", "text", "sentence_spans")}) + "\n" for r in reports)
    done = subprocess.run([program, vocabulary], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def occurrences(text, part, starts, ends):
    """Word ranges [first, end) where `part` stands in `text`: those on word borders, else those that cover it."""
    exact, covering, at = [], [], text.find(part)
    while at >= 0:
        stop = at + len(part)
        if at in starts and stop in ends:
            exact.append((starts[at], ends[stop] + 1))
        else:
            inside = [w for w, (a, b) in enumerate(zip(sorted(starts), sorted(ends))) if a < stop and at < b]
            if inside:
                covering.append((inside[0], inside[-1] + 1))
        at = text.find(part, at + 1)
    return exact or covering


def example(report, prepared):
    """One report as the trainer keeps it: words with pieces and shapes, claims with word ranges."""
    text, words = report["text"], prepared["words"]
    starts = {w[0]: n for n, w in enumerate(words)}
    ends = {w[1]: n for n, w in enumerate(words)}
    sentences = [tuple(s) for s in prepared["sentences"]]
    sentence_of = {w: n for n, (a, b) in enumerate(sentences) for w in range(a, b)}
    claims, used, lost = [], set(), []
    for claim in report["claims"]:
        a, b = sentences[claim["sentence"]]
        at = [r for r in occurrences(text, claim["trigger"], starts, ends) if a <= r[0] and r[1] <= b]
        if not at:
            lost.append(("trigger", claim["trigger"]))
            continue
        fresh = [r for r in at if (r, claim["type"]) not in used] or at
        trigger = fresh[0]
        used.add((trigger, claim["type"]))
        out = {"trigger": trigger, "sentence": claim["sentence"], "type": TYPES.index(claim["type"]),
               "status": STATUS.index(claim.get("status", "actual")),
               "verification": VERIFICATION.index(claim.get("verification") or "none"), "fillers": [], "same": []}
        for slot in TEXT_SLOTS:
            for n, filler in enumerate(claim.get(slot) or []):
                role = ROLES.index("source2" if slot == "source" and n else slot)
                found = [r for r in occurrences(text, filler, starts, ends)
                         if r[0] in sentence_of and r[1] - 1 in sentence_of]
                if not found:
                    lost.append((slot, filler))
                    continue

                def far(r):
                    s = sentence_of[r[0]] - claim["sentence"]
                    return (0, abs(r[0] - trigger[0])) if s == 0 else (1, -s) if s < 0 else (2, s)
                found.sort(key=far)
                out["fillers"].append((role, *found[0]))
                out["same"] += [(role, *r) for r in found[1:]]
        for n, slot in enumerate(COUNTS):
            out[slot] = 0
            if claim.get(slot):
                people = [(a, b) for role, a, b in [*out["fillers"], *out["same"]] if ROLES[role] in ("target", "actor")]
                quantities, implied = count_labels(claim[slot], claim["sentence"], trigger, prepared, sentence_of, people)
                if quantities is None and implied is None:
                    lost.append((slot, claim[slot]))
                    out[slot] = -100
                elif implied is not None:
                    out[slot] = IMPLIED.index(implied)
                else:
                    out["fillers"] += [(ROLES.index(slot), *q) for q in quantities[:1 if quantities[0] != "sum" else 0]]
                    if quantities[0] == "sum":
                        out["fillers"] += [(ROLES.index(slot), *q) for q in quantities[1:]]
                    else:
                        out["same"] += [(ROLES.index(slot), *q) for q in quantities[1:]]
        claims.append(out)
    return {"id": report["id"], "real": report.get("real", False), "pieces": prepared["pieces"], "shapes": [w[2] for w in words], "sentences": sentences,
            "quantities": [(q[0], q[1], q[2], q[3], q[4]) for q in prepared["quantities"]],
            "spans": [(w[0], w[1]) for w in words], "claims": claims, "lost": lost}


def count_labels(bounds, sentence, trigger, prepared, sentence_of, people):
    """Which expressions of quantity say `bounds` (best first; ["sum", ...] where they add up), or what is implied.

    `people`: word ranges of the claim's targets and actors. An expression that stands in one of them or before it is
    meant before any nearer one; "a", "one" and "another" are everywhere and are meant only there."""
    bounds = [bounds, bounds] if isinstance(bounds, int) else bounds
    near = []
    for first, end, low, high, _ in prepared["quantities"]:
        if first in sentence_of:
            s = abs(sentence_of[first] - sentence)
            apart = not any(a <= end and first < b for a, b in people)
            near.append(((apart, s, abs(first - trigger[0])), (first, end), low, high))
    near.sort()
    same = [q for (apart, s, _), q, low, high in near
            if [low, high] == bounds and s <= 2 and not (bounds == [1, 1] and (apart or s))]
    if same:
        return same, None
    here = sorted((q, low, high) for (_, s, _), q, low, high in near if s == 0)
    for size in (2, 3, 4):
        for at in range(len(here) - size + 1):
            part = here[at: at + size]
            if bounds == total([(low, high) for _, low, high in part]):
                return ["sum", *[q for q, _, _ in part]], None
    # "several killed or wounded": the same expression, low end 0
    for (_, s, _), q, low, high in near:
        if s == 0 and bounds[0] == 0 and high == bounds[1] and low:
            return [q], None
    for name, implied in IMPLIED_BOUNDS.items():
        if bounds == implied:
            return None, name
    if bounds[0] == bounds[1] and 2 <= bounds[0] <= 6:  # so many persons by their names
        return None, "several"
    return None, None


def total(bounds):
    """What several numbers of people add up to: an open end stays open."""
    lows, highs = [b[0] for b in bounds], [b[1] for b in bounds]
    low = sum(x or 0 for x in lows) if any(x is not None for x in lows) else None
    return [low, None if None in highs else sum(highs)]


# ---- augmentation: on words, so that nothing has to be cut anew ----

class Names:
    """Names of one kind that may stand for each other, as word lists with their pieces."""

    def __init__(self, examples):
        self.pools = {"place": {}, "party": {}}
        for e in examples:
            for c in e["claims"]:
                for role, a, b in c["fillers"]:
                    slot = ROLES[role]
                    kind = "place" if slot in ("place", "from", "to") else "party" if slot in ("actor", "target", "source") else None
                    if kind and b - a <= 4 and all(e["shapes"][w] in (SHAPE_TITLE, SHAPE_UPPER) for w in range(a, b)):
                        key = tuple(tuple(e["pieces"][w]) for w in range(a, b))
                        self.pools[kind].setdefault(key, tuple(e["shapes"][a:b]))
        # what is used as both is left alone: "Russia" is a place and a party
        both = set(self.pools["place"]) & set(self.pools["party"])
        self.lists = {k: sorted((n, s) for n, s in pool.items() if n not in both) for k, pool in self.pools.items()}
        self.sets = {k: dict(v) for k, v in self.lists.items()}


def swap_names(e, names, rng):
    """The report with every name of the pools replaced by another of its kind, the same each time."""
    chosen, out = {}, rebuilt(e)
    n, w = len(e["pieces"]), 0
    while w < n:
        for length in range(min(4, n - w), 0, -1):
            key = tuple(tuple(p) for p in e["pieces"][w: w + length])
            if e["shapes"][w] not in (SHAPE_TITLE, SHAPE_UPPER):
                continue
            kind = next((k for k in ("place", "party") if key in names.sets[k]), None)
            if kind:
                if key not in chosen:
                    chosen[key] = rng.choice(names.lists[kind])
                pieces, shapes = chosen[key]
                out.put(w, length, list(pieces), list(shapes))
                w += length
                break
        else:
            out.keep(w)
            w += 1
    return out.done()


def garble(e, rng, rate):
    """Words lost, doubled or out of order, as bad machine translation does; never inside a trigger or filler."""
    held = set()
    for c in e["claims"]:
        for a, b in [c["trigger"], *[(a, b) for _, a, b in c["fillers"]]]:
            held.update(range(a, b))
    for q in e["quantities"]:
        held.update(range(q[0], q[1]))
    out = rebuilt(e)
    for w in range(len(e["pieces"])):
        if w in held or rng.random() > rate:
            out.keep(w)
        elif rng.random() < 0.6:
            out.put(w, 1, [], [])
        elif rng.random() < 0.5:
            out.put(w, 1, [e["pieces"][w]] * 2, [e["shapes"][w]] * 2)
        else:
            o = rng.randrange(len(e["pieces"]))
            out.put(w, 1, [e["pieces"][o]], [e["shapes"][o]])
    return out.done()


def recase(e, rng):
    """Upper-cased, or lower-cased, as telexes and social media write."""
    to = SHAPE_UPPER if rng.random() < 0.6 else SHAPE_LOWER
    return {**e, "shapes": [s if s in (SHAPE_OTHER, SHAPE_DIGIT) else to for s in e["shapes"]]}


class rebuilt:
    """Copies an example word by word and moves every range along."""

    def __init__(self, e):
        self.e, self.pieces, self.shapes = e, [], []
        self.start, self.end = {}, {}

    def keep(self, w):
        self.put(w, 1, [self.e["pieces"][w]], [self.e["shapes"][w]])

    def put(self, w, length, pieces, shapes):
        begin = len(self.pieces)
        self.pieces += pieces
        self.shapes += shapes
        for i in range(length):
            # inside a replaced name the borders inside are lost: the first keeps the start, the last the end
            self.start[w + i] = begin if i == 0 else min(begin + i, max(len(self.pieces) - 1, begin))
            self.end[w + i] = len(self.pieces) if i == length - 1 else min(begin + i + 1, len(self.pieces))

    def range(self, a, b):
        if b <= a:
            s = self.start.get(a, len(self.pieces))
            return s, s
        return self.start[a], max(self.end[b - 1], self.start[a])

    def done(self):
        e, go = self.e, self.range
        claims = [{**c, "trigger": go(*c["trigger"]),
                   "fillers": [(r, *go(a, b)) for r, a, b in c["fillers"]],
                   "same": [(r, *go(a, b)) for r, a, b in c["same"]]} for c in e["claims"]]
        return {**e, "pieces": self.pieces, "shapes": self.shapes, "sentences": [go(a, b) for a, b in e["sentences"]],
                "quantities": [(*go(q[0], q[1]), *q[2:]) for q in e["quantities"]], "claims": claims}


def augmented(e, names, rng):
    if rng.random() < 0.35:
        e = swap_names(e, names, rng)
    x = rng.random()
    if x < 0.10:
        e = garble(e, rng, 0.08)
    if rng.random() < 0.08:
        e = recase(e, rng)
    return e


# ---- windows ----

def windows(sentence_sizes, window=WINDOW, context=CONTEXT):
    """Cuts a report into windows of sentences: (first, focus, end), sentences first..focus being context.
    The same as `windows` in crates/reader/src/window.rs; a sentence longer than a window is cut there."""
    out, focus, n = [], 0, len(sentence_sizes)
    while focus < n:
        first, used = focus, 2
        while first > 0 and used + sentence_sizes[first - 1] <= 2 + context:
            first -= 1
            used += sentence_sizes[first]
        if used + sentence_sizes[focus] > window:
            first, used = focus, 2
        end = focus
        while end < n and (end == focus or used + sentence_sizes[end] <= window):
            used += sentence_sizes[end]
            end += 1
        out.append((first, focus, end))
        focus = end
    return out


def cut(e):
    """The windows of an example, each with its own word numbers."""
    sizes = [sum(len(e["pieces"][w]) for w in range(a, b)) for a, b in e["sentences"]]
    out = []
    for first, focus, end in windows(sizes):
        words = [w for s in range(first, end) for w in range(*e["sentences"][s])]
        total, kept = 2, []
        for w in words:
            total += len(e["pieces"][w])
            if total > WINDOW:
                break
            kept.append(w)
        number = {w: n for n, w in enumerate(kept)}
        sentence = [s for s in range(first, end) for w in range(*e["sentences"][s]) if w in number]

        def inside(a, b):
            return a in number and b > a and b - 1 in number and number[b - 1] - number[a] == b - 1 - a
        if not kept:
            continue
        claims = []
        for c in e["claims"]:
            if not (first <= c["sentence"] < end) or not inside(*c["trigger"]):
                continue
            moved = {**c, "trigger": (number[c["trigger"][0]], number[c["trigger"][1] - 1] + 1)}
            for key in ("fillers", "same"):
                moved[key] = [(r, number[a], number[b - 1] + 1) for r, a, b in c[key] if inside(a, b)]
            moved["focus"] = c["sentence"] >= focus
            claims.append(moved)
        out.append({"id": e["id"], "words": kept, "pieces": [e["pieces"][w] for w in kept],
                    "shapes": [e["shapes"][w] for w in kept], "sentence": sentence, "focus": focus,
                    "quantities": [(number[q[0]], number[q[1] - 1] + 1, *q[2:]) for q in e["quantities"]
                                   if inside(q[0], q[1])],
                    "claims": claims, "size": 2 + sum(len(e["pieces"][w]) for w in kept)})
    return out


def distance_bucket(words, sentences):
    """A pair's distance: signed words (trigger to candidate; 0 where the two overlap) and sentences between.
    0..16 within a sentence, 17..25 across: buckets as the Rust program computes them."""
    if sentences == 0:
        near = abs(words)
        step = near if near <= 4 else 5 if near <= 7 else 6 if near <= 12 else 7 if near <= 20 else 8
        return 8 + (step if words > 0 else -step)
    if sentences > 0:
        return 16 + min(sentences, 3)                   # 17, 18, 19: after
    before = -sentences
    return 20 + (before - 1 if before <= 3 else 3 if before <= 6 else 4 if before <= 10 else 5)  # 20..25


def seeded(*parts):
    return random.Random("/".join(map(str, parts)))
