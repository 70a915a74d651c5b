import random


class Cup:
    def __init__(self, dice):
        pass

    def throw(self):
        pass


def label():
    pass
