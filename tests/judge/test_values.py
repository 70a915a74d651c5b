"""What travels by value comes back equal and of the same type; containers stay what both sides hold."""

from __future__ import annotations

from collections.abc import Callable

LEARNER = """
    import array, collections, copy, math

    def same(value): return value
    def kind(value): return type(value).__name__
    def check(value, text): return repr(value) == text
    def made(text):
        import datetime, decimal, fractions, pathlib, types, uuid
        return eval(text)
    def huge(): return 10 ** 6000 + 1
    def is_nan(value): return math.isnan(value)
    def digits(value): return value % 10**9

    class Keeper:
        def __init__(self): self.items, self.names = [], {}
        def keep(self, value):
            self.kept = value
            return self
        def size(self): return len(self.items)

    def change(value):
        if isinstance(value, list): value += [value[:1]]; del value[0]; value.sort(key=repr)
        elif isinstance(value, dict): value["new"] = value.pop("old", None)
        elif isinstance(value, set): value ^= {1, 99}
        elif isinstance(value, bytearray): value[:] = value[::-1]
        elif isinstance(value, collections.deque): value.rotate(1)
        elif isinstance(value, array.array): value.append(7)

    def aliases(pair): return pair[0] is pair[1]
    def deep(value):
        value["rooms"][0]["members"].append("eve")
    def tie():
        one = [1]
        return [one, one, {"one": one}]
    def cycle():
        loop = [1]
        loop.append(loop)
        return loop
    def clear_then_fail(items):
        items.clear()
        raise ValueError("cleared")
    def during(items, callback):
        items.append("learner")
        callback()
        return list(items)
"""

VALUES = """
    import math
    import pytest
    from learner import check, digits, huge, is_nan, kind, made, same

    PLAIN = [
        "None", "True", "False", "0", "-1", "2**64", "-2**200", "1.5", "-0.0", "float('inf')", "1e-320", "3+4j",
        "complex(0.0, -0.0)", "''", "'ü😀'", "'\\\\ud800'", "'a\\\\x00b'", "b''", "b'\\\\x00\\\\xff'", "bytearray(b'ab')",
        "[]", "[1, [2, [3]]]", "()", "(1,)", "((), [()])", "{}", "{1: 'a', 'b': [2], (3, 4): None, None: 1.5}",
        "set()", "{1, 'a', (2,)}", "frozenset({frozenset({1})})", "range(0)", "range(1, 10, 3)", "range(5, 0, -2)",
        "slice(None)", "slice(1, None, -1)", "...", "NotImplemented",
        "datetime.date(2026, 2, 28)", "datetime.time(23, 59, 59, 999999)", "datetime.timedelta(-1, 5, 7)",
        "datetime.datetime(2026, 1, 2, 3, 4, 5, 6)", "datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)",
        "datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=45)))",
        "decimal.Decimal('1.10')", "decimal.Decimal('-Infinity')", "fractions.Fraction(-1, 3)",
        "uuid.UUID(int=5)", "pathlib.Path('/a/b')", "pathlib.PurePosixPath('c')",
        "collections.Counter('abca')", "collections.OrderedDict([(2, 1), (1, 2)])", "collections.deque([1, 2], 5)",
        "collections.defaultdict(list, {'a': [1]})", "array.array('d', [1.0, -0.0])", "types.SimpleNamespace(a=[1])",
        "collections.ChainMap({'a': 1}, {'b': 2})",
    ]

    @pytest.mark.parametrize("text", PLAIN)
    def test_there_and_back(text):
        import array, collections, datetime, decimal, fractions, pathlib, types, uuid
        value = eval(text)
        back = same(value)
        assert type(back) is type(value)
        assert back == value
        assert repr(back) == repr(value)
        assert check(value, repr(value))
        theirs = made(text)
        assert theirs == value
        assert repr(theirs) == repr(value)
        assert kind(value) == type(value).__name__

    def test_nan():
        assert math.isnan(same(math.nan))
        assert is_nan(math.nan)
        assert math.isnan(same([math.nan])[0])

    def test_more_digits_than_text_may_have():
        number = 10 ** 6000 + 1
        assert huge() == number
        assert same(-number) == -number
        assert digits(number) == 1

    def test_order_of_dicts():
        assert list(same({"b": 1, "a": 2})) == ["b", "a"]

    def test_bool_is_not_int():
        assert same([1, True, 1.0])[1] is True
        assert type(same([1, True, 1.0])[0]) is int

    def test_zone():
        import datetime, zoneinfo
        when = datetime.datetime(2026, 7, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
        assert same(when) == when and same(when).utcoffset() == datetime.timedelta(hours=2)

    def test_types_themselves():
        assert same(int) is int and same(ValueError) is ValueError and same(len)("abc") == 3

    def test_deep():
        value = []
        for _ in range(100):
            value = [value]
        assert same(value) == value
"""

CONTAINERS = """
    import array, collections
    import pytest
    import learner
    from learner import Keeper, aliases, change, clear_then_fail, cycle, deep, during, same, tie

    @pytest.mark.parametrize("value", [
        [3, 1, 2], {"old": 1, "b": 2}, {1, 2}, bytearray(b"abc"), collections.deque([1, 2, 3]), array.array("i", [1]),
    ], ids=lambda value: type(value).__name__)
    def test_changed_in_place(value):
        import copy
        wanted, alias = copy.copy(value), value
        change(value)
        if isinstance(wanted, list): wanted += [wanted[:1]]; del wanted[0]; wanted.sort(key=repr)
        elif isinstance(wanted, dict): wanted["new"] = wanted.pop("old", None)
        elif isinstance(wanted, set): wanted ^= {1, 99}
        elif isinstance(wanted, bytearray): wanted[:] = wanted[::-1]
        elif isinstance(wanted, collections.deque): wanted.rotate(1)
        else: wanted.append(7)
        assert value == wanted and alias is value

    def test_nested():
        members = ["ada"]
        rooms = {"rooms": [{"members": members}]}
        deep(rooms)
        assert members == ["ada", "eve"]
        assert rooms["rooms"][0]["members"] is members

    def test_same_object_comes_back():
        value = {"a": [1]}
        assert same(value) is value
        assert same(value["a"]) is value["a"]

    def test_aliases_are_seen():
        one = []
        assert aliases([one, one]) and not aliases([one, []])

    def test_aliases_come_back():
        first, second, names = tie()
        first.append(2)
        assert second == [1, 2] and names["one"] is first

    def test_cycles():
        loop = cycle()
        assert loop[1] is loop and loop[0] == 1
        mine = []
        mine.append(mine)
        assert same(mine) is mine

    def test_changed_by_the_check():
        keeper = Keeper()
        keeper.items.append("a")
        keeper.items += ["b"]
        keeper.names["x"] = [1]
        keeper.names["x"].append(2)
        assert keeper.size() == 2 and keeper.items == ["a", "b"] and keeper.names == {"x": [1, 2]}

    def test_kept_and_changed_later():
        mine = [1]
        keeper = Keeper().keep(mine)
        mine.append(2)
        assert keeper.kept == [1, 2] and keeper.kept is mine
        keeper.kept.append(3)
        change(keeper.kept)
        assert mine is keeper.kept and len(mine) == 3

    def test_changed_although_it_raised():
        items = [1]
        with pytest.raises(ValueError):
            clear_then_fail(items)
        assert items == []

    def test_changed_in_between():
        items = ["check"]
        seen = []
        def callback():
            seen.append(list(items))
            items.append("callback")
        assert during(items, callback) == ["check", "learner", "callback"]
        assert seen == [["check", "learner"]]
"""


def test_values_come_back_as_they_were(assert_passes: Callable[..., None]) -> None:
    assert_passes(LEARNER, VALUES)


def test_containers_are_shared(assert_passes: Callable[..., None]) -> None:
    assert_passes(LEARNER, CONTAINERS)
