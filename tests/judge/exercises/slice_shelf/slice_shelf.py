class Shelf:
    """A sequence of books that counts how often it is read."""

    reads = 0

    def __init__(self, *books):
        self._books = list(books)

    def __len__(self):
        return len(self._books)

    def __getitem__(self, index):
        type(self).reads += 1
        if isinstance(index, slice):
            return type(self)(*self._books[index])
        if not isinstance(index, int):
            raise TypeError(f"not an index: {index!r}")
        return self._books[index]

    def __setitem__(self, index, book):
        self._books[index] = book

    def __delitem__(self, index):
        del self._books[index]

    def __contains__(self, title):
        return any(title in book for book in self._books)

    def __add__(self, other):
        if isinstance(other, Shelf):
            return Shelf(*self._books, *other._books)
        return NotImplemented

    def __radd__(self, other):
        return Shelf(*other, *self._books) if isinstance(other, list) else NotImplemented

    def __iadd__(self, other):
        self._books.extend(other)
        return self

    def __mul__(self, times):
        return Shelf(*self._books * times)

    __rmul__ = __mul__

    def __eq__(self, other):
        return isinstance(other, Shelf) and self._books == other._books

    __hash__ = None

    def __getattr__(self, name):
        if name.startswith("book_"):
            return self._books[int(name[5:])]
        raise AttributeError(f"no {name}")


class Ring:
    """Old-style iteration: only __getitem__."""

    def __init__(self, items):
        self.items = items

    def __getitem__(self, index):
        if index >= len(self.items) * 2:
            raise IndexError(index)
        return self.items[index % len(self.items)]


class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        now = self.start
        while now:
            yield now
            now -= 1

    def __reversed__(self):
        return iter(range(1, self.start + 1))

    def __length_hint__(self):
        return self.start


class Grid:
    def __class_getitem__(cls, item):
        return f"{cls.__name__} of {item.__name__}"

    def __getitem__(self, key):
        return key
