"""Texts that are not annotated with claims, as documents: what most of a day's news is made of, or stands for it.

Reads the folders below `--data`; never changes or keeps them."""
import glob
import os
import re
import xml.etree.ElementTree


def conllu(path):
    """(id, sentences) of every document of a CoNLL-U file."""
    name, sentences = None, []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("# newdoc id = "):
                if sentences:
                    yield name, sentences
                name, sentences = line[14:].strip(), []
            elif line.startswith("# text = "):
                sentences.append(line[9:].strip())
    if sentences:
        yield name, sentences


def gum(data):
    for path in sorted(glob.glob(f"{data}/public/gum/dep/*.conllu")):
        for name, sentences in conllu(path):
            yield f"gum/{name}", " ".join(sentences)


def ewt(data):
    for path in sorted(glob.glob(f"{data}/public/ewt/ud/*.conllu")):
        for name, sentences in conllu(path):
            yield f"ewt/{name}", " ".join(sentences)


def geovirus(data):
    root = xml.etree.ElementTree.parse(f"{data}/public/geovirus/GeoVirus.xml").getroot()
    for number, article in enumerate(root.iter("article")):
        yield f"geovirus/{number}", " ".join((article.findtext("text") or "").split())


def meantime(data):
    """Wikinews on Airbus, Apple, General Motors and the stock market."""
    for path in sorted(glob.glob(f"{data}/public/meantime/intra_cross-doc_annotation/*/*.xml")):
        words, sentence, last = [], [], None
        for token in xml.etree.ElementTree.parse(path).getroot().iter("token"):
            if token.get("sentence") != last and sentence:
                words.append(joined(sentence))
                sentence = []
            last = token.get("sentence")
            sentence.append(token.text or "")
        words.append(joined(sentence))
        # The day's line and the heading come first.
        yield f"meantime/{os.path.basename(path)[:-4]}", " ".join(words)


def joined(tokens):
    """Tokens as text: no space before a sign that closes."""
    return re.sub(r" (?=[.,;:!?)’']|n't)|(?<=[(‘“]) ", "", " ".join(tokens))


def all_texts(data):
    """Every document of these corpora, in one order on every machine."""
    for corpus in (gum, ewt, geovirus, meantime):
        yield from corpus(data)
