from collections import Counter, OrderedDict, defaultdict, deque

import pytest
from seat_plan import PER_ROW, ROWS, Seat, Ticket, by_row, latest, ordered, per_row, seats


@pytest.fixture
def tickets():
    return [Ticket(Seat("B", 2)), Ticket(Seat("A", 1), 5.0), Ticket(Seat("B", 1))]


@pytest.mark.parametrize("row", ROWS)
def test_rows(row):
    assert sum(seat.row == row for seat in seats()) == PER_ROW[row]


@pytest.mark.parametrize(("row", "count"), PER_ROW.items())
def test_counts(row, count):
    assert Seat(row, count) in list(seats())


def test_seats():
    first = next(seats())
    assert first == Seat("A", 1) == ("A", 1)
    row, number = first
    assert (row, number) == ("A", 1)
    assert first._fields == ("row", "number")
    assert first._replace(row="C") == Seat("C")
    assert first._asdict() == {"row": "A", "number": 1}
    assert Seat._make(["D", 3]).number == 3
    assert isinstance(first, tuple) and isinstance(first, Seat)
    assert repr(first) == "Seat(row='A', number=1)"
    assert Seat._field_defaults == {"number": 1}


def test_ticket():
    ticket = Ticket(seat=Seat("B", 7))
    assert ticket.label == "B7"
    assert ticket.price == pytest.approx(9.5)
    assert ticket[1] == 9.5
    assert Ticket.__doc__ == "A ticket."
    with pytest.raises(AttributeError):
        ticket.price = 3


def test_counter_both_ways(tickets):
    found = per_row(tickets)
    assert found == {"A": 1, "B": 2}
    assert {"B": 2, "A": 1} == found
    assert found == Counter("BAB")
    assert isinstance(found, Counter)
    assert found.most_common(1) == [("B", 2)]
    assert found["Z"] == 0
    assert found - Counter("B") == Counter("AB")


def test_default_dict(tickets):
    grouped = by_row(tickets)
    assert grouped == {"A": [tickets[1]], "B": [tickets[0], tickets[2]]}
    assert isinstance(grouped, defaultdict)
    grouped["C"].append(1)
    assert list(grouped) == ["B", "A", "C"]
    assert grouped.default_factory is list


def test_deque(tickets):
    kept = latest(tickets)
    assert kept == deque(tickets[1:], maxlen=2)
    assert kept.maxlen == 2
    kept.append("new")
    assert list(kept) == [tickets[2], "new"]


def test_ordered(tickets):
    found = ordered(tickets)
    assert list(found) == ["A1", "B1", "B2"]
    assert found == OrderedDict([("A1", tickets[1]), ("B1", tickets[2]), ("B2", tickets[0])])
    assert found != OrderedDict([("B1", tickets[2]), ("A1", tickets[1]), ("B2", tickets[0])])
    assert found == {"B2": tickets[0], "A1": tickets[1], "B1": tickets[2]}
    found.move_to_end("A1")
    assert next(reversed(found)) == "A1"


def test_same_objects(tickets):
    assert by_row(tickets)["A"][0] is tickets[1]
    assert sorted(tickets)[0] is tickets[1]
