from menu import PRICES, NotOnTheMenu


class Till:
    def __init__(self):
        self.total = 0

    def ring(self, item, count=1):
        try:
            self.total += PRICES[item] * count
        except KeyError:
            raise NotOnTheMenu(item) from None
        return self
