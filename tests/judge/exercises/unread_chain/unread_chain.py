class Empty(Exception):
    pass


class Link:
    def __init__(self, value, next_link=None):
        self._value, self._next = value, next_link

    def value(self):
        return self._value

    def next(self):
        return self._next


class Chain:
    """The newest message first."""

    def __init__(self, values=()):
        self._head, self._size = None, 0
        for value in values:
            self.push(value)

    def push(self, value):
        self._head = Link(value, self._head)
        self._size += 1

    def pop(self):
        link = self.head()
        self._head = link.next()
        self._size -= 1
        return link.value()

    def head(self):
        if self._head is None:
            raise Empty("Nothing is unread.")
        return self._head

    def __len__(self):
        return self._size

    def __iter__(self):
        link = self._head
        while link:
            yield link.value()
            link = link.next()

    def __reversed__(self):
        return iter(list(self)[::-1])

    def __getitem__(self, index):
        return list(self)[index]

    def __setitem__(self, index, value):
        link = self._head
        for _ in range(index):
            link = link.next()
        link._value = value

    def __delitem__(self, index):
        kept = list(self)
        del kept[index]
        self.__init__(reversed(kept))
