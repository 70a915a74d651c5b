class Share:
    def __init__(self, top, bottom):
        self.top = top
        self.bottom = bottom

    def __eq__(self, other):
        return self.top == other.top and self.bottom == other.bottom

    def __add__(self, other):
        pass
