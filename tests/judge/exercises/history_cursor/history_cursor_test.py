import unittest

from history_cursor import Cursor


def said(text, *replies):
    return {"text": text, "replies": list(replies)}


class HistoryCursorTest(unittest.TestCase):
    def tree(self):
        return said("lunch?", said("pizza", said("again?")), said("soup"))

    def test_keeps_everything(self):
        self.assertEqual(Cursor.from_tree(self.tree()).to_tree(), self.tree())

    def test_walks(self):
        cursor = Cursor.from_tree(self.tree())
        self.assertEqual(cursor.reply(0).reply(0).text(), "again?")
        self.assertEqual(cursor.reply(0).next().text(), "soup")
        self.assertIsNone(cursor.reply(0).next().next())
        self.assertIsNone(cursor.up())

    def test_back_up_is_the_same_cursor(self):
        cursor = Cursor.from_tree(self.tree())
        self.assertIs(cursor.reply(1).up(), cursor)

    def test_edits(self):
        tree = Cursor.from_tree(self.tree()).reply(0).set_text("salad").insert("yes").up().to_tree()
        self.assertEqual(tree["replies"][0], said("salad", said("again?"), said("yes")))

    def test_edit_reaches_the_given_tree(self):
        tree = self.tree()
        Cursor.from_tree(tree).reply(1).set_text("stew")
        self.assertEqual(tree["replies"][1]["text"], "stew")

    def test_empty_replies(self):
        self.assertEqual(Cursor.from_tree(said("x")).insert("y").to_tree(), {"text": "x", "replies": [said("y")]})
