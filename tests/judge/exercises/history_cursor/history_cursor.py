class Cursor:
    """A place in a tree of messages that can be walked and edited; trees are dicts of "text" and "replies"."""

    def __init__(self, tree, parent=None, index=0):
        self._tree, self._parent, self._index = tree, parent, index

    @staticmethod
    def from_tree(tree):
        return Cursor(dict(tree))

    def text(self):
        return self._tree["text"]

    def set_text(self, text):
        self._tree["text"] = text
        return self

    def reply(self, index):
        replies = self._tree["replies"]
        return Cursor(replies[index], self, index) if index < len(replies) else None

    def next(self):
        return self._parent.reply(self._index + 1)

    def up(self):
        return self._parent

    def insert(self, text):
        self._tree["replies"].append({"text": text, "replies": []})
        return self

    def to_tree(self):
        return self._parent.to_tree() if self._parent else self._tree
