import json
import unittest

from json_store import Encoder, Point, dump, inventory, load


class Mine:
    def to_json(self):
        return ["mine"]


class JsonStoreTest(unittest.TestCase):
    def test_their_data(self):
        self.assertEqual(
            json.dumps(inventory()),
            '{"items": [{"name": "pen", "price": 1.5, "tags": null, "sold": true}], "count": 1}',
        )
        self.assertEqual(json.loads(json.dumps(inventory())), inventory())

    def test_points(self):
        self.assertEqual(dump([Point(1, 2)]), '[{"__point__": [1, 2]}]')
        point = load('{"p": {"__point__": [3, 4]}}')["p"]
        self.assertIsInstance(point, Point)
        self.assertEqual((point.x, point.y), (3, 4))

    def test_encoder_used_here(self):
        self.assertEqual(json.dumps({"a": Point(0, 1)}, cls=Encoder, indent=None), '{"a": {"__point__": [0, 1]}}')

    def test_object_of_the_check(self):
        self.assertEqual(dump({"m": Mine()}, sort_keys=True), '{"m": ["mine"]}')
        with self.assertRaisesRegex(TypeError, "not JSON serializable"):
            dump(object())

    def test_bad_text(self):
        with self.assertRaises(json.JSONDecodeError) as caught:
            load("{bad")
        self.assertEqual((caught.exception.lineno, caught.exception.pos), (1, 1))
