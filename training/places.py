"""Learns the weights that rank places of one name (crates/world/src/places/weights.json) from GeoVirus.

The Rust program computes the signs, so that what is learned is what is used; this script only fits two softmax models
(without and with neighbours) to them. Neighbours depend on the first pass, so export and learning are done twice:

    cargo run --release -p world --example places-eval -- --data ../shared --export features.jsonl
    python3 training/places.py --features features.jsonl --weights crates/world/src/places/weights.json

Files (Wikinews pages) are split by the SHA-256 of their address: first byte below 51 is held aside (about a fifth), the rest
is learned from. The weights are drawn towards the hand-set ones in PRIOR, because GeoVirus has few bases, outlets and odd
spellings to learn from. A name that is told several times in one page counts once.
"""

import argparse
import collections
import hashlib
import json
import math
import re
import unicodedata

import numpy as np

SOURCE = (
    "Learned by training/places.py from GeoVirus (Gritta et al. 2018; text of Wikinews, CC BY 2.5), the pages whose address has "
    "a SHA-256 that begins with a byte of 51 or more; drawn towards hand-set weights. Only these numbers are taken."
)

# Hand-set; reasons: population and class order what nothing else orders; what the words say (comma, "province of") goes before
# the rest; a name met by its consonants alone needs support.
PRIOR = {
    "town": 0, "capital": 1.5, "country": 6, "division": 3.5, "district": 1.5, "region": 4, "base": 1, "town_population": 2,
    "area_population": 0.3, "behind_the_largest": 0.5, "other_name": -0.7, "folded": -0.5, "cut": -1,
    "inside": 6, "outside": -1, "about": 3, "holds": 4, "country_named": 1.5,
    "country_share": 2, "no_country_named": -0.5, "neighbours_country": 2.5, "neighbours_division": 2,
    "neighbours_nearness": 1.5, "next_ones_country": 0.7, "none": -1,
}  # fmt: skip
# Not learned. GeoVirus is about health in countries and American states; reports of war name towns and the provinces named
# after them, and what the words ask for ("city of", "province") must decide between the two.
FIXED = {"town_of_its_name": -6, "asked_for_beside_its_town": 0, "cue_fits": 3, "cue_speaks_against": -2, "outlet": 1, "skeleton": -4}
NEIGHBOURS = {"neighbours_country", "neighbours_division", "neighbours_nearness", "next_ones_country"}
NEAR_KM = 161.0


def held_aside(page: str) -> bool:
    """Whether a page is measured on and never learned from."""
    return hashlib.sha256(page.encode()).digest()[0] < 51


def kilometres(a, b):
    """Great-circle distance of (lat, lon) pairs in km."""
    (la, lo), (lb, lp) = [tuple(map(math.radians, p)) for p in (a, b)]
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def folded(name: str) -> str:
    """Small letters without marks."""
    name = unicodedata.normalize("NFKD", name.replace("_", " "))
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in name if not unicodedata.combining(c)).lower()).strip()


def is_right(candidate: dict, gold: dict) -> bool:
    """Within 161 km; or a wide area that is named as the gold's page is: whose centre is a matter of taste."""
    km = kilometres(candidate["point"], gold["point"])
    if km <= NEAR_KM:
        return True
    title = re.sub(r"_\(.*\)$", "", gold["page"])
    return candidate["wide"] and km < 1500 and folded(title) == folded(candidate["name"])


def examples(rows, names, number):
    """[(page, weight, signs [candidates + none, signs], right [candidates + none])] of one pass."""
    counts = collections.Counter((row["page"], row["mention"], tuple(row["gold"]["point"])) for row in rows)
    out = []
    for row in rows:
        weight = 1.0 / counts[row["page"], row["mention"], tuple(row["gold"]["point"])]
        signs = np.zeros((len(row["candidates"]) + 1, len(names) + 1))
        right = np.zeros(len(row["candidates"]) + 1, bool)
        for at, candidate in enumerate(row["candidates"]):
            signs[at, :-1] = candidate["signs"][number]
            right[at] = is_right(candidate, row["gold"])
        signs[-1, -1] = 1.0
        right[-1] = not right.any()
        if len(row["candidates"]):
            out.append((row["page"], weight, signs, right))
    return out


def learn(data, start, free, pull=0.02, steps=400):
    """Weights that make the right candidates likely; `pull` times the squared distance from `start` is added."""
    weights = start.copy()
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    total = sum(weight for _, weight, _, _ in data)
    for step in range(1, steps + 1):
        slope = 2 * pull * (weights - start)
        for _, weight, signs, right in data:
            power = signs @ weights
            power = np.exp(power - power.max())
            chance = power / power.sum()
            wanted = chance * right
            wanted = wanted / max(wanted.sum(), 1e-12)
            slope += weight / total * ((chance - wanted) @ signs)
        slope *= free
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        weights -= 0.1 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


def accuracy(data, weights):
    """Share of mentions (each counted) whose likeliest candidate is right."""
    hits = [bool(right[:-1][np.argmax((signs @ weights)[:-1])]) for _, _, signs, right in data]
    return sum(hits) / max(len(hits), 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--features", required=True, help="what places-eval --export wrote")
    parser.add_argument("--weights", required=True, help="file to write")
    parser.add_argument("--pull", type=float, default=0.01, help="how strongly the hand-set weights draw; by --thirds 0.0001 to 0.01 do not differ")
    parser.add_argument("--thirds", action="store_true", help="compare pulls by thirds of the pages learned from; a minute")
    args = parser.parse_args()
    with open(args.features) as file:
        names = json.loads(next(file))["signs"]
        rows = [json.loads(line) for line in file]
    result = {"source": SOURCE}
    for number, key in enumerate(["first", "second"]):
        data = examples(rows, names, number)
        train = [one for one in data if not held_aside(one[0])]
        dev = [one for one in data if held_aside(one[0])]
        unknown = NEIGHBOURS if number == 0 else set()
        start = np.array([0.0 if n in unknown else {**PRIOR, **FIXED}[n] for n in [*names, "none"]])
        free = np.array([0.0 if n in unknown or n in FIXED else 1.0 for n in [*names, "none"]])
        for pull in (0.0001, 0.0005, 0.002, 0.01) if args.thirds else ():
            hits = []
            for third in range(3):
                of = lambda page: hashlib.sha256(page.encode()).digest()[1] % 3  # noqa: E731
                fold = learn([one for one in train if of(one[0]) != third], start, free, pull, 150)
                hits.append(accuracy([one for one in train if of(one[0]) == third], fold))
            print(f"{key}: pull {pull}: by thirds of the pages learned from {sum(hits) / 3:.4f}")
        weights = learn(train, start, free, args.pull)
        print(f"{key}: hand-set: learned from {accuracy(train, start):.4f}, held aside {accuracy(dev, start):.4f}")
        print(f"{key}: learned:  learned from {accuracy(train, weights):.4f}, held aside {accuracy(dev, weights):.4f}")
        result[key] = {name: round(float(w), 3) for name, w in zip([*names, "none"], weights)}
    with open(args.weights, "w") as file:
        file.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
