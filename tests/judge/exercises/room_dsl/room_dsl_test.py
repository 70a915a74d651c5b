import unittest

from room_dsl import ATTR, EDGE, NODE, Person, Room, Talk


class RoomTest(unittest.TestCase):
    def test_empty(self):
        room = Room()
        self.assertEqual(room.people, [])
        self.assertEqual(room.talks, [])
        self.assertEqual(room.attrs, {})

    def test_everything(self):
        room = Room(
            [
                (ATTR, "topic", "release"),
                (NODE, "ada", {"role": "owner"}),
                (NODE, "bob", {}),
                (EDGE, "ada", "bob", {"muted": True}),
                (ATTR, "private", "1"),
            ]
        )
        self.assertEqual(room.people, [Person("ada", {"role": "owner"}), Person("bob", {})])
        self.assertEqual(room.talks, [Talk("ada", "bob", {"muted": True})])
        self.assertEqual(room.attrs, {"topic": "release", "private": "1"})

    def test_order_of_people(self):
        self.assertEqual([person.name for person in Room([(NODE, "z", {}), (NODE, "a", {})]).people], ["z", "a"])

    def test_malformed(self):
        for data, error, text in [
            (1, TypeError, "Room data malformed"),
            ([()], TypeError, "Room item incomplete"),
            ([(ATTR, 1, 2, 3)], ValueError, "Item malformed"),
            ([(7, 1, 2)], ValueError, "Unknown item"),
        ]:
            with self.subTest(data=data):
                with self.assertRaises(error) as caught:
                    Room(data)
                self.assertEqual(caught.exception.args[0], text)
