"""Auxiliary corpora: sentences with parts of speech, dependency heads and names of persons, organisations, places."""
import glob
import os
import re

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
    """Sentences of a CoNLL-U file: words, upos, heads (0 root), relation names, MISC columns."""
    words, upos, heads, relations, misc = [], [], [], [], []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line:
            if words:
                yield words, upos, heads, relations, misc
            words, upos, heads, relations, misc = [], [], [], [], []
        elif not line.startswith("#"):
            c = line.split("\t")
            if c[0].isdigit():
                words.append(c[1]), upos.append(c[3]), heads.append(int(c[6]))
                relations.append(c[7].split(":")[0]), misc.append(c[9])
    if words:
        yield words, upos, heads, relations, misc


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


GUM_KINDS = {"person": "PER", "organization": "ORG", "place": "LOC"}


def gum_entities(misc):
    """Entities of a GUM sentence whose type is person, organisation or place: every mention, nested ones too.
    Multi-sentence brackets are dropped."""
    spans, open_ = [], []
    for i, column in enumerate(misc):
        m = re.search(r"Entity=([^|]+)", column)
        if not m:
            continue
        for part in re.findall(r"\([^()]+\)?|[^()]+\)|\)", m.group(1)):
            if part.startswith("("):
                fields = part.strip("()").split("-")
                open_.append((i, fields[1] if len(fields) > 1 else "", fields[0]))
                if part.endswith(")"):
                    a, kind, _ = open_.pop()
                    spans.append([a, i + 1, kind])
            elif part.endswith(")"):
                name = part.strip("()").split("-")[0]
                for n in range(len(open_) - 1, -1, -1):
                    if open_[n][2] == name or not name:
                        a, kind, _ = open_.pop(n)
                        spans.append([a, i + 1, kind])
                        break
    return [[a, b, ENTITY_GROUPS.index(GUM_KINDS[k])] for a, b, k in spans if k in GUM_KINDS]


def load(data):
    """All auxiliary sentences below `data`/public: dicts with words and, where known, upos, heads, relations,
    entities (only names for EWT, wikigold, WNUT; all mentions for GUM, which therefore go to no entity loss)."""
    public = os.path.join(data, "public")
    out = []
    names = {}
    for path in sorted(glob.glob(f"{public}/ewt/uner/*.iob2")):
        for line_words, tags in iob_uner(path):
            names[" ".join(line_words)] = tags
    for path in sorted(glob.glob(f"{public}/ewt/ud/*train.conllu")):
        for words, upos, heads, relations, _ in conllu(path):
            tags = names.get(" ".join(words))
            out.append({"corpus": "ewt", "words": words, "upos": upos, "heads": heads, "relations": relations,
                        "entities": entity_spans(tags) if tags else None})
    for path in sorted(glob.glob(f"{public}/gum/dep/**/*.conllu", recursive=True)):
        for words, upos, heads, relations, _ in conllu(path):
            out.append({"corpus": "gum", "words": words, "upos": upos, "heads": heads, "relations": relations, "entities": None})
    for words, tags in iob(f"{public}/ner/wikigold/CONLL-format/data/wikigold.conll.txt"):
        out.append({"corpus": "wikigold", "words": words, "upos": None, "heads": None, "relations": None,
                    "entities": entity_spans([t if t == "O" or t[:2] == "B-" else t for t in tags])})
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

