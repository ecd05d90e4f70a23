"""The trained network to the one file that the program loads: two ONNX graphs, int8, with a header.

File: b"DLREADER", u32 format version, u64 header length, header (JSON), sections, SHA-256 of all before it.
The header names every label in the order of the outputs, the thresholds, the calibration and the sections
("vocabulary", "window.onnx", "roles.onnx") with their offsets from the file's start. Integers are little endian.
"""
import hashlib
import json
import os
import struct


import torch
from torch import nn
from torch.nn import functional as F

from .labels import (CANDIDATES, CONTEXT, COUNTS, GROUPS, IMPLIED, LONGEST_SPAN, ROLES, STATUS, TAGS, TYPES,
                     VERIFICATION, WINDOW)
from .model import ATTENTION_HEADS, HIDDEN, PAIR, SPAN, head_states, tree_features

MAGIC, FORMAT = b"DLREADER", 1


class Rows(nn.Module):
    """An embedding table as int8 rows with a scale each."""

    def __init__(self, table):
        super().__init__()
        scale = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", torch.round(table / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids):
        return F.embedding(ids, self.rows).to(torch.float32) * F.embedding(ids, self.scale)

    def dequantised(self):
        return self.rows.float() * self.scale


def attention(layer, x, shape, heads, width):
    """`Layer.forward` without padding and with constant reshapes (rten folds them)."""
    def split(y):
        return y.reshape(*shape, heads, width // heads).transpose(-2, -3)
    q, k, v = split(layer.query(x)), split(layer.key(x)), split(layer.value(x))
    weights = torch.softmax(q @ k.transpose(-1, -2) * (1.0 / (width // heads) ** 0.5), -1)
    mixed = (weights @ v).transpose(-2, -3).reshape(*shape, width)
    x = layer.norm1(x + layer.out(mixed))
    return layer.norm2(x + layer.down(F.gelu(layer.up(x))))


class WindowGraph(nn.Module):
    """One window: ids, shapes [1, T], first, last [1, W] -> words [1, W, H], tags [1, W, 33], spans [3, W, W].
    Scores are before softmax and sigmoid."""

    def __init__(self, reader, rows):
        super().__init__()
        self.r, self.rows = reader, rows

    def forward(self, ids, shapes, first, last):
        e = self.r.encoder
        t = ids.shape[1]
        x = e.norm(self.rows(ids) + e.shapes(shapes) + e.positions.weight[None, :t])
        for layer in e.layers:
            x = attention(layer, x, (1, -1), ATTENTION_HEADS, HIDDEN)
        x = x[0]
        words = (x[first[0]] + x[last[0]]) * 0.5
        h = self.r.heads
        start, end = h.spans.start(words), h.spans.end(words)
        left = h.spans.bilinear(start).reshape(-1, h.spans.groups, SPAN).transpose(0, 1)
        spans = left @ end.transpose(0, 1) * (1.0 / SPAN ** 0.5)
        spans = spans + h.spans.start_only(start).transpose(0, 1)[:, :, None] + h.spans.end_only(end).transpose(0, 1)[:, None, :]
        return words[None], h.tags(words)[None], spans


class RoleGraph(nn.Module):
    """Triggers and candidates of one window: words [1, W, H], segment [W], trigger_first, trigger_last, kinds [K],
    first, last [C], groups [C, 4], distances [K, C] -> roles [K, C, 12], status [K, 5], verification [K, 5],
    implied [K, 12]."""

    def __init__(self, reader):
        super().__init__()
        self.h = reader.role_head

    def forward(self, words, segment, trigger_first, trigger_last, kinds, first, last, groups, distances):
        h, words = self.h, words[0]
        same = (segment[:, None] == segment[None]).to(torch.float32)
        arcs = torch.softmax(h.arcs(words, same), -1)
        at = torch.arange(words.shape[0])
        inside = lambda a, e: ((at >= a[:, None]) & (at <= e[:, None])).to(torch.float32)
        of_triggers, of_candidates = inside(trigger_first, trigger_last), inside(first, last)
        state = lambda a, e, members: torch.cat([words[a], words[e], head_states(words, arcs, members)], -1)
        t = h.trigger(state(trigger_first, trigger_last, of_triggers)) + h.kind(kinds)
        c = h.candidate(state(first, last, of_candidates)) + h.group(groups)
        product = t[:, None] * c[None]
        x = h.join(product) + t[:, None] + c[None] + h.distance(distances)
        x = x + h.tree(tree_features(arcs, of_triggers, of_candidates))
        x = h.norm(x + product * h.by_kind(kinds)[:, None])
        k, n = distances.shape
        x = attention(h.across_candidates.layer, x, (k, n), 4, PAIR)
        x = x + attention(h.across_triggers.layer, x.transpose(0, 1), (n, k), 4, PAIR).transpose(0, 1)
        about = F.gelu(h.about(t) + h.about_pairs(x.mean(1)))
        return h.roles(x), h.status(about), h.verification(about), h.implied(about)


WINDOW_NAMES = (["ids", "shapes", "first", "last"], ["words", "tags", "spans"])
ROLE_NAMES = (["words", "segment", "trigger_first", "trigger_last", "kinds", "candidate_first", "candidate_last", "groups",
               "distances"], ["roles", "status", "verification", "implied"])


def sample_inputs(t=40, w=30, k=3, n=7):
    words = torch.arange(1, w + 1)[None]
    return ((torch.randint(0, 1000, (1, t)), torch.randint(0, 5, (1, t)), words, words),
            (torch.randn(1, w, HIDDEN), torch.arange(w) // 9, torch.arange(k), torch.arange(k), torch.arange(k), torch.arange(n),
             torch.arange(n) + 1, torch.rand(n, 4), torch.randint(0, 25, (k, n))))


def graphs(reader, folder, quantise=True):
    """Writes window.onnx and roles.onnx, and with `quantise` their int8 forms over them. Returns the two paths."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    reader.eval()
    window_inputs, role_inputs = sample_inputs()
    paths = []
    for name, graph, inputs, (ins, outs), moving in (
            ("window", WindowGraph(reader, Rows(reader.encoder.pieces.weight.detach()) if quantise else reader.encoder.pieces),
             window_inputs, WINDOW_NAMES, {"ids": {1: "T"}, "shapes": {1: "T"}, "first": {1: "W"}, "last": {1: "W"},
                                           "words": {1: "W"}, "tags": {1: "W"}, "spans": {1: "W", 2: "W"}}),
            ("roles", RoleGraph(reader), role_inputs, ROLE_NAMES,
             {"words": {1: "W"}, "segment": {0: "W"}, "trigger_first": {0: "K"}, "trigger_last": {0: "K"}, "kinds": {0: "K"},
              "candidate_first": {0: "C"}, "candidate_last": {0: "C"}, "groups": {0: "C"}, "distances": {0: "K", 1: "C"},
              "roles": {0: "K", 1: "C"}, "status": {0: "K"}, "verification": {0: "K"}, "implied": {0: "K"}})):
        path = os.path.join(folder, f"{name}.onnx")
        graph.eval()
        torch.onnx.export(graph, inputs, path, input_names=ins, output_names=outs, dynamic_axes=moving,
                          opset_version=17, dynamo=False, do_constant_folding=True)
        if quantise:
            full = path.replace(".onnx", ".fp32.onnx")
            os.replace(path, full)
            # seven bits: without VNNI, ONNX Runtime and rten add two products up in 16 bits, which overflow with eight
            quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
                             op_types_to_quantize=["MatMul"], extra_options={"MatMulConstBOnly": True})
        onnx.checker.check_model(onnx.load(path))
        paths.append(path)
    return paths


def header(name, thresholds, calibration, language="en"):
    return {"name": name, "language": language, "types": TYPES, "tags": TAGS, "status": STATUS, "roles": ROLES,
            "counts": COUNTS, "implied": IMPLIED, "verification": VERIFICATION, "groups": GROUPS, "window": WINDOW,
            "context": CONTEXT, "longest_span": LONGEST_SPAN, "candidates": CANDIDATES, "thresholds": thresholds,
            "calibration": calibration}


def pack(path, head, sections):
    """Writes the model file. sections: [(name, bytes)]."""
    blobs, offsets = b"", {}
    for name, blob in sections:
        offsets[name] = [len(blobs), len(blob)]
        blobs += blob + b"\0" * (-len(blob) % 64)
    def encoded(base):
        return json.dumps({**head, "sections": {k: [base + o, n] for k, (o, n) in offsets.items()}},
                          sort_keys=True, ensure_ascii=False).encode()
    base = -(-(20 + len(encoded(10 ** 8))) // 64) * 64
    text = encoded(base)
    text += b" " * (base - 20 - len(text))
    whole = MAGIC + struct.pack("<IQ", FORMAT, len(text)) + text + blobs
    with open(path, "wb") as f:
        f.write(whole + hashlib.sha256(whole).digest())
    return hashlib.sha256(whole).hexdigest()


