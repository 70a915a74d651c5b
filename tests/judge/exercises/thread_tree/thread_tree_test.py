import unittest

from thread_tree import Record, build


class ThreadTreeTest(unittest.TestCase):
    def shape(self, node):
        return (node.node_id, [self.shape(child) for child in node.children])

    def test_nothing(self):
        self.assertIsNone(build([]))

    def test_one_message(self):
        root = build([Record(0, 0)])
        self.assertIsInstance(root.children, list)
        self.assertEqual(self.shape(root), (0, []))

    def test_replies_in_any_order(self):
        records = [Record(5, 1), Record(3, 2), Record(2, 0), Record(4, 1), Record(1, 0), Record(0, 0), Record(6, 2)]
        self.assertEqual(self.shape(build(records)), (0, [(1, [(4, []), (5, [])]), (2, [(3, []), (6, [])])]))
        self.assertEqual(records[0].record_id, 5)

    def test_gap(self):
        with self.assertRaises(ValueError) as caught:
            build([Record(0, 0), Record(2, 0)])
        self.assertEqual(caught.exception.args[0], "Record id is invalid or out of order.")

    def test_own_parent(self):
        with self.assertRaisesRegex(ValueError, "^Only root"):
            build([Record(0, 0), Record(1, 1)])

    def test_parent_from_the_future(self):
        with self.assertRaisesRegex(ValueError, "smaller than"):
            build([Record(0, 0), Record(1, 2), Record(2, 0)])
