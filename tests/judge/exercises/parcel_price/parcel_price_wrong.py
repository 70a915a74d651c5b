def price(grams, *, express=False):
    """Return the price of a parcel in cents.

    >>> price(100)
    390
    """
    if not isinstance(grams, int):
        raise TypeError("grams must be a whole number", type(grams))
    if grams <= 0:
        raise ValueError("bad grams")
    total = 390 + 60 * (grams // 501)
    return total * 2 if express else total
