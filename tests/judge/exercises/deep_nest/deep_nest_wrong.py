import sys


def flatten(items):
    flat = []
    for item in items:
        if isinstance(item, (list, tuple)):
            flat.extend(flatten(item))
        else:
            flat.append(item)
    return flat


def depth(items):
    return 1 + max(map(depth, items), default=0) if isinstance(items, list) else 0


def nest(levels):
    inner = []
    for _ in range(levels):
        inner = [inner]
    return inner


def down(number):
    return 0 if number == 0 else 1 + down(number - 1)


def forever(number=0):
    return forever(number + 1)


def ping(number, pong):
    return number if number <= 0 else pong(number - 1, ping)


def walk(tree, visit):
    for key in list(tree):
        visit(tree, key)
        if isinstance(tree.get(key), dict):
            walk(tree[key], visit)


def collatz(number):
    steps = 0
    while number != 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps


def factorial(number):
    return 1 if number < 2 else number * factorial(number - 1)


def limit():
    return sys.getrecursionlimit()


def drop_even(numbers):
    for number in numbers:
        if number % 2 == 0:
            numbers.remove(number)
    return numbers


def grow(items):
    for item in items:
        if len(items) < 6:
            items.append(item * 2)
