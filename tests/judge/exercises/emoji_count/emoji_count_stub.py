def tally(messages):
    """How often each reaction was given."""


def top(counts, n=1):
    return []


def merge_into(target, other):
    return {**target, **other}


def share(counts):
    return {}
