class Cursor:
    @staticmethod
    def from_tree(tree):
        return Cursor()

    def text(self):
        pass

    def set_text(self):
        pass

    def reply(self, index):
        pass

    def to_tree(self):
        return {}
