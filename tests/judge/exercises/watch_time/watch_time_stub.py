from contextlib import nullcontext

SETTINGS = {}


class Watch(nullcontext):
    laps = ()


def muted(room):
    return nullcontext(room)


def nap(seconds):
    pass


def lookup(key):
    pass


def quietly(action):
    return action()
