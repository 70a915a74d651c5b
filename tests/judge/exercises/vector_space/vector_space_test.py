import math
import operator
from fractions import Fraction
from functools import reduce

import pytest
from vector_space import ZERO, Vector


def test_sums():
    assert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)
    assert Vector(1, 2) - Vector(3, 4) == Vector(-2, -2)
    assert sum([Vector(1, 1), Vector(2, 2)], ZERO) == Vector(3, 3)
    assert reduce(operator.add, [Vector(1, 0)] * 3) == Vector(3, 0)


@pytest.mark.parametrize("bad", [5, "x", (1, 2), None])
def test_bad_sums(bad):
    with pytest.raises(TypeError, match="unsupported operand"):
        Vector(1, 2) + bad
    with pytest.raises(TypeError):
        bad + Vector(1, 2)


def test_lengths_differ():
    with pytest.raises(ValueError, match="zip"):
        Vector(1) + Vector(1, 2)


def test_products():
    assert 3 * Vector(1, 2) == Vector(1, 2) * 3 == Vector(3, 6)
    assert Vector(1, 2) @ Vector(3, 4) == 11
    assert Vector(1, 2) @ [3, 4] == 11
    assert [3, 4] @ Vector(1, 2) == 11
    assert Vector(1, 2) * Fraction(1, 2) == Vector(Fraction(1, 2), 1)


def test_numbers():
    assert abs(Vector(3, 4)) == pytest.approx(5.0)
    assert abs(Vector(1, 1)) == pytest.approx(math.sqrt(2))
    assert tuple(Vector(0.1, 0.2) + Vector(0.2, 0.1)) == pytest.approx((0.3, 0.3))
    assert round(Vector(1.26, 2.71), 1) == Vector(1.3, 2.7)
    assert divmod(Vector(7, 8), 3) == (Vector(2, 2), Vector(1, 2))
    assert pow(Vector(2, 3), 2, 5) == Vector(4, 4)
    assert Vector(2, 3) ** 2 == Vector(4, 9)
    assert bool(ZERO) is False
    assert Vector(0, 1)


def test_unary():
    vector = Vector(1, 2)
    assert -vector == Vector(-1, -2)
    assert +vector is vector
    assert ~vector == Vector(2, 1)


def test_shift_into_a_list_of_the_check():
    shelf = []
    result = Vector(1) >> shelf
    assert result is shelf
    assert shelf == [Vector(1)]


def test_immutable():
    vector = Vector(1, 2)
    with pytest.raises(AttributeError, match="do not change: x"):
        vector.x = 5
    with pytest.raises(AttributeError):
        vector.z
    assert (vector.x, vector.y) == (1, 2)


def test_shown():
    assert repr(Vector(1, 2.5)) == "Vector(1, 2.5)"
    assert f"{Vector(1, 2):.2f}" == "(1.00, 2.00)"
    assert f"{Vector(1, 2)!r:>20}" == "        Vector(1, 2)"
    assert str(Vector(3, 4)) == "Vector(3, 4)"
    assert str(Vector(1.5)) == "Vector(1.5,)"
    assert bytes(Vector(1, 2)) == b"\x01\x02"


def test_as_keys():
    seen = {Vector(1, 2): "a", ZERO: "z"}
    assert seen[Vector(1, 2)] == "a"
    assert Vector(0, 0) in seen
    assert len({Vector(1, 2), Vector(1, 2), ZERO}) == 2


def test_unpacked():
    x, y = Vector(5, 6)
    assert (x, y) == (5, 6)
    assert [*Vector(1, 2), 3] == [1, 2, 3]
    assert list(map(operator.neg, Vector(1, 2))) == [-1, -2]
    assert max(Vector(3, 9)) == 9
