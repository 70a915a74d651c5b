NODE, EDGE, ATTR = range(3)


class Person:
    def __init__(self, name, attrs):
        self.name, self.attrs = name, attrs

    def __eq__(self, other):
        return self.name == other.name and self.attrs == other.attrs


class Talk:
    def __init__(self, src, dst, attrs):
        self.src, self.dst, self.attrs = src, dst, attrs

    def __eq__(self, other):
        return (self.src, self.dst, self.attrs) == (other.src, other.dst, other.attrs)


class Room:
    def __init__(self, data=None):
        self.people, self.talks, self.attrs = [], [], {}
        if data is None:
            return
        if not isinstance(data, list):
            raise TypeError("Room data malformed")
        for item in data:
            if len(item) < 3:
                raise TypeError("Room item incomplete")
            kind, *rest = item
            if kind == ATTR and len(rest) == 2:
                self.attrs[rest[0]] = rest[1]
            elif kind == NODE and len(rest) == 2:
                self.people.append(Person(*rest))
            elif kind == EDGE and len(rest) == 3:
                self.talks.append(Talk(*rest))
            elif kind in (NODE, EDGE, ATTR):
                raise ValueError("Item malformed")
            else:
                raise ValueError("Unknown item")
