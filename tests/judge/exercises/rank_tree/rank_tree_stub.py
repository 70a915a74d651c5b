class RankNode:
    def __init__(self, data, left=None, right=None):
        self.data = None
        self.left = None
        self.right = None


class RankTree:
    def __init__(self, data):
        pass

    def data(self):
        pass

    def sorted_data(self):
        pass
