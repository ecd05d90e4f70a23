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


def halved(device):
    """bfloat16 where the hardware multiplies it. A CPU that does not is eighty times slower at it than at fp32 (measured on an AMD Milan)."""
    return torch.autocast(device, torch.bfloat16, enabled=device != "cpu" or torch.cpu.get_capabilities()["avx512_bf16"])


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


# ---- auxiliary tasks ----

def aux_windows(sentences, tokenizer, tags, relations, most=256):
    """Treebank and name sentences in a row, as many as a window of `most` pieces holds; heads are word numbers there."""
    out, unknown = [], tokenizer.token_to_id("[UNK]")
    for s in sentences:
        encoded = tokenizer.encode(s["words"], is_pretokenized=True, add_special_tokens=False)
        pieces = [[] for _ in s["words"]]
        for i, w in zip(encoded.ids, encoded.word_ids):
            pieces[w].append(i)
        pieces = [p[:12] or [unknown] for p in pieces]
        size = sum(map(len, pieces))
        if size > most - 2:
            continue
        if not out or out[-1]["size"] + size > most or out[-1]["corpus"] != s["corpus"]:
            out.append({"pieces": [], "shapes": [], "size": 2, "corpus": s["corpus"], "sentence": [], "upos": [],
                        "heads": [], "relations": [], "entities": [], "named": s["entities"] is not None})
        x, n = out[-1], len(pieces)
        start = len(x["pieces"])
        x["sentence"] += [x["sentence"][-1] + 1 if x["sentence"] else 0] * n
        x["pieces"] += pieces
        x["shapes"] += [aux.shape(w) for w in s["words"]]
        x["size"] += size
        x["upos"] += [tags.get(t, -100) for t in s["upos"]] if s["upos"] else [-100] * n
        x["heads"] += [start + (h - 1 if h else i) for i, h in enumerate(s["heads"])] if s["heads"] else [-100] * n
        x["relations"] += [relations.get(r, -100) for r in s["relations"]] if s["relations"] else [-100] * n
        if s["entities"] is None:
            x["named"] = False
        else:
            x["entities"] += [(a + start, e + start, g) for a, e, g in s["entities"]]
    return out


class AuxiliaryTasks:
    """The corpora, their heads, and an endless supply of batches."""

    def __init__(self, options, tokenizer, device):
        sentences = aux.load(options.data)
        known = lambda key: {t: n for n, t in enumerate(sorted({t for s in sentences if s[key] for t in s[key]}))}
        tags, relations = known("upos"), known("relations")
        windows = aux_windows(sentences, tokenizer, tags, relations)
        self.held, self.windows = windows[::50], [w for n, w in enumerate(windows) if n % 50]
        self.heads = Auxiliary(len(tags), len(relations)).to(device)
        self.options, self.device = options, device
        self.begin, self.end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        self.epoch, self.queue = 0, []

    def batch(self):
        if not self.queue:
            self.queue = batches.batches(self.windows, self.options.aux_batch, data.seeded(self.options.seed, "aux", self.epoch))
            self.epoch += 1
        return self.queue.pop()

    def count(self):
        return len(batches.batches(self.windows, self.options.aux_batch))

    def loss(self, reader, group):
        """The loss, and how many heads of words are right, of how many."""
        device = self.device
        ids, shapes, mask, first, last, _ = (t.to(device) for t in batches.encoder_inputs(group, self.begin, self.end))
        b, w = first.shape
        labels = {key: torch.full((b, w), -100) for key in ("upos", "heads", "relations")}
        entities, allowed = torch.zeros(b, 3, w, w), torch.zeros(b, 3, w, w)
        for i, x in enumerate(group):
            n = len(x["pieces"])
            for key, tensor in labels.items():
                tensor[i, :n] = torch.tensor(x[key])
            if x["named"]:
                allowed[i] = batches.allowed(x["sentence"], w)
                for a, e, g in x["entities"]:
                    entities[i, g, a, e - 1] = 1
        labels = {k: v.to(device) for k, v in labels.items()}
        entities, allowed = entities.to(device), allowed.to(device)
        segment = batches.segments(group, w).to(device)
        words = reader.words(ids, shapes, mask, first, last)
        arcs = reader.role_head.arcs(words, (segment[:, :, None] == segment[:, None, :]).to(words.dtype)).float()
        upos, relations, named = self.heads(words, labels["heads"].clamp(min=0))
        cross = lambda scores, key: torch.nan_to_num(
            F.cross_entropy(scores.float().flatten(0, 1), labels[key].flatten(), ignore_index=-100))
        loss = 0.5 * cross(upos, "upos") + cross(arcs, "heads") + 0.5 * cross(relations, "relations")
        loss = loss + F.binary_cross_entropy_with_logits(named.float(), entities, allowed, reduction="sum") / (entities.sum() + 8)
        known = labels["heads"] >= 0
        return loss, ((arcs.argmax(-1) == labels["heads"]) & known).sum().item(), known.sum().item()

    def heads_right(self, reader):
        """Share of words whose head is right, on held-aside windows."""
        reader.eval(), self.heads.eval()
        right = known = 0
        with torch.no_grad():
            for group in batches.batches(self.held, self.options.batch):
                _, r, k = self.loss(reader, group)
                right, known = right + r, known + k
        reader.train(), self.heads.train()
        return right / max(1, known)


def auxiliary(reader, tasks, options, device):
    """Teaches the encoder and the arcs grammar and names, before claims."""
    path = os.path.join(options.work, "aux.pt")
    if os.path.exists(path):
        saved = torch.load(path)
        reader.load_state_dict(saved["reader"]), tasks.heads.load_state_dict(saved["heads"])
        log(f"auxiliary stage: taken from {path}")
        return
    count = tasks.count()
    heads = [*tasks.heads.parameters(), *reader.role_head.arcs.parameters()]
    opt, schedule = optimiser([(reader.encoder.parameters(), 2e-4), (heads, 1e-3)], count * options.aux_epochs)
    log(f"auxiliary stage: {len(tasks.windows)} windows, {sum(e['size'] for e in tasks.windows)} pieces, {count} batches an epoch")
    for epoch in range(options.aux_epochs):
        reader.train(), tasks.heads.train()
        begun, total = time.time(), 0.0
        for n in range(count):
            with halved(device):
                loss, _, _ = tasks.loss(reader, tasks.batch())
            step(loss, [reader.encoder, reader.role_head.arcs, tasks.heads], opt, schedule)
            total += loss.item()
            if (n + 1) % 60 == 0:
                log(f"    {n + 1} of {count} batches, {time.time() - begun:.0f} s, loss {total / (n + 1):.3f}")
        log(f"aux epoch {epoch + 1}: loss {total / count:.3f}, heads right on held-aside windows {tasks.heads_right(reader):.4f}, {time.time() - begun:.0f} s")
    torch.save({"reader": reader.state_dict(), "heads": tasks.heads.state_dict()}, path)


# ---- claims stage ----

def claims_loss(reader, group, begin, end, device, parts):
    ids, shapes, mask, first, last, _ = (t.to(device) for t in batches.encoder_inputs(group, begin, end))
    w = first.shape[1]
    tags = batches.tag_labels(group, w).to(device)
    spans, allowed = (t.to(device) for t in batches.span_labels(group, w))
    with halved(device):
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
        with halved(device):
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


def claims(reader, examples, tasks, options, begin, end, device, evaluate):
    """Trains on claims. What stays in `reader` are the averaged weights after the epoch that `evaluate` found best (best.pt, beside the
    checkpoint), or after the last."""
    names = data.Names(examples)
    real = [e for e in examples if e["real"]]
    shown = lambda epoch: examples + (real if epoch >= options.real_twice_from else [])
    sizes = [len(batches.batches([w for e in part for w in data.cut(e)], options.batch)) for part in (examples, examples + real)]
    steps = sum(sizes[epoch >= options.real_twice_from] for epoch in range(options.epochs))
    heads = [p for m in (reader.heads, reader.role_head, tasks.heads) for p in m.parameters()]
    opt, schedule = optimiser([(reader.encoder.parameters(), options.rate), (heads, options.rate * 5)],
                              int(steps * 1.02))
    average, begun_at = Average(reader, options.average), 0
    path, best = os.path.join(options.work, "claims.pt"), os.path.join(options.work, "best.pt")
    if os.path.exists(path):
        saved = torch.load(path)
        reader.load_state_dict(saved["reader"])
        opt.load_state_dict(saved["opt"]), schedule.load_state_dict(saved["schedule"])
        average.weights, average.steps, begun_at = saved["average"], saved["average_steps"], saved["epoch"]
        log(f"claims stage: goes on after epoch {begun_at}")
    elif os.path.exists(best):
        os.remove(best)
    log(f"claims stage: {len(examples)} reports, {len(real)} of them real, {steps} batches; "
        f"names to swap: {', '.join(f'{len(v)} {k}' for k, v in names.lists.items())}")
    for epoch in range(begun_at, options.epochs):
        torch.manual_seed(options.seed * 1000 + epoch)
        rng = data.seeded(options.seed, "claims", epoch)
        reader.train()
        begun, parts, groups = time.time(), {}, None
        windows = [w for e in shown(epoch) for w in data.cut(data.augmented(e, names, rng))]
        groups = batches.batches(windows, options.batch, rng)
        tasks.heads.train()
        for n, group in enumerate(groups):
            loss = claims_loss(reader, group, begin, end, device, parts)
            if options.aux_every and n % options.aux_every == 0:
                with halved(device):
                    loss = loss + options.aux_weight * tasks.loss(reader, tasks.batch())[0]
            step(loss, [reader, tasks.heads], opt, schedule)
            average.update(reader)
        log(f"epoch {epoch + 1}: " + ", ".join(f"{k} {v / len(groups):.3f}" for k, v in parts.items()) + f", {time.time() - begun:.0f} s")
        torch.save({"reader": reader.state_dict(), "opt": opt.state_dict(), "schedule": schedule.state_dict(),
                    "average": average.weights, "average_steps": average.steps, "epoch": epoch + 1}, path + ".new")
        os.replace(path + ".new", path)
        if options.evaluate and ((epoch + 1) % options.evaluate == 0 or epoch + 1 == options.epochs):
            now = {k: v.clone() for k, v in reader.state_dict().items()}
            reader.load_state_dict(average.weights)
            ledger, figures = evaluate(reader)
            log(f"    averaged weights: {figures}")
            if not os.path.exists(best) or ledger > torch.load(best)["ledger"]:
                torch.save({"ledger": ledger, "epoch": epoch + 1, "weights": average.weights}, best)
            reader.load_state_dict(now)
    if os.path.exists(best):
        kept = torch.load(best)
        log(f"claims stage: the averaged weights after epoch {kept['epoch']} are kept")
        reader.load_state_dict(kept["weights"])
    else:
        reader.load_state_dict(average.weights)


