"""Auxiliary corpora: sentences with parts of speech, dependency trees, frames and names of persons, organisations, places."""
import glob
import os
import re

from . import frames
from .labels import ENTITY_GROUPS, SHAPE_DIGIT, SHAPE_LOWER, SHAPE_OTHER, SHAPE_TITLE, SHAPE_UPPER


def shape(word):
    """The same as `shape` in crates/reader/src/words.rs."""
    if any(c.isnumeric() for c in word):
        return SHAPE_DIGIT
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return SHAPE_OTHER
    if not letters[0].isupper():
        return SHAPE_LOWER
    return SHAPE_UPPER if len(letters) > 1 and not any(c.islower() for c in letters) else SHAPE_TITLE


def entity_spans(tags):
    """IOB2 (or IO) tags to [first, end, group]."""
    spans, at = [], None
    for i, tag in enumerate([*tags, "O"]):
        kind = tag[2:] if tag[:2] in ("B-", "I-") else None
        if at and (kind != at[1] or tag[:2] == "B-"):
            spans.append([at[0], i, at[1]])
            at = None
        if kind and not at:
            at = (i, kind)
    return [[a, b, ENTITY_GROUPS.index(g)] for a, b, g in spans if g in ENTITY_GROUPS]


def conllu(path):
    """Sentences of a CoNLL-U file: (document, rows), rows as `frames.Tree` takes them."""
    document, rows = path, []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line:
            if rows:
                yield document, rows
            rows = []
        elif line.startswith("# newdoc"):
            document = line
        elif not line.startswith("#"):
            c = line.split("\t")
            if c[0].isdigit():
                rows.append((c[1], c[2], c[3], c[5], int(c[6]), c[7], c[9]))
    if rows:
        yield document, rows


def tree(document, corpus, rows, entities, names=()):
    """A sentence of a treebank as `load` returns it."""
    return {"corpus": corpus, "document": document, "words": [r[0] for r in rows], "upos": [r[2] for r in rows],
            "heads": [r[4] for r in rows], "relations": [r[5].split(":")[0] for r in rows], "entities": entities,
            "frames": frames.analysed(rows, names)}


def iob(path):
    """Sentences of a two- or three-column IOB file."""
    words, tags = [], []
    for line in open(path, encoding="utf-8"):
        c = re.split(r"[\t ]+", line.rstrip("\n"))
        if len(c) < 2 or line.startswith("#"):
            if words:
                yield words, tags
            words, tags = [], []
        else:
            words.append(c[0]), tags.append(c[-1])
    if words:
        yield words, tags


def load(data):
    """All auxiliary sentences below `data`/public: dicts with words and, where known, upos, heads, relations,
    entities (names, for EWT and wikigold) and frames (frames.py)."""
    public = os.path.join(data, "public")
    out = []
    names = {}
    for path in sorted(glob.glob(f"{public}/ewt/uner/*.iob2")):
        for line_words, tags in iob_uner(path):
            names[" ".join(line_words)] = tags
    for path in sorted(glob.glob(f"{public}/ewt/ud/*train.conllu")):
        for document, rows in conllu(path):
            tags = names.get(" ".join(r[0] for r in rows))
            spans = entity_spans(tags) if tags else None
            named = [(a, b, ENTITY_GROUPS[g]) for a, b, g in spans or ()]
            out.append(tree(document, "ewt", rows, spans, named))
    for path in sorted(glob.glob(f"{public}/gum/dep/**/*.conllu", recursive=True)):
        for document, rows in conllu(path):
            out.append(tree(document, "gum", rows, None))
    for words, tags in iob(f"{public}/ner/wikigold/CONLL-format/data/wikigold.conll.txt"):
        out.append({"corpus": "wikigold", "document": "wikigold", "words": words, "upos": None, "heads": None, "relations": None,
                    "entities": entity_spans([t if t == "O" or t[:2] == "B-" else t for t in tags]), "frames": None})
    return [s for s in out if 4 <= len(s["words"]) <= 120]


def iob_uner(path):
    words, tags = [], []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line:
            if words:
                yield words, tags
            words, tags = [], []
        elif not line.startswith("#"):
            c = line.split("\t")
            words.append(c[1])
            tags.append("O" if c[2] == "B-O" else c[2])
    if words:
        yield words, tags

