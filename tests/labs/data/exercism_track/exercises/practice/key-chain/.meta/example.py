class Key:
    def __init__(self, value):
        self._value = value
        self._next = None

    def value(self):
        return self._value

    def next(self):
        return self._next


class KeyChain:
    def __init__(self, values=None):
        self._head = None
        self._length = 0
        for value in values or []:
            self.push(value)

    def __iter__(self):
        return KeyIterator(self)

    def __len__(self):
        return self._length

    def head(self):
        if self._head is None:
            raise EmptyChainError("The chain is empty.")
        return self._head

    def push(self, value):
        key = Key(value)
        key._next = self._head
        self._head = key
        self._length += 1

    def pop(self):
        key = self.head()
        self._head = key.next()
        self._length -= 1
        return key.value()

    def reversed(self):
        return KeyChain(self)


class KeyIterator:
    def __init__(self, chain):
        self.current = chain._head

    def __iter__(self):
        return self

    def __next__(self):
        if self.current is None:
            raise StopIteration
        value, self.current = self.current.value(), self.current.next()
        return value


class EmptyChainError(Exception):
    pass
