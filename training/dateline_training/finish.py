"""From trained weights to what is shipped: thresholds, calibration, the model file, its card and scores."""
import json
import os

import numpy as np
import torch

from . import data, decode, export
from .labels import COUNTS, ROLES, TEXT_SLOTS, TYPES
from .train import log


class OnnxReader:
    """The two exported graphs behind the face of `Reader`, one window at a time."""

    def __init__(self, folder, suffix=".onnx"):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        load = lambda name: onnxruntime.InferenceSession(os.path.join(folder, name + suffix), options)
        self.window, self.roles = load("window"), load("roles")

    def eval(self):
        return self

    def words(self, ids, shapes, mask, first, last):
        fed = dict(zip(export.WINDOW_NAMES[0], (t.numpy() for t in (ids, shapes, first, last))))
        words, tags, spans = (torch.from_numpy(o) for o in self.window.run(None, fed))
        self.last = tags, spans[None]
        return words

    def heads(self, words):
        return self.last

    def role_head(self, words, segment, trigger_first, trigger_last, kinds, first, last, groups, distances, pair_mask):
        fed = dict(zip(export.ROLE_NAMES[0], (words.numpy(), *(t[0].numpy() for t in (
            segment, trigger_first, trigger_last, kinds, first, last, groups, distances)))))
        roles, status, verification, implied = (torch.from_numpy(o)[None] for o in self.roles.run(None, fed))
        return roles, status, verification, implied.view(1, implied.shape[1], len(COUNTS), -1)


def choose_thresholds(scored, examples, reports, score):
    """One threshold for triggers, one for all roles and, after these, one for doers, whom the rules of decoding take away where they are told by
    nobody; by the LEDGER on reports held aside from training. A threshold for each role was fitted before: with 34 reports it
    fits their accidents (benchmarks/reader.md)."""
    t = decode.Thresholds()
    def ledger(trigger, role, doer=None):
        t.trigger, t.roles = dict.fromkeys(TYPES, trigger), {**dict.fromkeys(ROLES, role), "actor": doer or role}
        return score.score(reports, decode.read_all(scored, examples, reports, t))[0]["LEDGER"].prf[2]
    table = {(trigger, role): ledger(trigger, role) for trigger in (0.3, 0.35, 0.4, 0.45, 0.5) for role in (0.3, 0.35, 0.4, 0.45)}
    best = max(table, key=lambda k: (round(table[k], 4), k))
    log("thresholds, LEDGER on held-aside reports: " + ", ".join(f"{a}/{b} {v:.4f}" for (a, b), v in table.items()))
    doers = {doer: ledger(*best, doer) for doer in (0.2, 0.25, 0.3, best[1])}
    log("... of doers: " + ", ".join(f"{doer} {v:.4f}" for doer, v in doers.items()))
    ledger(*best, max(doers, key=lambda doer: (round(doers[doer], 4), doer)))
    return t


def isotonic(scores, right, least=12):
    """Pool-adjacent-violators: points (mean score, share right), both ascending, each of at least `least` cases."""
    blocks = []
    for s, r in sorted(zip(scores, right)):
        blocks.append([s, float(r), 1])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            for i in range(3):
                blocks[-1][i] += last[i]
    merged = []
    for b in blocks:
        if merged and merged[-1][2] < least:
            merged[-1] = [x + y for x, y in zip(merged[-1], b)]
        else:
            merged.append(b)
    return [[round(s / n, 4), round((r + 0.5) / (n + 1), 4)] for s, r, n in merged]


def outcomes(scored, examples, reports, thresholds, score):
    """(score, right) of every claim of the held-aside reports, and of every filler of a right claim."""
    claims, fillers = [], []
    made = {r["id"]: r["claims"] for r in decode.read_all(scored, examples, reports, thresholds)}
    for report in reports:
        found = made[report["id"]]
        pairs = {j: i for i, j in score.match(report["claims"], found, report["sentence_spans"], True)}
        for j, c in enumerate(found):
            claims.append((c["confidence"], j in pairs))
            if j in pairs:
                gold = report["claims"][pairs[j]]
                for slot in TEXT_SLOTS:
                    for text, p in zip(c.get(slot, []), c.get("scores", {}).get(slot, [])):
                        fillers.append((p, score.pair_fillers(score.as_list(gold.get(slot)), [text], False) > 0))
    return claims, fillers


def reliability(pairs, curve, bins=(0, 0.3, 0.5, 0.7, 0.85, 1.01)):
    """Rows (from, to, cases, mean confidence, share right) after the curve."""
    rows, xs, ys = [], [p[0] for p in curve], [p[1] for p in curve]
    told = [(float(np.interp(s, xs, ys)), r) for s, r in pairs]
    for a, b in zip(bins, bins[1:]):
        part = [(c, r) for c, r in told if a <= c < b]
        if part:
            rows.append((a, min(b, 1.0), len(part), sum(c for c, _ in part) / len(part), sum(r for _, r in part) / len(part)))
    return rows


FIGURES = ["LEDGER", "detect", "typed", "status", *TEXT_SLOTS, "counts", "verification"]


def figures(t):
    return {k: dict(zip(("p", "r", "f1"), (round(x, 4) for x in t[k].prf))) | {"gold": t[k].gold, "pred": t[k].pred}
            for k in FIGURES}


def finish(reader, name, folder, work, vocabulary, begin, end, held, dev, score, options):
    """held, dev: (reports, examples). Writes folder/reader.model, MODEL_CARD.md, scores.json, reference.json."""
    os.makedirs(folder, exist_ok=True)
    windows = lambda examples: [w for e in examples for w in data.cut(e)]
    log("exporting")
    export.graphs(reader, work)
    full, small = OnnxReader(work, ".fp32.onnx"), OnnxReader(work)
    on_held = decode.score_windows(small, windows(held[1]), begin, end, "cpu", batch=1)
    thresholds = choose_thresholds(on_held, held[1], held[0], score)
    claims, fillers = outcomes(on_held, held[1], held[0], thresholds, score)
    curves = {"claim": isotonic(*zip(*claims)), "filler": isotonic(*zip(*fillers))}
    settings = {**thresholds.as_dict(), "candidate": decode.PROPOSE}
    head = export.header(name, settings, curves)
    read = lambda n: open(os.path.join(work, n), "rb").read()
    sections = [("vocabulary", read("vocab.txt")), ("window.onnx", read("window.onnx")), ("roles.onnx", read("roles.onnx"))]
    path = os.path.join(folder, "reader.model")
    checksum = export.pack(path, head, sections)
    log(f"{path}: {os.path.getsize(path)} bytes, SHA-256 of the content {checksum}")
    scores = {"model": name, "sha256": checksum, "bytes": os.path.getsize(path), "options": options}
    per_type = None
    for label, model, (reports, examples) in (("dev, int8", small, dev), ("dev, fp32", full, dev), ("held aside, int8", small, held)):
        scored = on_held if model is small and reports is held[0] else decode.score_windows(model, windows(examples), begin, end, "cpu", batch=1)
        t, types, _ = score.score(reports, decode.read_all(scored, examples, reports, thresholds))
        scores[label] = figures(t)
        per_type = per_type or types
        log(f"{label}: " + " ".join(f"{k} {v['f1']:.3f}" for k, v in scores[label].items()))
    scores["per type, dev, int8"] = {k: {"gold": v.gold, "pred": v.pred, "f1": round(v.prf[2], 4)} for k, v in sorted(per_type.items())}
    tables = {"claims": reliability(claims, curves["claim"]), "fillers": reliability(fillers, curves["filler"])}
    scores["reliability, held aside"] = tables
    with open(os.path.join(folder, "scores.json"), "w") as f:
        json.dump(scores, f, indent=1, sort_keys=True)
        f.write("\n")
    from .card import card
    with open(os.path.join(folder, "MODEL_CARD.md"), "w", encoding="utf-8") as f:
        f.write(card(name, scores, tables, thresholds))
    return small, thresholds


def reference(small, thresholds, path, reports, program, vocabulary, begin, end):
    """What the int8 graphs and the decoder here say of some sample reports: the Rust reader is held against it."""
    reports = [{**r, "claims": []} for r in reports]
    examples = [data.example(r, p) for r, p in zip(reports, data.prepare(reports, program, vocabulary))]
    out = []
    for report, example in zip(reports, examples):
        windows = data.cut(example)
        scored = decode.score_windows(small, windows, begin, end, "cpu", batch=1)
        made = decode.read_all(scored, [example], [report], thresholds)[0]["claims"]
        x = windows[0]
        from . import batches
        ids, shapes, mask, first, last, _ = batches.encoder_inputs([x], begin, end)
        small.words(ids, shapes, mask, first, last)
        tags = torch.softmax(small.last[0][0], -1)
        out.append({"text": report["text"], "sentence_spans": report["sentence_spans"], "ids": ids[0].tolist(),
                    "shapes": shapes[0].tolist(), "no_trigger": [round(p, 4) for p in tags[:, 0].tolist()],
                    "claims": [{k: v for k, v in c.items() if k != "scores"} for c in made]})
    with open(path, "w", encoding="utf-8") as f:
        json.dump(out, f, ensure_ascii=False, indent=0)
        f.write("\n")


