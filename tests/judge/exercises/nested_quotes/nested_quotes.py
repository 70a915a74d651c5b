def flatten(items):
    out = []
    for item in items:
        if isinstance(item, list | tuple):
            out.extend(flatten(item))
        elif item is not None:
            out.append(item)
    return out


def depth(quote):
    return 1 + max(map(depth, quote), default=0) if isinstance(quote, list) else 0


def visit(quote, before, after=None):
    before(quote)
    for reply in quote.get("replies", ()):
        visit(reply, before, after)
    if after:
        after(quote)


def forever(times):
    return forever(times + 1)


def ping(pong, level):
    return 0 if level == 0 else 1 + pong(ping, level - 1)


def factorial(number):
    return 1 if number < 2 else number * factorial(number - 1)
