"""`notifier.py`, with channels, rules and clocks that its author has never seen."""

import notifier as it  # with all of its parts, of which the starter does not have every one
import pytest
from before import ADDRESS, notified, people, text_of


class Pigeon:
    """A new kind of channel. It has what a channel has, and nothing else."""

    def __init__(self, *, disturbs=False, error=None):
        self.disturbs = disturbs
        self.error = error
        self.carried = []

    def deliver(self, member, message):
        self.carried.append((str(member["name"]), str(message)))
        if self.error:
            raise self.error


def member(name, channel, **addresses):
    return {"name": name, "channel": channel, **addresses}


def shipped(sent):
    """Return the shipped channels by name, which send into a list."""

    def send(address, text):
        sent.append((str(address), str(text)))

    return {"email": it.Email(send), "sms": it.Sms(send), "push": it.Push(send)}


def lines_of(log):
    return [str(line) for line in log]


@pytest.mark.parametrize("hour", [0, 6, 7, 12, 21, 22])
def test_callers_see_no_difference(rng, hour):
    """notify_all sends and logs what it did before, at any hour"""
    members = people(rng, 12)
    message = "hello " + "x" * rng.choice([3, 14, 15, 30])
    outbox = []
    lines = lines_of(it.notify_all(members, message, hour, outbox))
    sent, right = notified(members, message, hour)
    assert lines == right, f"{message!r} at {hour}:00 to {members}"
    assert [(str(address), str(text)) for address, text in outbox] == sent, f"{message!r} at {hour}:00 to {members}"


def test_a_new_channel_fits_in(rng):
    """A channel that nobody knew works beside the others and alone, with nothing changed for it"""
    name, message, sent, log = f"ada{rng.randrange(10**6)}", "hello", [], []
    quiet, loud = Pigeon(), Pigeon(disturbs=True)
    notifier = it.Notifier({**shipped(sent), "pigeon": quiet, "eagle": loud}, lambda: 23, log.append)
    asked = [member(name, "pigeon"), member("bob", "eagle"), member("eve", "email", email="e@x")]
    reached = int(notifier.notify(asked, message))
    assert [quiet.carried, loud.carried] == [[(name, message)], []], f"pigeon and eagle at 23:00, logged: {log}"
    assert lines_of(log) == [f"sent {name} by pigeon", "skipped bob: quiet", "sent eve by email"]
    assert [reached, len(sent)] == [2, 1], "notify returns how many were reached"
    alone = it.Notifier({"pigeon": quiet}, lambda: 12, log.append)
    assert [int(alone.notify([member("zoe", "pigeon"), member("eve", "email", email="e@x")], "x")), log[-1]] == [
        1,
        "skipped eve: no channel email",
    ], "a notifier knows the channels that it was given and no others"


@pytest.mark.parametrize("name", ["email", "sms", "push", "fallback"])
def test_one_channel_can_stand_for_another(rng, name):
    """Every channel reads its own address only, and says with DeliveryError that it cannot deliver"""
    sent = []
    channels = shipped(sent)
    channels["fallback"] = it.Fallback(channels["sms"])
    kind = "sms" if name == "fallback" else name
    address = f"a{rng.randrange(10**6)}"
    someone = {"name": "ada", ADDRESS[kind]: address}
    if kind == "sms":
        del someone["name"]
    channels[name].deliver(someone, "hello, this is rather a long message")
    assert sent == [(address, text_of(kind, "ada", "hello, this is rather a long message"))], f"{name} to {someone}"
    assert bool(channels[name].disturbs) == (kind != "email"), f"does {name} disturb?"
    sent.clear()
    others = {"name": "ada", **{other: "x" for other in ADDRESS.values() if other != ADDRESS[kind]}}
    with pytest.raises(it.DeliveryError) as caught:
        channels[name].deliver(others, "hello")
    assert [str(caught.value), sent] == [f"no {ADDRESS[kind]}", []], f"{name} to {others}"


def test_fallback():
    """A fallback tries one channel after the other until one delivers, and disturbs if one of them does"""
    broken, works, never = Pigeon(error=it.DeliveryError("eaten")), Pigeon(), Pigeon(disturbs=True)
    channel = it.Fallback(broken, works, never)
    channel.deliver(member("ada", "any"), "hello")
    assert [broken.carried, works.carried, never.carried] == [[("ada", "hello")], [("ada", "hello")], []]
    disturbs = [bool(it.Fallback(works, broken).disturbs), bool(channel.disturbs), bool(it.Fallback(channel, works).disturbs)]
    assert disturbs == [False, True, True], "does a fallback to something that disturbs disturb?"
    last = it.DeliveryError("lost")
    with pytest.raises(it.DeliveryError) as caught:
        it.Fallback(broken, it.Fallback(broken, Pigeon(error=last))).deliver(member("ada", "any"), "hello")
    assert str(caught.value) == "lost", "the reason of the last one should come out"
    log = []
    notifier = it.Notifier({"any": channel}, lambda: 12, log.append)
    assert [int(notifier.notify([member("ada", "any")], "x")), lines_of(log)] == [1, ["sent ada by any"]]


def test_one_failure_holds_up_nobody():
    """What cannot be delivered is logged and the next one's turn comes; a mistake comes out"""
    log, broken = [], Pigeon(error=it.DeliveryError("eaten by a cat"))
    notifier = it.Notifier({"pigeon": broken, "good": Pigeon()}, lambda: 12, log.append)
    reached = int(notifier.notify([member("ada", "pigeon"), member("bob", "good")], "x"))
    assert [reached, lines_of(log)] == [1, ["failed ada by pigeon: eaten by a cat", "sent bob by good"]]
    broken.error = ZeroDivisionError("a mistake in the pigeon")
    with pytest.raises(ZeroDivisionError):
        notifier.notify([member("ada", "pigeon")], "x")


def test_quiet_hours(rng):
    """Quiet hours may go round midnight or not, and concern what disturbs"""
    for begin, end in ((22, 7), (1, 5), (rng.randrange(12, 24), rng.randrange(12))):
        rule = it.QuietHours(begin, end)
        found = [hour for hour in range(24) if not rule.allows(hour, Pigeon(disturbs=True))]
        right = [hour for hour in range(24) if (begin <= hour < end if begin < end else hour >= begin or hour < end)]
        assert found == right, f"quiet from {begin} to {end}: at these hours nothing that disturbs was allowed"
        assert all(rule.allows(hour, Pigeon()) for hour in range(24)), "what does not disturb is always allowed"


def test_another_rule():
    """Another rule takes the place of the quiet hours, and is asked with the channel"""
    asked, log = [], []
    loud, soft = Pigeon(disturbs=True), Pigeon()

    class OnlyLoud:
        def allows(self, hour, channel):
            asked.append((int(hour), channel is loud))
            return bool(channel.disturbs)

    notifier = it.Notifier({"loud": loud, "soft": soft}, lambda: 3, log.append, OnlyLoud())
    notifier.notify([member("ada", "loud"), member("bob", "soft")], "x")
    assert lines_of(log) == ["sent ada by loud", "skipped bob: quiet"], "at 3:00, with a rule that allows what disturbs"
    assert asked == [(3, True), (3, False)], "the rule was asked (hour, is it the loud channel)"


def test_clock_and_log_come_from_outside(rng):
    """The hour is the clock's, asked once for a call, and each notifier has its own log"""
    hours, first, second = [21, 22, 6, 7], [], []
    asked = []

    def clock():
        asked.append(True)
        return hours[len(asked) - 1]

    notifier = it.Notifier({"eagle": Pigeon(disturbs=True)}, clock, first.append)
    other = it.Notifier({"hawk": Pigeon()}, lambda: 12, second.append)
    reached = [int(notifier.notify([member("ada", "eagle"), member("bob", "eagle")], "x")) for _ in hours]
    assert [reached, len(asked)] == [[2, 0, 0, 2], 4], "reached at 21, 22, 6 and 7 o'clock, and how often it was asked"
    other.notify([member("eve", "hawk"), member("eve", "eagle")], "x")
    assert lines_of(second) == ["sent eve by hawk", "skipped eve: no channel eagle"]
    assert len(first) == 8, f"two members, four calls, and these lines: {first}"
