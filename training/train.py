#!/usr/bin/env python3
"""Trains the reader from the annotated reports and the auxiliary corpora. See docs/training.md.

    python training/train.py --data ../shared/train --dev ../shared/gold/dev.jsonl
"""
import argparse
import importlib.util
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


def scorer(path):
    """The project's scorer, ../shared/gold/score.py, beside the dev file."""
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


#: glibc gives big tensors back to the kernel after each use; on a virtual machine the page faults of taking them again
#: cost eight times the arithmetic. Keeping them, on huge pages: 3,400 word pieces/s instead of 380 here.
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(10 ** 12), "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True, help="folder with claims/ and public/")
    ap.add_argument("--dev", required=True, help="gold reports to choose by; never trained on")
    ap.add_argument("--work", default="build/training", help="checkpoints; a stopped run goes on from here")
    ap.add_argument("--program", default="target/release/reader-prepare", help="the built reader-prepare")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--epochs", type=int, default=3)
    ap.add_argument("--real-twice-from", type=int, default=0, metavar="EPOCH",
                    help="from this epoch on the real reports are shown twice: the invented ones outnumber them, and name "
                         "their speakers more plainly than the news does")
    ap.add_argument("--aux-epochs", type=int, default=4)
    ap.add_argument("--aux-batch", type=int, default=2048, help="word pieces a batch of the auxiliary tasks")
    ap.add_argument("--aux-every", type=int, default=8, help="every so many batches of claims, one of the auxiliary tasks; 0 never")
    ap.add_argument("--aux-weight", type=float, default=1.0)
    ap.add_argument("--rate", type=float, default=1.5e-4, help="of the encoder; heads learn five times as fast")
    ap.add_argument("--average", type=float, default=0.998)
    ap.add_argument("--batch", type=int, default=3072, help="word pieces a batch")
    ap.add_argument("--evaluate", type=int, default=1, metavar="N",
                    help="score the dev file after every Nth epoch and the last, and keep the weights of the best; 0: keep the last")
    ap.add_argument("--device", default=None)
    ap.add_argument("--name", default="en-2", help="name and version of the model")
    ap.add_argument("--out", default="models", help="the model goes into a folder of its name here")
    ap.add_argument("--stage", choices=["aux", "claims"], default="claims", help="stop after this stage")
    options = ap.parse_args()

    import torch
    from dateline_training import base, data, decode, finish, own, train
    from dateline_training.model import Reader
    torch.manual_seed(options.seed)
    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    os.makedirs(options.work, exist_ok=True)
    begun = time.time()
    vocabulary, tokenizer, weights = base.load(options.work)
    begin, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    reader = Reader(tokenizer.get_vocab_size())
    reader.encoder.load_base(weights)
    reader.to(device)
    tasks = train.AuxiliaryTasks(options, tokenizer, device)
    train.auxiliary(reader, tasks, options, device)
    if options.stage == "aux":
        return
    reports = [{**r, "real": name == "real"} for name in ("real", "invented")
               for r in data.read_jsonl(f"{options.data}/claims/{name}.jsonl")]
    given = len(reports)
    invented, annotated = own.reports(options.data)
    reports += [{**r, "real": False} for r in invented] + [{**r, "real": len(r["sentence_spans"]) > 1} for r in annotated]
    examples = [data.example(r, p) for r, p in zip(reports, data.prepare(reports, options.program, vocabulary))]
    lost = [x for e in examples for x in e["lost"]]
    train.log(f"{sum(len(e['claims']) for e in examples)} claims; labels that stand on no words: {len(lost)}")
    dev = data.read_jsonl(options.dev)
    dev_examples = [data.example(r, p) for r, p in zip(dev, data.prepare(dev, options.program, vocabulary))]
    # held aside from training for calibration: every 20th report that was given, none of our own
    held = [n for n in range(given) if n % 20 == 7]
    score = scorer(os.path.join(os.path.dirname(options.dev), "score.py"))

    def figures(model, reports, examples):
        """The LEDGER of some reports, and a line of all figures."""
        scored = decode.score_windows(model, [w for e in examples for w in data.cut(e)], begin, end, device)
        t, _, _ = score.score(reports, decode.read_all(scored, examples, reports, decode.Thresholds()))
        names = ["LEDGER", "typed", "status", *decode.TEXT_SLOTS, "counts", "verification"]
        return t["LEDGER"].prf[2], " ".join(f"{k} {t[k].prf[2]:.3f}" for k in names)

    def evaluate(model):
        """The LEDGER on dev, by which the epoch to keep is chosen, and lines to print."""
        ledger, of_dev = figures(model, dev, dev_examples)
        _, of_held = figures(model, [reports[n] for n in held], [examples[n] for n in held])
        return ledger, f"dev: {of_dev}\n    held: {of_held}"
    done = os.path.join(options.work, "reader.pt")
    if os.path.exists(done):
        reader.load_state_dict(torch.load(done))
        train.log(f"claims stage: taken from {done}")
    else:
        train.claims(reader, [e for n, e in enumerate(examples) if n not in held], tasks, options, begin, end, device, evaluate)
        torch.save(reader.state_dict(), done)
    told = {k: v for k, v in vars(options).items() if k in ("seed", "aux_epochs", "epochs", "rate", "average", "batch", "aux_every", "aux_weight", "aux_batch", "real_twice_from")}
    folder = os.path.join(options.out, options.name)
    small, thresholds = finish.finish(reader, options.name, folder, options.work, vocabulary, begin, end,
                                      ([reports[n] for n in held], [examples[n] for n in held]), (dev, dev_examples), score, told)
    samples = data.read_jsonl(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.jsonl"))
    finish.reference(small, thresholds, os.path.join(folder, "reference.json"), samples, options.program, vocabulary, begin, end)
    train.log(f"{(time.time() - begun) / 60:.1f} minutes in all")


if __name__ == "__main__":
    if sys.platform == "linux" and "GLIBC_TUNABLES" not in os.environ:
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **KEEP_MEMORY})
    main()
