class MemberSet:
    """A set of names that keeps no dict or set underneath."""

    def __init__(self, names=()):
        self._names = []
        for name in names:
            self.add(name)

    def add(self, name):
        if name not in self._names:
            self._names.append(name)

    def __contains__(self, name):
        return name in self._names

    def __len__(self):
        return len(self._names)

    def __iter__(self):
        return iter(self._names)

    def __eq__(self, other):
        if not isinstance(other, MemberSet):
            return NotImplemented
        return len(self) == len(other) and all(name in other for name in self)

    __hash__ = None

    def __le__(self, other):
        return all(name in other for name in self)

    def __or__(self, other):
        return MemberSet([*self, *other])

    def __and__(self, other):
        return MemberSet(name for name in self if name in other)

    def __sub__(self, other):
        return MemberSet(name for name in self if name not in other)

    def __ior__(self, other):
        for name in other:
            self.add(name)
        return self

    def isdisjoint(self, other):
        return not self & other
