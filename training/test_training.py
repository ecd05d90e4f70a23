"""Tests of what training shares with the Rust program. Standard library only: they run where PyTorch is not installed."""
import json
import os
import sys
import tomllib
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from dateline_training import aux, data, labels  # noqa: E402


def an_example():
    """Rebels took Homs , 3 died . (invented): words 0..6, one claim."""
    return {"id": "x", "pieces": [[1], [2], [3, 4], [5], [6], [7], [8]], "shapes": [2, 1, 2, 0, 4, 1, 0], "sentences": [(0, 7)],
            "quantities": [(4, 5, 3, 3, 0)], "spans": [(0, 1)] * 7,
            "claims": [{"trigger": (1, 2), "sentence": 0, "type": 0, "status": 0, "verification": 0,
                        "fillers": [(labels.ROLES.index("actor"), 0, 1), (labels.ROLES.index("place"), 2, 3)], "same": [],
                        "killed": 0, "injured": 0, "displaced": 0, "detained": 0}], "lost": []}


class Training(unittest.TestCase):
    def test_the_types_are_those_of_the_ontology(self):
        with open(os.path.join(HERE, "..", "data", "ontology.toml"), "rb") as f:
            ontology = tomllib.load(f)
        types = next(v for v in ontology.values() if isinstance(v, list) and v and "code" in v[0])
        self.assertEqual(labels.TYPES, [t["code"] for t in types])

    def test_windows_are_cut_as_the_program_cuts_them(self):
        with open(os.path.join(HERE, "windows.json")) as f:
            for case in json.load(f):
                self.assertEqual([list(c) for c in data.windows(case["sizes"])], case["cuts"], case["sizes"])

    def test_distances_fall_into_the_buckets_of_the_program(self):
        for words, sentences, bucket in [(0, 0, 8), (1, 0, 9), (-1, 0, 7), (4, 0, 12), (7, 0, 13), (12, 0, 14), (20, 0, 15),
                                         (99, 0, 16), (-99, 0, 0), (30, 1, 17), (30, 2, 18), (30, 9, 19), (-30, -1, 20),
                                         (-30, -3, 22), (-30, -5, 23), (-30, -9, 24), (-30, -40, 25)]:
            self.assertEqual(data.distance_bucket(words, sentences), bucket, (words, sentences))
            self.assertLess(bucket, labels.DISTANCES)

    def test_our_reports_hold_to_the_codebook(self):
        """Triggers stand in their sentences, fillers in their report, types and states are known, no id comes twice."""
        reports = [data.full(r) for r in data.read_jsonl(os.path.join(HERE, "claims", "invented.jsonl"))]
        self.assertEqual(len(reports), len({r["id"] for r in reports}))
        for r in reports:
            for c in r["claims"]:
                start, end = r["sentence_spans"][c["sentence"]]
                self.assertIn(c["trigger"], r["text"][start:end], r["id"])
                self.assertIn(c["type"], labels.TYPES, r["id"])
                self.assertIn(c["status"], labels.STATUS, r["id"])
                self.assertIn(c.get("verification") or "none", labels.VERIFICATION, r["id"])
                for slot in labels.TEXT_SLOTS:
                    for filler in c.get(slot) or []:
                        self.assertIn(filler, r["text"], (r["id"], slot))
                for slot in labels.COUNTS:
                    if c.get(slot) is not None and not isinstance(c[slot], int):
                        low, high = c[slot]
                        self.assertTrue(low is not None or high is not None, r["id"])
                        self.assertTrue(None in (low, high) or low <= high, r["id"])

    def test_a_count_is_said_by_the_number_before_its_victim(self):
        """"A spokesman said that a girl was hurt": the second "a" says it, and where nobody stands behind one it is implied."""
        prepared = {"quantities": [(0, 1, 1, 1, 2), (4, 5, 1, 1, 2)]}
        at = {w: 0 for w in range(9)}
        self.assertEqual(data.count_labels([1, 1], 0, (7, 8), prepared, at, [(5, 6)]), ([(4, 5)], None))
        self.assertEqual(data.count_labels([1, 1], 0, (7, 8), prepared, at, [(2, 3)]), (None, "one"))
        self.assertEqual(data.count_labels([3, 3], 0, (7, 8), prepared, at, [(5, 6)]), (None, "several"))

    def test_numbers_add_up_and_an_open_end_stays_open(self):
        self.assertEqual(data.total([[3, 3], [2, 2]]), [5, 5])
        self.assertEqual(data.total([[46, 46], [38, None], [20, 20]]), [104, None])
        self.assertEqual(data.total([[None, 10], [None, 5]]), [None, 15])

    def test_a_swapped_name_moves_every_range_along(self):
        e = an_example()
        names = data.Names([e])
        names.lists["place"] = [(((90,), (91,), (92,)), (2, 2, 2))]
        swapped = data.swap_names(e, names, data.seeded("t"))
        claim = swapped["claims"][0]
        place = next((a, b) for role, a, b in claim["fillers"] if labels.ROLES[role] == "place")
        self.assertEqual([swapped["pieces"][w] for w in range(*place)], [(90,), (91,), (92,)])
        self.assertEqual(swapped["pieces"][claim["trigger"][0]], [2])
        self.assertEqual(swapped["pieces"][swapped["quantities"][0][0]], [6])

    def test_garbling_never_touches_a_trigger_a_filler_or_a_number(self):
        e = an_example()
        for n in range(200):
            g = data.garble(e, data.seeded(n), 0.9)
            claim = g["claims"][0]
            self.assertEqual(g["pieces"][claim["trigger"][0]], [2])
            self.assertEqual([g["pieces"][a] for _, a, _ in claim["fillers"]], [[1], [3, 4]])
            self.assertEqual(g["pieces"][g["quantities"][0][0]], [6])

    def test_a_seed_gives_the_same_augmentation_twice(self):
        e = an_example()
        names = data.Names([e])
        twice = [[data.augmented(e, names, data.seeded(1, n)) for n in range(50)] for _ in range(2)]
        self.assertEqual(twice[0], twice[1])

    def test_an_out_of_window_filler_is_left_out_and_the_claim_stays(self):
        e = an_example()
        e["pieces"] = [[1]] * 900
        e["shapes"] = [1] * 900
        e["sentences"] = [(0, 300), (300, 600), (600, 900)]
        e["claims"][0].update(trigger=(700, 701), sentence=2)
        windows = data.cut(e)
        claims = [c for w in windows for c in w["claims"] if c["focus"]]
        self.assertEqual(len(claims), 1)
        self.assertEqual(claims[0]["fillers"], [])

    def test_shapes_are_those_of_the_program(self):
        for word, shape in [("rebels", labels.SHAPE_LOWER), ("Rebels", labels.SHAPE_TITLE), ("HTS", labels.SHAPE_UPPER),
                            ("McDowell", labels.SHAPE_TITLE), ("A", labels.SHAPE_TITLE), ("12th", labels.SHAPE_DIGIT),
                            ("درعا", labels.SHAPE_LOWER), ("—", labels.SHAPE_OTHER)]:
            self.assertEqual(aux.shape(word), shape, word)


if __name__ == "__main__":
    unittest.main()
