def greet():
    print("hi")


def number_lines(source, target):
    return target


def summary(file=None):
    pass


def old_name():
    return "old"


def save(path, lines):
    pass


class Guess:
    left = 3

    def __init__(self, word):
        pass

    def guess(self, letter):
        pass

    def masked(self):
        pass
