"""The training itself: auxiliary tasks first, claims after. Every stage writes a checkpoint and can be resumed."""
import os
import sys
import time

import torch
from torch.nn import functional as F

from . import aux, batches, data
from .decode import propose_candidates
from .labels import COUNTS, ROLES
from .model import Auxiliary


def log(*parts):
    print(*parts, file=sys.stderr, flush=True)


class Average:
    """Exponential average of the weights: what is shipped."""

    def __init__(self, model, decay):
        self.decay, self.weights = decay, {k: v.detach().clone() for k, v in model.state_dict().items()}
        self.steps = 0

    def update(self, model):
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for k, v in model.state_dict().items():
                self.weights[k].lerp_(v, 1 - decay)


def optimiser(groups, steps, warm_up=0.08):
    """AdamW over (parameters, rate) pairs with a linear warm-up and a linear way down."""
    listed = []
    for parameters, rate in groups:
        parameters = list(parameters)
        listed.append({"params": [p for p in parameters if p.dim() > 1], "lr": rate, "weight_decay": 0.02})
        listed.append({"params": [p for p in parameters if p.dim() <= 1], "lr": rate, "weight_decay": 0.0})
    opt = torch.optim.AdamW(listed, betas=(0.9, 0.98), eps=1e-6, fused=True)
    ramp = lambda s: min((s + 1) / max(1, warm_up * steps), max(0.02, (steps - s) / (steps * (1 - warm_up))))
    return opt, torch.optim.lr_scheduler.LambdaLR(opt, ramp)


def step(loss, models, opt, schedule):
    opt.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for m in models for p in m.parameters()], 1.0)
    opt.step()
    schedule.step()


# ---- auxiliary stage ----

def aux_examples(sentences, tokenizer, tags, relations, rng):
    """Word 0 is [CLS], the root of the tree."""
    out = []
    for s in sentences:
        encoded = tokenizer.encode(s["words"], is_pretokenized=True, add_special_tokens=False)
        pieces = [[] for _ in s["words"]]
        for i, w in zip(encoded.ids, encoded.word_ids):
            pieces[w].append(i)
        pieces = [p[:12] or [tokenizer.token_to_id("[UNK]")] for p in pieces]
        if sum(map(len, pieces)) > 200:
            continue
        out.append({"pieces": pieces, "shapes": [aux.shape(w) for w in s["words"]], "size": 2 + sum(map(len, pieces)),
                    "upos": [tags.get(t, -100) for t in s["upos"]] if s["upos"] else None,
                    "heads": s["heads"], "relations": [relations.get(r, -100) for r in s["relations"]] if s["relations"] else None,
                    "entities": s["entities"]})
    return out


def aux_loss(reader, heads, group, begin, end, device):
    ids, shapes, mask, first, last, real = (t.to(device) for t in batches.encoder_inputs(group, begin, end))
    zero = torch.zeros_like(first[:, :1])
    first, last = torch.cat([zero, first], 1), torch.cat([zero, last], 1)  # the root is [CLS]
    real = torch.cat([torch.ones_like(real[:, :1]), real], 1)
    b, w = first.shape
    upos, arcs, relations = (torch.full((b, w), -100, device=device) for _ in range(3))
    entities, allowed = torch.zeros(b, 3, w, w, device=device), torch.zeros(b, 3, w, w, device=device)
    for i, x in enumerate(group):
        n = len(x["pieces"])
        if x["upos"]:
            upos[i, 1: n + 1] = torch.tensor(x["upos"], device=device)
            arcs[i, 1: n + 1] = torch.tensor(x["heads"], device=device)
            relations[i, 1: n + 1] = torch.tensor(x["relations"], device=device)
        if x["entities"] is not None:
            allowed[i, :, 1: n + 1, 1: n + 1] = batches.allowed([0] * n, n).to(device)
            for a, e, g in x["entities"]:
                entities[i, g, a + 1, e] = 1
    words = reader.words(ids, shapes, mask, first, last)
    p, a, r, s = heads(words, arcs.clamp(min=0))
    a = a.float() + (1 - real[:, None, :]) * -1e4
    loss = 0.5 * F.cross_entropy(p.float().flatten(0, 1), upos.flatten(), ignore_index=-100)
    loss = loss + F.cross_entropy(a.flatten(0, 1), arcs.flatten(), ignore_index=-100)
    loss = loss + 0.5 * F.cross_entropy(r.float().flatten(0, 1), relations.flatten(), ignore_index=-100)
    named = F.binary_cross_entropy_with_logits(s.float(), entities, allowed, reduction="sum") / (entities.sum() + 8)
    known = (arcs >= 0)
    right = ((a.argmax(-1) == arcs) & known).sum().item()
    return torch.nan_to_num(loss) + named, right, known.sum().item()


def auxiliary(reader, options, tokenizer, begin, end, device):
    """Teaches the encoder grammar and names. Returns the reader with the encoder trained."""
    path = os.path.join(options.work, "aux.pt")
    if os.path.exists(path):
        reader.load_state_dict(torch.load(path))
        log(f"auxiliary stage: taken from {path}")
        return
    sentences = aux.load(options.data)
    tags = {t: n for n, t in enumerate(sorted({t for s in sentences if s["upos"] for t in s["upos"]}))}
    relations = {t: n for n, t in enumerate(sorted({t for s in sentences if s["relations"] for t in s["relations"]}))}
    rng = data.seeded(options.seed, "aux")
    examples = aux_examples(sentences, tokenizer, tags, relations, rng)
    held = examples[::50]
    examples = [e for n, e in enumerate(examples) if n % 50]
    heads = Auxiliary(len(tags), len(relations)).to(device)
    count = len(batches.batches(examples, options.batch))
    opt, schedule = optimiser([(reader.encoder.parameters(), 1e-4), (heads.parameters(), 1e-3)], count * options.aux_epochs)
    log(f"auxiliary stage: {len(examples)} sentences, {sum(e['size'] for e in examples)} pieces, {count} batches an epoch")
    for epoch in range(options.aux_epochs):
        reader.train(), heads.train()
        begun, total, done = time.time(), 0.0, 0
        for group in batches.batches(examples, options.batch, rng):
            with torch.autocast(device, torch.bfloat16):
                loss, _, _ = aux_loss(reader, heads, group, begin, end, device)
            done += 1
            if done % 25 == 0:
                log(f"    {done} of {count} batches, {time.time() - begun:.0f} s, loss {loss.item():.3f}")
            step(loss, [reader.encoder, heads], opt, schedule)
            total += loss.item()
        reader.eval(), heads.eval()
        right = known = 0
        with torch.no_grad():
            for group in batches.batches(held, options.batch):
                _, r, k = aux_loss(reader, heads, group, begin, end, device)
                right, known = right + r, known + k
        log(f"aux epoch {epoch + 1}: loss {total / count:.3f}, heads right on held-aside sentences {right / known:.4f}, {time.time() - begun:.0f} s")
    torch.save(reader.state_dict(), path)


# ---- claims stage ----

def claims_loss(reader, group, begin, end, device, parts):
    ids, shapes, mask, first, last, _ = (t.to(device) for t in batches.encoder_inputs(group, begin, end))
    w = first.shape[1]
    tags = batches.tag_labels(group, w).to(device)
    spans, allowed = (t.to(device) for t in batches.span_labels(group, w))
    with torch.autocast(device, torch.bfloat16):
        words = reader.words(ids, shapes, mask, first, last)
        tag_scores, span_scores = reader.heads(words)
    tag_scores, span_scores = tag_scores.float(), span_scores.float()
    losses = {"tags": F.cross_entropy(tag_scores.flatten(0, 1), tags.flatten(), ignore_index=-100, reduction="sum")}
    losses["spans"] = F.binary_cross_entropy_with_logits(span_scores, spans, allowed, reduction="sum")
    triggers = [[(*c["trigger"], c["type"]) for c in x["claims"]] for x in group]
    claims = max(1, sum(map(len, triggers)))
    if any(triggers):
        with torch.no_grad():
            candidates = propose_candidates(torch.sigmoid(span_scores), group, gold=True)
        inputs = {k: v.to(device) for k, v in batches.pair_inputs(group, candidates, triggers).items()}
        with torch.autocast(device, torch.bfloat16):
            roles, status, verification, implied = reader.role_head(words, **inputs)
        b, k, n = inputs["distances"].shape
        labels, weights = (t.to(device) for t in batches.role_labels(group, candidates, n, k))
        weights[..., ROLES.index(COUNTS[0]):] *= COUNT_WEIGHT
        losses["roles"] = F.binary_cross_entropy_with_logits(roles.float(), labels, weights, reduction="sum")

        def per_trigger(scores, key):
            target = torch.full((b, k), -100, device=device)
            for i, x in enumerate(group):
                for m, c in enumerate(x["claims"]):
                    target[i, m] = c[key]
            return F.cross_entropy(scores.float().flatten(0, 1), target.flatten(), ignore_index=-100, reduction="sum")
        losses["status"] = per_trigger(status, "status")
        losses["verification"] = per_trigger(verification, "verification")
        losses["implied"] = sum(per_trigger(implied[:, :, i], slot) for i, slot in enumerate(COUNTS))
    total = 0.0
    for name, loss in losses.items():
        total = total + WEIGHTS[name] * loss / claims
        parts[name] = parts.get(name, 0.0) + loss.item() / claims
    return total


#: Losses are sums over a batch divided by its claims; a role loss has about two right fillers a claim.
#: Counts and verification are few, and weigh more for it.
WEIGHTS = {"tags": 1.0, "spans": 0.5, "roles": 1.0, "status": 0.7, "verification": 1.0, "implied": 2.0}
COUNT_WEIGHT = 2.0


def claims(reader, examples, options, begin, end, device, evaluate):
    """Trains on claims; keeps the averaged weights in `reader` at the end."""
    names = data.Names(examples)
    real = [e for e in examples if not e["id"].startswith("w") or e["id"].startswith("wikinews")]
    shown = lambda epoch: examples + (real if epoch >= options.real_twice_from else [])
    sizes = [len(batches.batches([w for e in part for w in data.cut(e)], options.batch)) for part in (examples, examples + real)]
    steps = sum(sizes[epoch >= options.real_twice_from] for epoch in range(options.epochs))
    heads = [p for m in (reader.heads, reader.role_head) for p in m.parameters()]
    opt, schedule = optimiser([(reader.encoder.parameters(), options.rate), (heads, options.rate * 5)],
                              int(steps * 1.02))
    average, begun_at = Average(reader, options.average), 0
    path = os.path.join(options.work, "claims.pt")
    if os.path.exists(path):
        saved = torch.load(path)
        reader.load_state_dict(saved["reader"])
        opt.load_state_dict(saved["opt"]), schedule.load_state_dict(saved["schedule"])
        average.weights, average.steps, begun_at = saved["average"], saved["average_steps"], saved["epoch"]
        log(f"claims stage: goes on after epoch {begun_at}")
    log(f"claims stage: {len(examples)} reports, {len(real)} of them real, {steps} batches; "
        f"names to swap: {', '.join(f'{len(v)} {k}' for k, v in names.lists.items())}")
    for epoch in range(begun_at, options.epochs):
        torch.manual_seed(options.seed * 1000 + epoch)
        rng = data.seeded(options.seed, "claims", epoch)
        reader.train()
        begun, parts, groups = time.time(), {}, None
        windows = [w for e in shown(epoch) for w in data.cut(data.augmented(e, names, rng))]
        groups = batches.batches(windows, options.batch, rng)
        for group in groups:
            step(claims_loss(reader, group, begin, end, device, parts), [reader], opt, schedule)
            average.update(reader)
        log(f"epoch {epoch + 1}: " + ", ".join(f"{k} {v / len(groups):.3f}" for k, v in parts.items()) + f", {time.time() - begun:.0f} s")
        torch.save({"reader": reader.state_dict(), "opt": opt.state_dict(), "schedule": schedule.state_dict(),
                    "average": average.weights, "average_steps": average.steps, "epoch": epoch + 1}, path + ".new")
        os.replace(path + ".new", path)
        if options.evaluate and ((epoch + 1) % options.evaluate == 0 or epoch + 1 == options.epochs):
            now = {k: v.clone() for k, v in reader.state_dict().items()}
            reader.load_state_dict(average.weights)
            log(f"    averaged weights: {evaluate(reader)}")
            reader.load_state_dict(now)
    reader.load_state_dict(average.weights)


