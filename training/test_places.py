"""Tests of how the weights of places are learned. Needs numpy."""
import os
import sys
import unittest

try:
    import numpy as np
except ModuleNotFoundError as missing:
    raise unittest.SkipTest("numpy is not here: pip install -r training/requirements.txt") from missing

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import places  # noqa: E402


def candidate(name, point, wide=False):
    return {"name": name, "point": point, "wide": wide}


class Places(unittest.TestCase):
    def test_right_is_within_161_km_or_the_area_itself(self):
        gold = {"point": [35, 103], "page": "China"}
        cases = [
            (candidate("Linxia", [35.6, 103.2]), True),
            (candidate("China", [35, 105], wide=True), True),  # 182 km: the area that the page is about
            (candidate("China", [35, 105]), False),  # a town of that name
            (candidate("China", [60, 105], wide=True), False),
            (candidate("Texas", [35, 105], wide=True), False),
        ]
        for one, right in cases:
            self.assertEqual(places.is_right(one, gold), right, one)
        self.assertTrue(places.is_right(candidate("Georgia", [32.6, -86], wide=True), {"point": [33, -83.5], "page": "Georgia_(U.S._state)"}))

    def test_what_decides_gets_the_weight(self):
        # The second sign tells the right candidate, the first does not.
        data = []
        for turn in range(40):
            signs = np.array([[turn % 2, 1, 0], [(turn + 1) % 2, 0, 0], [0, 0, 1]], float)
            data.append((str(turn), 1.0, signs, np.array([True, False, False])))
        weights = places.learn(data, np.zeros(3), np.ones(3), pull=0.001, steps=200)
        self.assertGreater(weights[1], 1)
        self.assertLess(abs(weights[0]), 1)
        self.assertEqual(places.accuracy(data, weights), 1.0)

    def test_weights_that_may_not_move_stay(self):
        data = [("a", 1.0, np.array([[1.0, 0], [0, 1]]), np.array([True, False]))]
        weights = places.learn(data, np.zeros(2), np.array([0.0, 1]), steps=20)
        self.assertEqual(weights[0], 0)
        self.assertLess(weights[1], 0)

    def test_the_split_is_that_of_the_program(self):
        # SHA-256 of "a" begins with 0xca, of "page-3" with what hashlib says; a fifth is held aside.
        self.assertFalse(places.held_aside("a"))
        share = sum(places.held_aside(f"page-{n}") for n in range(2000)) / 2000
        self.assertAlmostEqual(share, 51 / 256, delta=0.03)


if __name__ == "__main__":
    unittest.main()
