from menu import PRICES


class Till:
    pass
