from collections import Counter


def tally(messages):
    """How often each reaction was given."""
    return dict(Counter(reaction for message in messages for reaction in message["reactions"]))


def top(counts, n=1):
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:n]


def merge_into(target, other):
    for name, count in other.items():
        target[name] = target.get(name, 0) + count


def share(counts):
    total = sum(counts.values())
    return {name: count / total for name, count in counts.items()} if total else {}
