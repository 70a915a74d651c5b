class Command:
    known = {}

    def __init__(self, room):
        pass


class Echo(Command):
    pass


class Shout(Echo):
    pass


def dispatch(line, room="ops"):
    pass


class Aliases(dict):
    pass


class Volume:
    left = right = 0

    @classmethod
    def loud(cls):
        return cls()

    @staticmethod
    def parse(text):
        pass
