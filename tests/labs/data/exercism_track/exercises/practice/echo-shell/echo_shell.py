import sys


def shell():
    pass


def ask(name):
    pass
