"""Windows to batches of tensors, and their labels. Shapes as in model.py."""
import torch

from .data import distance_bucket
from .labels import GROUP_OF_SLOT, LONGEST_SPAN, ROLES, SHAPES, TAGS, TYPES


def batches(examples, pieces, rng=None):
    """Lists of windows of like size, at most `pieces` word pieces each with padding."""
    examples = sorted(examples, key=lambda w: w["size"] + (rng.random() * 40 if rng else 0))
    out, group = [], []
    for w in examples:
        if group and (len(group) + 1) * max(x["size"] for x in [*group, w]) > pieces:
            out.append(group)
            group = []
        group.append(w)
    if group:
        out.append(group)
    if rng:
        rng.shuffle(out)
    return out


def encoder_inputs(group, begin, end):
    """ids, shapes, mask [B, T], first and last piece of words [B, W], word mask [B, W]."""
    t, w = max(x["size"] for x in group), max(len(x["pieces"]) for x in group)
    ids, shapes = torch.zeros(len(group), t, dtype=torch.long), torch.full((len(group), t), SHAPES)
    mask = torch.zeros(len(group), t)
    first, last = torch.zeros(len(group), w, dtype=torch.long), torch.zeros(len(group), w, dtype=torch.long)
    real = torch.zeros(len(group), w)
    for b, x in enumerate(group):
        row, kinds = [begin], [SHAPES]
        for n, (pieces, shape) in enumerate(zip(x["pieces"], x["shapes"])):
            first[b, n] = len(row)
            row += pieces
            kinds += [shape] * len(pieces)
            last[b, n] = len(row) - 1
        row.append(end), kinds.append(SHAPES)
        ids[b, : len(row)], shapes[b, : len(row)] = torch.tensor(row), torch.tensor(kinds)
        mask[b, : len(row)] = 1
        real[b, : len(x["pieces"])] = 1
    return ids, shapes, mask, first, last, real


def tag_labels(group, w):
    labels = torch.full((len(group), w), -100)
    for b, x in enumerate(group):
        labels[b, : len(x["pieces"])] = 0
        for c in x["claims"]:
            a, e = c["trigger"]
            labels[b, a] = TAGS.index(TYPES[c["type"]])
            for i in range(a + 1, e):
                if labels[b, i] <= 1:
                    labels[b, i] = 1
    return labels


def span_labels(group, w, groups=3):
    """[B, G, W, W] 1 for spans that fill a slot, and a mask: spans of one sentence, at most 16 words, no lookalikes."""
    labels = torch.zeros(len(group), groups, w, w)
    mask = torch.zeros(len(group), groups, w, w)
    for b, x in enumerate(group):
        mask[b] = allowed(x["sentence"], w)
        for c in x["claims"]:
            for role, a, e in c["same"]:
                g = GROUP_OF_SLOT.get(ROLES[role].rstrip("2"))
                if g is not None:
                    mask[b, g, a, e - 1] = 0
        for c in x["claims"]:
            for role, a, e in c["fillers"]:
                g = GROUP_OF_SLOT.get(ROLES[role].rstrip("2"))
                if g is not None and e - a <= LONGEST_SPAN:
                    labels[b, g, a, e - 1] = 1
                    mask[b, g, a, e - 1] = 1
    return labels, mask


def allowed(sentence, w):
    """[W, W] 1 where a span may start and end: within a sentence, at most 16 words."""
    s = torch.full((w,), -1)
    s[: len(sentence)] = torch.tensor(sentence)
    same = (s[:, None] == s[None, :]) & (s[:, None] >= 0)
    n = torch.arange(w)
    return (same & (n[None, :] >= n[:, None]) & (n[None, :] < n[:, None] + LONGEST_SPAN)).float()


def segments(group, w):
    """[B, W] number of each word's sentence, -1 for padding."""
    out = torch.full((len(group), w), -1)
    for b, x in enumerate(group):
        out[b, : len(x["sentence"])] = torch.tensor(x["sentence"])
    return out


def pair_inputs(group, candidates, triggers):
    """Tensors of the role head. candidates: per window [(first, end, [p, p, p, q])]; triggers: [(first, end, type)]."""
    b = len(group)
    k, n = max(1, *(len(t) for t in triggers)) if b else 1, max(1, *(len(c) for c in candidates)) if b else 1
    out = {name: torch.zeros(b, k, dtype=torch.long) for name in ("trigger_first", "trigger_last", "kinds")}
    out |= {name: torch.zeros(b, n, dtype=torch.long) for name in ("first", "last")}
    out["segment"] = segments(group, max(len(x["pieces"]) for x in group))
    out["groups"] = torch.zeros(b, n, 4)
    out["distances"] = torch.zeros(b, k, n, dtype=torch.long)
    out["pair_mask"] = torch.zeros(b, k, n)
    for i, x in enumerate(group):
        for j, (a, e, p) in enumerate(candidates[i]):
            out["first"][i, j], out["last"][i, j] = a, e - 1
            out["groups"][i, j] = torch.tensor(p)
        for m, (a, e, kind) in enumerate(triggers[i]):
            out["trigger_first"][i, m], out["trigger_last"][i, m], out["kinds"][i, m] = a, e - 1, kind
            row = []
            for ca, ce, _ in candidates[i]:
                words = ca - (e - 1) if ca >= e else (ce - 1) - a if ce <= a else 0
                row.append(distance_bucket(words, x["sentence"][ca] - x["sentence"][a]))
            if row:
                out["distances"][i, m, : len(row)] = torch.tensor(row)
                out["pair_mask"][i, m, : len(row)] = 1
    return out


#: How little a claim's roles weigh at spans that read like its filler but stand elsewhere: either would be right.
ALIKE = 0.0


def alike(a, b):
    """At least half of the word pieces in common, as the scorer holds fillers against each other."""
    common = len(a & b)
    return 4 * common >= len(a) + len(b) > 0


def role_labels(group, candidates, n, k):
    """[B, K, C, roles] 1 for the filler itself, with weights: 0 for another place of the same or nearly the same words, 0.5 beside one."""
    labels = torch.zeros(len(group), k, n, len(ROLES))
    weights = torch.zeros(len(group), k, n, len(ROLES))
    for b, x in enumerate(group):
        at = {(a, e): j for j, (a, e, _) in enumerate(candidates[b])}
        bags = [frozenset(p for w in range(a, e) for p in x["pieces"][w]) for a, e, _ in candidates[b]]
        is_text = [groups[3] < 1.0 for _, _, groups in candidates[b]]
        for m, c in enumerate(x["claims"]):
            weights[b, m, : len(candidates[b])] = 1
            for role, a, e in c["fillers"]:
                bag = frozenset(p for w in range(a, e) for p in x["pieces"][w]) if role < ROLES.index("killed") else frozenset()
                for j, (ca, ce, _) in enumerate(candidates[b]):
                    if ca < e and a < ce:
                        weights[b, m, j, role] = 0.5
                    elif is_text[j] and alike(bags[j], bag):
                        weights[b, m, j, role] = ALIKE
            for role, a, e in c["same"]:
                if (a, e) in at:
                    weights[b, m, at[a, e], role] = 0
            for role, a, e in c["fillers"]:
                if (a, e) in at:
                    labels[b, m, at[a, e], role] = 1
                    weights[b, m, at[a, e], role] = 1
    return labels, weights
