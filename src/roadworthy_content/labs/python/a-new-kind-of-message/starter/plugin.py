"""Kinds of messages that somebody else combines from yours. The judge uses this file as it is."""

from messages import Expiring, Forwarded, Image, Message, Poll, Text


class Location(Message):
    """A kind of its own."""

    def __init__(self, id, sender, place):
        super().__init__(id, sender)
        self.place = place

    def preview(self):
        return f"at {self.place}"


class ForwardedText(Forwarded, Text):
    pass


class Offer(Forwarded, Expiring, Image):
    pass


class Survey(Expiring, Forwarded, Poll):
    pass


class MarkedLocation(Expiring, Location):
    def __init__(self, *args, mark, **more):
        super().__init__(*args, **more)
        self.mark = mark
