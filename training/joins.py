"""Learns weights of the comparison of claims (crates/fuse/data/joins.toml) from MEANTIME, and measures joining on it.

    /work/venv/bin/python training/joins.py --data ../shared --write

MEANTIME (Minard et al. 2016, CC BY 4.0): 120 Wikinews texts about four topics of business, with events, participants, times and
coreference across documents. Only numbers are taken. What it cannot teach (places, counts, weapons, copies, types of event) stays
set by hand. The signs are those of crates/fuse/src/events/compare.rs, computed here a second time, because MEANTIME's mentions are
no claims. Nothing but numpy.

Types: Dateline compares claims of one family of types only; MEANTIME has no types. In their place stand families of trigger words:
two triggers are of one family if they have one stem, or if they are told of one event in another topic than the one measured.
Measured by leaving each topic aside in turn; the weights that are written are learned from all four.
"""

import argparse
import collections
import datetime
import itertools
import pathlib
import re
import tomllib
import xml.etree.ElementTree as ET

import numpy as np

# crates/fuse/src/statement.rs: STOP, stem, words_of.
STOP = set(
    "about after again against all also among and any are been before being between both but for from had has have her his into its "
    "more most near not one other over said say says she some than that the their them then there these they this told two under was "
    "were when where which while who will with would".split()
)
MOST_WORDS = 24
LEAST_WORDS = 4
NEWS_DAYS = 2
LONG_WINDOW = 8
# Signs that MEANTIME has enough of; all others keep the weights that the table has.
# (Its days are no teachers: four pairs of five stand in one report, where days that no words tell are always the same.)
# What they are drawn towards, set by hand.
PRIOR = {
    "actor_same": 1.0, "actor_differs": -2.2, "target_same": 0.8, "target_differs": -0.8, "words": 2.5, "trigger_same": 0.6,
    "near_in_report": 1.2,
}  # fmt: skip
LEARNED = list(PRIOR)
# Pull of the learned weights towards the table's, in pairs' worth: see benchmarks/events.md for what others give.
PULL = 30.0


def stem(word):
    """Common endings cut off, where three letters stay."""
    for end in ("ings", "ing", "ers", "ies", "es", "ed", "s"):
        if word.endswith(end) and len(word) - len(end) >= 3:
            return word[: -len(end)]
    return word


def fnv(word):
    """FNV-1a, 32 bits."""
    value = 0x811C9DC5
    for byte in word.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def words_of(sentence):
    """Hashes of the content words of a sentence, sorted, at most MOST_WORDS."""
    words = [w for w in re.split(r"[\W_]+", sentence.lower()) if len(w) >= 3 and w not in STOP]
    return tuple(sorted({fnv(stem(w)) for w in words})[:MOST_WORDS])


class Mention:
    """One mention of an event, as a claim would hold it."""

    __slots__ = ("actors", "day", "doc", "event", "places", "sentence", "stems", "targets", "topic", "trigger", "words")


def days_of(value):
    """(first, last) of a TIMEX3 value that names a day or a month, else None."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d.*", value):
        try:
            day = datetime.date.fromisoformat(value[:10]).toordinal()
        except ValueError:
            return None
        return (day, day)
    return None


def read(path, topic):
    """Mentions of one file."""
    root = ET.parse(path).getroot()
    tokens = {t.get("t_id"): (int(t.get("sentence")), t.text or "") for t in root.iter("token")}
    sentences = collections.defaultdict(list)
    for sentence, text in tokens.values():
        sentences[sentence].append(text)
    words = {n: words_of(" ".join(texts)) for n, texts in sentences.items()}
    marks = {m.get("m_id"): m for m in root.find("Markables")}
    names, args, times = {}, collections.defaultdict(lambda: collections.defaultdict(set)), collections.defaultdict(list)
    published = None
    for mark in marks.values():
        if mark.tag == "TIMEX3" and mark.get("functionInDocument") == "CREATION_TIME":
            published = days_of(mark.get("value") or "")
    relations = list(root.find("Relations"))
    for relation in relations:
        if relation.tag == "REFERS_TO":
            target = marks[relation.find("target").get("m_id")]
            key = target.get("instance_id") or target.get("external_ref") or f"{path.name}:{target.get('m_id')}"
            if target.tag == "ENTITY":
                key = target.get("external_ref") or key
            for source in relation.findall("source"):
                names[source.get("m_id")] = (key, target)
    for relation in relations:
        source, target = relation.find("source"), relation.find("target")
        if relation.tag == "HAS_PARTICIPANT" and target.get("m_id") in names:
            role = relation.get("sem_role")
            args[source.get("m_id")][role].add(names[target.get("m_id")][0])
        if relation.tag == "TLINK" and relation.get("reltype") in ("IS_INCLUDED", "SIMULTANEOUS"):
            time = marks.get(target.get("m_id"))
            if time is not None and time.tag == "TIMEX3" and days_of(time.get("value") or ""):
                times[source.get("m_id")].append(days_of(time.get("value")))
    found = []
    for m_id, mark in marks.items():
        if mark.tag != "EVENT_MENTION" or m_id not in names or names[m_id][1].get("class") == "GRAMMATICAL":
            continue
        span = [tokens[a.get("t_id")] for a in mark.findall("token_anchor")]
        one = Mention()
        one.topic, one.doc, one.event, one.sentence = topic, path.name, names[m_id][0], span[0][0]
        if not names[m_id][1].get("instance_id"):
            one.event = f"{path.name}:{names[m_id][1].get('m_id')}"
        one.trigger = words_of(" ".join(text for _, text in span)) or (fnv(span[0][1].lower()),)
        one.stems = frozenset(one.trigger)
        one.words = words[one.sentence]
        one.actors, one.targets, one.places = args[m_id]["Arg0"], args[m_id]["Arg1"], args[m_id]["Argm-LOC"]
        told = times.get(m_id)
        if told:
            one.day = (*told[0], True)
        elif published:
            one.day = (published[0] - NEWS_DAYS, published[1], False)
        else:
            one.day = None
        found.append(one)
    return found


def signs(a, b):
    """Signs of a pair by name, or None for what cannot be; as in compare.rs."""
    same_report = a.doc == b.doc
    if same_report and a.sentence == b.sentence:
        return None
    s = {"bias": 1.0, "type_same": 1.0}
    if a.places and b.places:
        s["place_same" if a.places & b.places else "place_differs"] = 1.0
    else:
        s["place_missing"] = 1.0
    if not a.day or not b.day or (same_report and a.day[2] != b.day[2]):
        s["day_missing"] = 1.0
    else:
        shared = min(a.day[1], b.day[1]) - max(a.day[0], b.day[0]) + 1
        lengths = (a.day[1] - a.day[0] + 1, b.day[1] - b.day[0] + 1)
        if shared >= 1:
            if lengths == (1, 1):
                s["day_same"] = 1.0
            else:
                s["day_overlap"] = (shared / min(lengths) + shared / (sum(lengths) - shared)) / 2
        elif shared == 0:
            s["day_next"] = 1.0
        elif a.day[2] and b.day[2]:
            return None
        else:
            s["day_apart"] = 1.0
    for slot in ("actor", "target"):
        left, right = getattr(a, slot + "s"), getattr(b, slot + "s")
        if left and right:
            s[slot + ("_same" if left & right else "_differs")] = 1.0
    s["words"] = len(set(a.words) & set(b.words)) / max(3, min(len(a.words), len(b.words)))
    s["same_sentence"] = float(len(a.words) >= LEAST_WORDS and a.words == b.words)
    s["trigger_same"] = float(a.trigger == b.trigger)
    if same_report:
        s["same_report"] = 1.0
        s["near_in_report"] = 1 / max(1, abs(a.sentence - b.sentence))
    return s


def families(mentions):
    """Pairs of stems that are told of one event somewhere."""
    by_event = collections.defaultdict(set)
    for one in mentions:
        by_event[one.event] |= one.stems
    return {pair for stems in by_event.values() for pair in itertools.product(stems, stems)}


def compared(mentions, kin):
    """Pairs that would share a key: of one family, and of one report or within a day and with a party or place in common."""
    for a, b in itertools.combinations(mentions, 2):
        if a.topic != b.topic:
            continue
        if not (a.stems & b.stems or any(pair in kin for pair in itertools.product(a.stems, b.stems))):
            continue
        if a.doc != b.doc:
            near = a.day and b.day and max(a.day[0], b.day[0]) - min(a.day[1], b.day[1]) <= 1
            if not near or not (a.actors & b.actors or a.targets & b.targets or a.places & b.places):
                continue
        s = signs(a, b)
        if s is not None:
            yield a, b, s


def matrix(pairs, names):
    """Signs as rows, truth as a vector."""
    x = np.array([[s.get(name, 0.0) for name in names] for _, _, s in pairs])
    return x, np.array([float(a.event == b.event) for a, b, _ in pairs])


def fit(x, y, offset, prior, pull=PULL, steps=60):
    """Logistic regression by Newton's method, drawn towards `prior`. The bias is MEANTIME's own and is thrown away: how often pairs are one
    event is another matter there than among reports of war."""
    prior = np.append(prior, 0.0)
    x = np.hstack([x, np.ones((len(x), 1))])
    w = prior.copy()
    strength = np.append(np.full(len(prior) - 1, pull), 1e-6)
    start = w.copy()
    for _ in range(steps):
        p = 1 / (1 + np.exp(-(x @ w + offset)))
        gradient = x.T @ (p - y) + strength * (w - start)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(strength)
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return w


def cluster(mentions, scored, cannot, join):
    """Average link, as join.rs does, without the neutral pairs: MEANTIME tells hardly any places. Returns an event per mention."""
    index = {id(m): n for n, m in enumerate(mentions)}
    parent = list(range(len(mentions)))

    def root(n):
        while parent[n] != n:
            n = parent[n]
        return n

    for (a, b), p in scored.items():
        if p >= join:
            parent[root(index[a])] = root(index[b])
    parts = collections.defaultdict(list)
    for n in range(len(mentions)):
        parts[root(n)].append(n)
    label, fresh = {}, itertools.count()
    for part in parts.values():
        groups = [[n] for n in part]
        while len(groups) > 1:
            best = (join, None)
            for i, j in itertools.combinations(range(len(groups)), 2):
                pairs = [(id(mentions[a]), id(mentions[b])) for a in groups[i] for b in groups[j]]
                pairs = [(p if p in scored or p in cannot else p[::-1]) for p in pairs]
                if any(p in cannot for p in pairs):
                    continue
                known = [scored[p] for p in pairs if p in scored]
                if known and sum(known) / len(known) >= best[0]:
                    best = (sum(known) / len(known), (i, j))
            if best[1] is None:
                break
            i, j = best[1]
            groups[i] += groups.pop(j)
        for group in groups:
            number = next(fresh)
            for n in group:
                label[n] = number
    return [label[n] for n in range(len(mentions))]


def b_cubed(gold, found):
    """B3 precision, recall, F1 (Bagga and Baldwin 1998)."""
    by_gold, by_found = collections.defaultdict(set), collections.defaultdict(set)
    for n, (g, f) in enumerate(zip(gold, found)):
        by_gold[g].add(n)
        by_found[f].add(n)
    shared = [len(by_gold[g] & by_found[f]) for g, f in zip(gold, found)]
    precision = float(np.mean([s / len(by_found[f]) for s, f in zip(shared, found)]))
    recall = float(np.mean([s / len(by_gold[g]) for s, g in zip(shared, gold)]))
    return precision, recall, 2 * precision * recall / (precision + recall)


def muc(gold, found):
    """MUC F1 (Vilain et al. 1995)."""

    def one_way(key, response):
        groups = collections.defaultdict(list)
        for n, g in enumerate(key):
            groups[g].append(n)
        top = sum(len(g) - len({response[n] for n in g}) for g in groups.values())
        return top / max(1, sum(len(g) - 1 for g in groups.values()))

    recall, precision = one_way(gold, found), one_way(found, gold)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def pairwise(gold, found):
    """Precision, recall, F1 over pairs of mentions."""
    n = len(gold)
    g, f = np.unique(gold, return_inverse=True)[1], np.array(found)
    upper = np.triu(np.ones((n, n), bool), 1)
    same_g, same_f = (g[:, None] == g[None]) & upper, (f[:, None] == f[None]) & upper
    hit = (same_g & same_f).sum()
    precision, recall = hit / max(1, same_f.sum()), hit / max(1, same_g.sum())
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def held_aside(mentions, weights, topic, pull, learn=True):
    """Learns from the other topics, measures on one. Returns pairs and cluster scores."""
    others = [m for m in mentions if m.topic != topic]
    kin = families(others)
    fixed = [n for n in weights if n not in LEARNED]
    prior = np.array([weights[n] for n in LEARNED])
    pairs = list(compared(others, kin))
    x, y = matrix(pairs, LEARNED)
    offset = matrix(pairs, fixed)[0] @ np.array([weights[n] for n in fixed])
    w = fit(x, y, offset, prior, pull) if learn else fit(x, y, offset, prior, 1e9)
    w, bias = w[:-1], w[-1]
    offset = offset + bias
    # The threshold that does best on pairs learned from.
    p = 1 / (1 + np.exp(-(x @ w + offset)))
    join = max(np.arange(0.2, 0.8, 0.025), key=lambda t: f1(p >= t, y))
    mine = [m for m in mentions if m.topic == topic]
    pairs = list(compared(mine, kin))
    x, y = matrix(pairs, LEARNED)
    offset = matrix(pairs, fixed)[0] @ np.array([weights[n] for n in fixed]) + bias
    p = 1 / (1 + np.exp(-(x @ w + offset)))
    scored = {(id(a), id(b)): q for (a, b, _), q in zip(pairs, p)}
    cannot = {(id(a), id(b)) for a, b in itertools.combinations(mine, 2) if signs(a, b) is None}
    found = cluster(mine, scored, cannot, join)
    gold = [m.event for m in mine]
    hit = ((p >= join) & (y > 0)).sum()
    compared_pairs = (hit / max(1, (p >= join).sum()), hit / max(1, y.sum()), f1(p >= join, y))
    return len(mine), join, compared_pairs, pairwise(gold, found), muc(gold, found), b_cubed(gold, found)


def f1(said, truth):
    """F1 of yes and no."""
    hit = (said & (truth > 0)).sum()
    return 2 * hit / max(1, said.sum() + truth.sum())


def written(table, learned):
    """The table's text with new numbers for what was learned; everything else as it stands."""
    begin = table.index("[weights]")
    head, body = table[:begin], table[begin:]
    for name, value in learned.items():
        body, count = re.subn(rf"(?m)^{name} = .*$", f"{name} = {value:.2f} # learned", body)
        if count != 1:
            raise SystemExit(f"joins.toml: no line for {name} under [weights]; add one")
    return head + body


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=pathlib.Path, required=True, help="the folder that holds train/")
    parser.add_argument("--table", type=pathlib.Path, default=pathlib.Path("crates/fuse/data/joins.toml"))
    parser.add_argument("--write", action="store_true", help="put the learned numbers into the table")
    parser.add_argument("--pull", type=float, default=PULL)
    args = parser.parse_args()
    text = args.table.read_text()
    weights = tomllib.loads(text)["weights"] | PRIOR
    folder = args.data / "train/public/meantime/intra_cross-doc_annotation"
    files = sorted(folder.glob("corpus_*/*.xml"))
    if not files:
        raise SystemExit(f"{folder}: no corpus_*/*.xml; give --data the folder that holds train/")
    mentions = [m for f in files for m in read(f, f.parent.name)]
    print(f"{len(files)} texts, {len(mentions)} mentions, {len({m.event for m in mentions})} events")
    for learn in (False, True):
        print("learned weights" if learn else "weights set by hand")
        rows = []
        for topic in sorted({m.topic for m in mentions}):
            count, join, *scores = held_aside(mentions, weights, topic, args.pull, learn)
            rows.append(scores)
            line = "  ".join(" ".join(f"{v:.3f}" for v in score) for score in scores)
            print(f"  {topic:14} {count:4} join {join:.3f}  compared {line}")
        mean = np.array(rows).mean(0)
        print("  mean".ljust(31) + "compared " + "  ".join(" ".join(f"{v:.3f}" for v in score) for score in mean))
    kin = families(mentions)
    pairs = list(compared(mentions, kin))
    x, y = matrix(pairs, LEARNED)
    fixed = [n for n in weights if n not in LEARNED]
    offset = matrix(pairs, fixed)[0] @ np.array([weights[n] for n in fixed])
    w = fit(x, y, offset, np.array([weights[n] for n in LEARNED]), args.pull)
    print(f"{len(pairs)} pairs, {sum(a.doc == b.doc for a, b, _ in pairs)} in one report, {int(y.sum())} of one event")
    told = (x > 0).sum(0)
    for name, old, new, n in zip(LEARNED, [weights[n] for n in LEARNED], w, told):
        print(f"  {name:16} {old:+.2f} -> {new:+.2f}   told by {n} pairs")
    if args.write:
        args.table.write_text(written(text, dict(zip(LEARNED, w))))


if __name__ == "__main__":
    main()
