def flatten(items):
    return items


def depth(quote):
    return 0


def visit(quote, before, after=None):
    before(quote)


def forever(times):
    pass


def ping(pong, level):
    pass


def factorial(number):
    pass
