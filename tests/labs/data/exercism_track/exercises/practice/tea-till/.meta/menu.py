PRICES = {"tea": 3, "bun": 2}


class NotOnTheMenu(LookupError):
    pass
