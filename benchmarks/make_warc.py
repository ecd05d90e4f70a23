#!/usr/bin/env python3
"""Makes a web archive of a mixed day for benchmarks/gate.md: nine pages of other news for each one of conflict.

    python3 benchmarks/make_warc.py --data ../shared/train --pages 2000 build/day.warc.gz

Stories are texts of the training folder that the gate was not trained on (see training/gate.py), each used as often as it takes. Around each
stands what stands around the stories of news sites: scripts, styles, menus, teasers of other stories, in the proportion that crawls of news
sites have (a story of 3 to 6 KB in a page of 60 to 200 KB that gzip packs to about a fifth). One gzip member a record. The same arguments
give the same bytes.
"""
import argparse
import gzip
import hashlib
import html
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "training"))
from dateline_training import texts  # noqa: E402


def held(name):
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 5 == 0


def stories(data):
    """(other news, conflict): texts that the gate has not seen."""
    other = [text for name, text in texts.all_texts(data) if held(name) and len(text) > 600]
    conflict = []
    for part in ("real", "invented"):
        for line in open(f"{data}/claims/{part}.jsonl", encoding="utf-8"):
            report = json.loads(line)
            if held(report["id"]):
                (conflict if report["claims"] else other).append(report["text"])
    return other, conflict


class Markup:
    """Markup that packs about as well as that of real sites: few words of its own, many that come again, some that are unique."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = [self.word(self.random.randint(3, 12)) for _ in range(60)]

    def word(self, length):
        return "".join(self.random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(length))

    def unique(self, length=16):
        return "".join(self.random.choice("0123456789abcdef") for _ in range(length))

    def name(self):
        return self.random.choice(self.names)

    def script(self, size):
        out, length = [], 0
        while length < size:
            n = self.name
            line = self.random.choice([
                f"function {n()}(e,t){{return e.{n()}&&t.{n()}?e.{n()}({self.random.randint(0, 9999)}):void 0}}",
                f"window.{n()}=window.{n()}||[];window.{n()}.push({{id:\"{self.unique(6)}\",{n()}:!0,{n()}:{self.random.randint(0, 9)}}});",
                f"if(document.querySelector(\".{n()}-{n()}\")){{var {n()}=new {n()}(\"{n()}\",{{{n()}:[{self.random.randint(1, 99)},{self.random.randint(1, 99)}]}})}}",
                f"var {n()}={{\"{n()}\":\"https://cdn.{n()}.example/{self.unique(8)}/{n()}.js\",\"{n()}\":null}};",
            ])
            out.append(line)
            length += len(line)
        return "".join(out)

    def style(self, size):
        out, length = [], 0
        while length < size:
            line = f".{self.name()}-{self.name()}{{{self.random.choice(['margin', 'padding'])}:{self.random.randint(0, 40)}px;color:#{self.random.choice(['fff', '000', 'c00', '1a1a1a', 'f5f5f5'])}}}"
            out.append(line)
            length += len(line)
        return "".join(out)

    def link(self, words):
        n = self.name
        return f"<li class=\"{n()}-{n()} {n()}__{n()}\" data-id=\"{self.unique(6)}\"><a href=\"/{n()}/{n()}-{self.unique(8)}\" class=\"{n()}\"><img loading=lazy src=\"https://img.example/{self.unique(8)}.jpg\" alt=\"\"><span>{html.escape(words)}</span></a></li>"


def page(markup, text, teasers, number):
    r, n = markup.random, markup.name
    # A paragraph of some sentences.
    sentences = text.replace("\n", " ").split(". ")
    paragraphs = [". ".join(sentences[at:at + 3]) + "." for at in range(0, len(sentences), 3)]
    title = sentences[0][:90]
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": "2031-03-07T10:00:00Z", "publisher": {"name": "Example Wire"}}
    if number % 5 == 0:
        data["articleBody"] = text
    body = "".join(f"<p class=\"{n()}-{n()}\">{html.escape(p)}</p>" + (f"<div class=\"{n()} ad\" id=\"{markup.unique()}\"></div>" if r.random() < .3 else "") for p in paragraphs)
    menu = "".join(markup.link(w) for w in ["Home", "World", "Europe", "Middle East", "Africa", "Business", "Sport", "Culture", "Weather", "Video", "Science", "Travel", "About us", "Contact", "Newsletter", "Terms of use"] * 3)
    more = "".join(markup.link(t) for t in teasers)
    return (f"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{html.escape(title)} | Example Wire</title>"
            f"<meta property=\"og:title\" content=\"{html.escape(title)}\"><script type=\"application/ld+json\">{json.dumps(data)}</script>"
            f"<style>{markup.style(r.randint(8, 30) << 10)}</style><script>{markup.script(r.randint(15, 60) << 10)}</script></head><body class=\"{n()}\">"
            f"<header><nav><ul>{menu}</ul></nav></header><main><article><h1>{html.escape(title)}</h1>{body}</article></main>"
            f"<aside><h2>More stories</h2><ul>{more}</ul></aside><footer><ul>{menu}</ul></footer><script>{markup.script(r.randint(10, 40) << 10)}</script></body></html>")


def record(kind, url, content_type, content, number):
    digest = hashlib.sha256(content).hexdigest()
    head = (f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-03-07T12:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\nWARC-Payload-Digest: sha256:{digest}\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(content)}\r\n\r\n")
    return gzip.compress(head.encode() + content + b"\r\n\r\n", 6, mtime=0)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True)
    ap.add_argument("--pages", type=int, default=2000)
    ap.add_argument("--conflict", type=float, default=0.1, help="share of the pages that tell of conflict")
    ap.add_argument("--stories", metavar="FILE", help="write the stories alone, too, as JSON lines")
    ap.add_argument("out")
    options = ap.parse_args()
    other, conflict = stories(options.data)
    r = random.Random(7)
    heads = [t.split(". ")[0][:80] for t in other] * 9 + [t.split(". ")[0][:80] for t in conflict]
    sites = [Markup(seed) for seed in range(40)]
    plain = packed = 0
    alone = open(options.stories, "w", encoding="utf-8") if options.stories else None
    with open(options.out, "wb") as file:
        for number in range(options.pages):
            # Every tenth page is one of conflict, so that any beginning of the archive has the same mix.
            is_conflict = int((number + 1) * options.conflict) > int(number * options.conflict)
            chosen = conflict if is_conflict else other
            text = chosen[r.randrange(len(chosen))]
            if alone:
                alone.write(json.dumps({"id": f"story-{number}", "text": text, "conflict": is_conflict}) + "\n")
            content = page(r.choice(sites), text, r.sample(heads, 30), number).encode()
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + content
            url = f"https://wire{number % 40}.example/story-{number}"
            out = record("request", url, "application/http; msgtype=request", b"GET / HTTP/1.1\r\nHost: wire.example\r\n\r\n", 2 * number)
            out += record("response", url, "application/http; msgtype=response", answer, 2 * number + 1)
            file.write(out)
            plain, packed = plain + len(content), packed + len(out)
    print(f"{options.pages} pages, {plain / 1e6:.1f} MB of pages, {packed / 1e6:.1f} MB packed")


if __name__ == "__main__":
    main()
