"""The learner's bot on a real Synapse, and a person who talks to it."""

import os
import signal
import time
import uuid
from urllib.parse import quote

import pytest
import requests
from proxy import Proxy

PATIENCE = 25.0  # seconds to wait for something that should happen; never the measure of anything
URL = os.environ["MATRIX_URL"].rstrip("/")


class Person:
    """The lease's other user."""

    def __init__(self):
        self._http = requests.Session()
        login = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": os.environ["MATRIX_OTHER_USER"]},
            "password": os.environ["MATRIX_OTHER_PASSWORD"],
        }
        found = self.call("POST", "login", login)
        self._http.headers["Authorization"] = f"Bearer {found['access_token']}"
        name = os.environ["MATRIX_USER"]
        self.bot = name if name.startswith("@") else f"@{name}:{found['user_id'].split(':', 1)[1]}"

    def call(self, method, path, body=None, **query):
        response = self._http.request(
            method, f"{URL}/_matrix/client/v3/{path}", json=body, params=query, timeout=PATIENCE
        )
        response.raise_for_status()
        return response.json()


class Room:
    """A room of the person's, with or without the bot."""

    def __init__(self, person, *before):
        self._person = person
        self.id = quote(person.call("POST", "createRoom", {"preset": "private_chat"})["room_id"])
        for text in before:
            self.say(text)
        person.call("POST", f"rooms/{self.id}/invite", {"user_id": person.bot})

    def say(self, text, kind="m.text", **more):
        content = {"msgtype": kind, "body": text, **more}
        return self._person.call("PUT", f"rooms/{self.id}/send/m.room.message/{uuid.uuid4()}", content)["event_id"]

    def has_bot(self):
        return self._person.bot in self._person.call("GET", f"rooms/{self.id}/joined_members")["joined"]

    def heard(self):
        """What the bot has said here, oldest first, as contents of events."""
        found = self._person.call("GET", f"rooms/{self.id}/messages", dir="b", limit=200)["chunk"]
        ours = [event for event in found if event["type"] == "m.room.message" and event["sender"] == self._person.bot]
        return [event["content"] for event in reversed(ours)]

    def texts(self):
        return [content["body"] for content in self.heard()]


class World:
    """A person, rooms, and a bot that can be started, stopped and killed."""

    in_vain = 0.0  # seconds waited for nothing; after some, the bot is wrong, and the checks that are left wait less

    def __init__(self, subject):
        self._subject = subject
        self.person = Person()
        self.proxy = Proxy(URL)
        self.process = None

    def start(self):
        self.process = self._subject.start(["python", "bot.py"], env={"MATRIX_URL": self.proxy.url})

    def stop(self):
        """Ask the bot to end."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=PATIENCE)
        assert status == 0, f"after SIGTERM the bot ended with {status}; it has said: {self.said()}"

    def said(self):
        return "\n".join(self.process.output().strip().splitlines()[-4:])[-500:] or "nothing"

    def wait(self, condition, what):
        patience = PATIENCE if World.in_vain < PATIENCE else PATIENCE / 6
        end, pause = time.monotonic() + patience, 0.02
        while not condition():
            if self.process.poll() is not None:
                pytest.fail(
                    f"waited for {what}, and the bot has ended with {self.process.poll()}; it has said: {self.said()}"
                )
            if time.monotonic() > end:
                World.in_vain += patience
                pytest.fail(f"waited {patience:.0f} s in vain for {what}; the bot has said: {self.said()}")
            time.sleep(pause)
            pause = min(pause * 1.3, 0.1)

    def room(self, *before):
        """A room in which the bot is."""
        room = Room(self.person, *before)
        self.wait(room.has_bot, "the bot to join a room that it was invited to")
        return room


@pytest.fixture(scope="module")
def the_world(subject):
    world = World(subject)
    world.start()
    return world


@pytest.fixture
def world(the_world):
    """The world with a bot that runs."""
    if the_world.process.poll() is not None:
        the_world.start()
    return the_world


def test_it_answers(world, rng):
    """The bot joins when it is invited, and answers each command with a notice that replies to it"""
    room = world.room()
    word = f"Zoë 🚲 {rng.randrange(10**6)}  !ping"
    for command, expected in (("!ping", "pong"), (f"!echo {word}", word)):
        count = len(room.heard())
        event = room.say(command)
        world.wait(lambda count=count: len(room.heard()) > count, f"an answer to {command!r}")
        found = room.heard()[-1]
        assert (found["msgtype"], found["body"]) == ("m.notice", expected), f"the answer to {command!r} was {found}"
        replied = found.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id")
        assert replied == event, f"the answer should reply to the command (m.in_reply_to): {found}"


def test_what_is_no_command(world, rng):
    """Notices of other bots, edits, and texts that only contain a command are not answered"""
    room = world.room()
    room.say("!ping", "m.notice")
    room.say("!echo I am a bot", "m.notice")
    first = room.say("hello, do you know !ping?")
    room.say(
        "* !ping",
        **{
            "m.new_content": {"msgtype": "m.text", "body": "!ping"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": first},
        },
    )
    room.say(
        "!echo edited",
        **{
            "m.new_content": {"msgtype": "m.text", "body": "x"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": first},
        },
    )
    for text in ("!pingpong", "!PING", "ping", "!echo", "pong"):
        room.say(text)
    room.say("!ping", "m.emote")
    last = f"end {rng.randrange(10**6)}"
    room.say(f"!echo {last}")
    world.wait(lambda: last in room.texts(), "an answer to the last command")
    assert room.texts() == [last], "only the last of these messages was a command of a person"


def test_what_was_said_before(world, rng):
    """Commands from before the bot came are not answered, in one room or another"""
    quiet = world.room(*(f"!echo old {number}" for number in range(6)))
    other = world.room("!ping")
    for room in (quiet, other):
        word = f"new {rng.randrange(10**6)}"
        room.say(f"!echo {word}")
        world.wait(lambda room=room, word=word: word in room.texts(), "an answer in a room with history")
        assert room.texts() == [word], "the bot has answered what was said before it came"


def test_a_server_in_trouble(world, rng):
    """When the homeserver answers 502 for a while, the bot goes on asking and misses nothing"""
    room = world.room()
    world.proxy.fail_syncs(2)
    words = [f"word {number} {rng.randrange(10**6)}" for number in range(3)]
    for word in words:
        room.say(f"!echo {word}")
    world.wait(lambda: world.proxy.failures_left() == 0, "the bot to ask again after 502")
    room.say("!ping")
    world.wait(lambda: "pong" in room.texts(), "an answer after two syncs that failed")
    require(room, [*words, "pong"], "two syncs failed")


def test_a_restart(world, rng):
    """After a restart what came meanwhile is answered, all of it, once and in order, and nothing else again"""
    room = world.room()
    room.say("!echo before")
    world.wait(lambda: room.texts() == ["before"], "an answer before the restart")
    room.say("hello")  # an event more, beyond the bot's own answer
    world.stop()
    missed = [f"missed {number} {rng.randrange(10**6)}" for number in range(12)]
    for text in missed:
        room.say(f"!echo {text}")
    world.start()
    after = f"after {rng.randrange(10**6)}"
    room.say(f"!echo {after}")
    world.wait(lambda: after in room.texts(), "an answer after the restart")
    require(room, ["before", *missed, after], f"{len(missed)} commands were given while the bot was away")
    assert world.proxy.logins == 1, (
        f"the bot has logged in {world.proxy.logins} times in its life; each login is one more device of its user"
    )


def test_killed_in_the_middle(world, rng):
    """A bot that is killed when the server has its answer, but the bot does not know, answers each command once"""
    room = world.room()
    room.say("!ping")
    world.wait(lambda: room.texts() == ["pong"], "an answer before the bot is killed")
    world.stop()
    commands = [f"word {number} {rng.randrange(10**6)}" for number in range(6)]
    for text in commands:
        room.say(f"!echo {text}")
    world.proxy.lose_answer(3)
    world.start()
    world.wait(world.proxy.lost.is_set, "the third of six answers")
    world.process.kill()
    world.process.wait()
    world.start()
    world.wait(lambda: commands[-1] in room.texts(), "the last answer, after the bot was killed and started again")
    require(room, ["pong", *commands], "the bot was killed while it waited to hear that its third answer had arrived")


def require(room, expected, story):
    found = room.texts()
    twice = sorted({text for text in found if found.count(text) > 1})
    never = sorted(set(expected) - set(found))
    strange = sorted(set(found) - set(expected))
    assert not (twice or never or strange), (
        f"{story}; answered twice: {twice[:3]}, not at all: {never[:3]}, without being asked: {strange[:3]}"
    )
    assert found == expected, f"{story}; the answers came in another order than the commands: {found}"
