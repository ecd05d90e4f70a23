"""The project's own annotated reports, training/claims: invented ones, and public texts that we annotated.

The public texts stay where they are (`--data`/public): annotations.jsonl holds only places in them, in code points."""
import functools
import glob
import json
import os

from .data import full, read_jsonl
from .labels import TEXT_SLOTS

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "claims")


def treebank(pattern):
    """The sentences of CoNLL-U files: {sent_id: number}, and their texts by number."""
    at, texts = {}, []
    for path in sorted(glob.glob(pattern)):
        name = None
        with open(path, encoding="utf-8") as f:
            for line in f:
                if line.startswith("# sent_id ="):
                    name = line.split("=", 1)[1].strip()
                elif line.startswith("# text ="):
                    at[name] = len(texts)
                    texts.append(line.split("=", 1)[1].strip())
    return at, texts


def plover(path):
    """The texts of PLOVER's gold records: {id: number}, and the texts by number."""
    with open(path, encoding="utf-8") as f:
        records = [r for r in json.load(f) if r.get("text")]
    return {r["id"]: n for n, r in enumerate(records)}, [r["text"] for r in records]


def reports(data):
    """(invented, real): reports in the form of the gold, as data.read_jsonl gives them."""
    corpora = {"ewt": lambda: treebank(f"{data}/public/ewt/ud/*.conllu"), "gum": lambda: treebank(f"{data}/public/gum/dep/*.conllu"),
               "plover": lambda: plover(f"{data}/public/plover/oeda/PLOVER_GSR_CAMEO.txt")}
    opened = functools.cache(lambda name: corpora[name]())
    real = []
    for piece in read_jsonl(os.path.join(FOLDER, "annotations.jsonl")):
        at, texts = opened(piece["corpus"])
        first = at[piece["first"]]
        sentences = texts[first: first + piece["sentences"]]
        text = "\n".join(sentences)
        part = lambda span: text[span[0]:span[1]]
        claims = [{**c, "t": part(c["t"]), **{slot: [part(s) for s in c[slot]] for slot in TEXT_SLOTS if slot in c}}
                  for c in piece["claims"]]
        real.append(full({"id": piece["id"], "sentences": sentences, "claims": claims}))
    return [full(r) for r in read_jsonl(os.path.join(FOLDER, "invented.jsonl"))], real
