def total(entries):
    return sum(amount for _, amount in entries)


def lines(entries):
    return [f"{name}: {amount}" for name, amount in entries]
