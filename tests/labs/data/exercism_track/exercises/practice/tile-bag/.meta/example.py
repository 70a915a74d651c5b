from collections import Counter
from collections.abc import Hashable, Iterator, MutableSet


class TileBag(MutableSet):
    def __init__(self, tiles=()):
        self._tiles = Counter(tiles)

    def __contains__(self, tile):
        return self._tiles[tile] > 0

    def __iter__(self) -> Iterator:
        return iter(sorted(self._tiles))

    def __len__(self):
        return len(self._tiles)

    def add(self, tile):
        if not isinstance(tile, Hashable):
            raise TypeError("no tile")
        self._tiles[tile] += 1

    def discard(self, tile):
        self._tiles.pop(tile, None)

    def __repr__(self):
        return f"TileBag({list(self)})"
