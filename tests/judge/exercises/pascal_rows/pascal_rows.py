from functools import cache, lru_cache, reduce


@cache
def row(number):
    if number == 0:
        return (1,)
    above = row(number - 1)
    return (1, *(left + right for left, right in zip(above, above[1:])), 1)


@lru_cache(maxsize=2)
def slow_square(number):
    slow_square.calls.append(number)
    return number * number


slow_square.calls = []


def compose(*functions):
    return reduce(lambda f, g: lambda x: g(f(x)), functions)
