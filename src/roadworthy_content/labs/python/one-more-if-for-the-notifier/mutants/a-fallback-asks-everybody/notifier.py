"""Tells members about messages: channels deliver, a rule decides when, and the notifier goes through the members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Member = dict[str, Any]
SMS_LENGTH = 20


class DeliveryError(Exception):
    """A message cannot be delivered; the text is the reason."""


class Channel(Protocol):
    """A way to reach a member."""

    disturbs: bool

    def deliver(self, member: Member, message: str) -> None:
        """Deliver a message. Raises DeliveryError if that is not possible."""


class Rule(Protocol):
    """Decides whether a channel may be used."""

    def allows(self, hour: int, channel: Channel) -> bool:
        """Return whether the channel may be used at this hour."""


class Addressed:
    """What the shipped channels have in common: an address in the member, and something that sends.

    Args:
        send: Sends a text to an address.
    """

    disturbs = True
    address: str  # the member's key

    def __init__(self, send: Callable[[str, str], Any]) -> None:
        self._send = send

    def deliver(self, member: Member, message: str) -> None:
        if self.address not in member:
            raise DeliveryError(f"no {self.address}")
        self._send(member[self.address], self.text(member, message))

    def text(self, member: Member, message: str) -> str:
        """Return what is sent."""
        raise NotImplementedError


class Email(Addressed):
    """Waits until it is read."""

    disturbs = False
    address = "email"

    def text(self, member: Member, message: str) -> str:
        return f"Subject: New message\n\nDear {member['name']},\n{message}"


class Sms(Addressed):
    """Has little room."""

    address = "phone"

    def text(self, member: Member, message: str) -> str:
        return message if len(message) <= SMS_LENGTH else message[: SMS_LENGTH - 1] + "…"


class Push(Addressed):
    """Rings."""

    address = "device"

    def text(self, member: Member, message: str) -> str:
        return f"🔔 {member['name']}: {message}"


class Fallback:
    """Several channels, tried one after the other."""

    def __init__(self, *channels: Channel) -> None:
        self._channels = channels

    @property
    def disturbs(self) -> bool:
        return any(channel.disturbs for channel in self._channels)

    def deliver(self, member: Member, message: str) -> None:
        reason = DeliveryError("no channel")
        for channel in self._channels:
            try:
                channel.deliver(member, message)
                reason = None
            except DeliveryError as error:
                reason = reason and error
        if reason:
            raise reason


class QuietHours:
    """Nothing disturbs from `begin` until `end`, which may be on the next day."""

    def __init__(self, begin: int = 22, end: int = 7) -> None:
        self._begin = begin
        self._end = end

    def allows(self, hour: int, channel: Channel) -> bool:
        return not (channel.disturbs and self._is_quiet(hour))

    def _is_quiet(self, hour: int) -> bool:
        if self._begin <= self._end:
            return self._begin <= hour < self._end
        return hour >= self._begin or hour < self._end


class Notifier:
    """Goes through members and reaches each by the channel of their choice.

    Args:
        channels: By name.
        clock: Gives the hour.
        log: Takes a line.
        rule: Says when a channel may be used; quiet hours if left out.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        clock: Callable[[], int],
        log: Callable[[str], Any],
        rule: Rule | None = None,
    ) -> None:
        self._channels = channels
        self._clock = clock
        self._log = log
        self._rule = rule or QuietHours()

    def notify(self, members: Iterable[Member], message: str) -> int:
        """Tell all members; return how many were reached."""
        hour = self._clock()
        return sum(self._reach(member, message, hour) for member in members)

    def _reach(self, member: Member, message: str, hour: int) -> bool:
        name, chosen = member["name"], member["channel"]
        if chosen not in self._channels:
            self._log(f"skipped {name}: no channel {chosen}")
            return False
        channel = self._channels[chosen]
        if not self._rule.allows(hour, channel):
            self._log(f"skipped {name}: quiet")
            return False
        try:
            channel.deliver(member, message)
        except DeliveryError as error:
            self._log(f"failed {name} by {chosen}: {error}")
            return False
        self._log(f"sent {name} by {chosen}")
        return True


def notify_all(members: Iterable[Member], message: str, hour: int, outbox: list[tuple[str, str]]) -> list[str]:
    """Tell all members; return what was logged."""

    def send(address: str, text: str) -> None:
        outbox.append((address, text))

    lines: list[str] = []
    channels = {"email": Email(send), "sms": Sms(send), "push": Push(send)}
    Notifier(channels, lambda: hour, lines.append).notify(members, message)
    return lines
