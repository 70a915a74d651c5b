class RankNode:
    def __init__(self, data, left=None, right=None):
        self.data, self.left, self.right = data, left, right

    def __str__(self):
        return f"RankNode({self.data}, {self.left}, {self.right})"


class RankTree:
    def __init__(self, data):
        self._root = None
        for item in data:
            self._root = self._insert(self._root, item)

    def _insert(self, node, item):
        if node is None:
            return RankNode(item)
        if item <= node.data:
            node.left = self._insert(node.left, item)
        else:
            node.right = self._insert(node.right, item)
        return node

    def data(self):
        return self._root

    def __iter__(self):
        return self._walk(self._root)

    def _walk(self, node):
        if node is not None:
            yield from self._walk(node.left)
            yield node.data
            yield from self._walk(node.right)

    def sorted_data(self):
        return list(self)
