"""Seats in rows, named from A1."""

import string
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from typing import NamedTuple

Seat = namedtuple("Seat", "row number", defaults=[1])


class Ticket(NamedTuple):
    """A ticket."""

    seat: Seat
    price: float = 9.5

    @property
    def label(self):
        return f"{self.seat.row}{self.seat.number}"


ROWS = list(string.ascii_uppercase[:4])
PER_ROW = {row: 2 + index for index, row in enumerate(ROWS)}


def seats():
    for row, count in PER_ROW.items():
        for number in range(1, count + 1):
            yield Seat(row, number)


def per_row(tickets):
    return Counter(ticket.seat.row for ticket in tickets)


def by_row(tickets):
    grouped = defaultdict(list)
    for ticket in tickets:
        grouped[ticket.seat.row].append(ticket)
    return grouped


def latest(tickets, count=2):
    return deque(tickets, maxlen=count)


def ordered(tickets):
    return OrderedDict((ticket.label, ticket) for ticket in sorted(tickets))
