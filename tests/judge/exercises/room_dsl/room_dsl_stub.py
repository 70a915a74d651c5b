NODE, EDGE, ATTR = range(3)


class Person:
    def __init__(self, name, attrs):
        self.name = name
        self.attrs = attrs

    def __eq__(self, other):
        return self.name == other.name and self.attrs == other.attrs


class Talk:
    def __init__(self, src, dst, attrs):
        pass


class Room:
    def __init__(self, data=None):
        self.people, self.talks, self.attrs = [], [], {}
