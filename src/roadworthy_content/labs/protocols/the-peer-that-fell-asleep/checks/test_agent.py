"""The learner's agent, called by peers of the judge, over real WebRTC connections."""

import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from peers import World

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def the_world(subject):
    folder = subject.workspace / "shared"
    folder.mkdir(exist_ok=True)
    world = World(subject, folder)
    world.start()
    return world


@pytest.fixture
def world(the_world):
    """A world in which an agent runs, and nobody has called it yet."""
    if the_world.agent.poll() is not None:
        the_world.start()
    yield the_world
    the_world.run(the_world.clear())


def put(world, name, content):
    (world.folder / name).write_bytes(content)
    return content


def memory():
    """Megabytes that the agent has in memory; its number is another one in its cell."""
    found = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if b"agent.py" in (folder / "cmdline").read_bytes():
                found = max(found, int(re.search(r"VmRSS:\s*(\d+)", (folder / "status").read_text())[1]))
    assert found, "the agent's process cannot be seen"
    return found / 1024


def test_files_arrive_whole(world, rng):
    """Files come in messages of at most 16 KiB, whole and in the order in which they were asked for"""
    files = {
        f"file {rng.randrange(10**6)}.bin": rng.randbytes(size)
        for size in (0, 1, 16384, rng.randrange(300_000, 600_000))
    }
    for name, content in files.items():
        put(world, name, content)

    async def check():
        ada = await world.peer("ada")
        for name, content in files.items():
            await ada.require_file(name, content)
        for name in files:
            ada.ask(name)
        came = [(await ada.file(name)) for name in files]
        assert [header["file"] for header, _, _ in came] == list(files), "four requests at once, and their answers"
        assert [b"".join(chunks) for _, chunks, _ in came] == list(files.values()), "answers to requests are mixed"

    world.run(check())


def test_what_may_not_be_had(world, rng):
    """A request for what is not in the folder, or for nothing, gets an error, and the channel goes on"""
    content = put(world, "notes.txt", rng.randbytes(100))
    secret = world.folder.parent / "secret.txt"
    secret.write_text("the key")
    (world.folder / "inner").mkdir(exist_ok=True)

    async def check():
        ada = await world.peer("ada")
        names = [
            "nothing.txt",
            "../secret.txt",
            str(secret),
            "inner",
            "",
            ".",
            "inner/../notes.txt",
            7,
            None,
            ["notes.txt"],
        ]
        for request in [json.dumps({"get": name}) for name in names] + ["not JSON", "[]", "{}", "null"]:
            found = await ada.error(request)
            assert list(found) == ["error"] and found["error"], f"{request!r} should get an error, and got {found}"
        await ada.require_file("notes.txt", content)

    world.run(check())


def test_a_peer_that_fell_asleep_costs_little(world):
    """A peer that takes in nothing more does not make the agent load the whole file into its memory"""
    size = 96 * MIB
    with (world.folder / "large.bin").open("wb") as file:
        file.truncate(size)

    async def begin():
        ada = await world.peer("ada")
        await ada.require_file("small", put(world, "small", b"x"))
        before = memory()
        ada.ask("large.bin")
        await ada.next("the header of a large file")
        await ada.next("the beginning of a large file")
        ada.fall_asleep()
        # Another peer's round trips: a clock that goes with the agent's own work.
        bob = await world.peer("bob")
        for _ in range(40):
            await bob.require_file("small", b"x")
        return memory() - before

    grown = world.run(begin(), timeout=80)
    assert grown < 40, (
        f"a peer asked for a file of 96 MiB and then took in nothing, and the agent grew by {grown:.0f} MiB; "
        "a channel's bufferedAmount should stay under 1 MiB"
    )


def test_a_peer_that_fell_asleep_holds_up_nobody(world, rng):
    """While one peer takes in nothing, others get their files and states, and it gets the rest when it wakes up"""
    content = put(world, "large", rng.randbytes(3 * MIB))
    small = put(world, "small", rng.randbytes(40_000))

    async def check():
        ada = await world.peer("ada")
        ada.ask("large")
        await ada.next("the header of a file")
        ada.fall_asleep()
        bob = await world.peer("bob")
        await bob.require_file("small", small)
        await bob.sees({"ada": "online", "bob": "online"}, "the state with ada, who sleeps, and bob")
        ada.wake_up()
        chunks = []
        while isinstance(message := await ada.next("the rest of a file, after waking up"), bytes):
            chunks.append(message)
        assert b"".join(chunks) == content, "the peer woke up, and got another file than it had asked for"

    world.run(check())


def test_presence_does_not_wait(world):
    """Presence goes over an unordered channel without retransmissions, and an old status does not replace a newer one"""

    async def check():
        ada = await world.peer("ada")
        await world.until(lambda: ada.presence, "the agent to open a channel 'presence'")
        found = (ada.presence.ordered, ada.presence.maxRetransmits)
        assert found == (False, 0), f"(ordered, maxRetransmits) of 'presence' should be (False, 0): {found}"
        await ada.sees({"ada": "online"}, "the first state")
        bob = await world.peer("bob")
        for peer in (ada, bob):
            await peer.sees({"ada": "online", "bob": "online"}, "the state of two peers")
        ada.say(5, "typing")
        await bob.sees({"ada": "typing", "bob": "online"}, "ada's status")
        for rubbish in (
            "not JSON",
            "[]",
            "null",
            '{"seq": "9", "status": "x"}',
            '{"seq": 9}',
            '{"seq": 9, "status": 1}',
        ):
            ada.presence.send(rubbish)
        ada.say(4, "away")
        bob.say(1, "busy")
        await bob.sees({"ada": "typing", "bob": "busy"}, "bob's status, with an older one of ada's before it")
        ada.say(6, "online")
        await bob.sees({"ada": "online", "bob": "busy"}, "ada's newest status")
        seqs = [state["seq"] for state in sorted(bob.states, key=lambda state: state["seq"])]
        assert len(set(seqs)) == len(seqs), f"each state should have a seq of its own: {seqs}"

    world.run(check())


def test_a_lost_state_is_told_again(world):
    """A state that was lost on the way is told again within a second or so, without any change"""

    async def check():
        ada, bob = await world.peer("ada"), await world.peer("bob")
        await bob.sees({"ada": "online", "bob": "online"}, "the state of two peers")
        await world.until(lambda: ada.presence, "the agent to open a channel 'presence'")
        bob.fall_asleep()
        ada.say(1, "lost")
        await ada.sees({"ada": "lost", "bob": "online"}, "a new state")
        bob.wake_up()
        await bob.sees({"ada": "lost", "bob": "online"}, "the state that bob has missed")
        newest = max(state["seq"] for state in bob.states)
        await world.until(
            lambda: max(state["seq"] for state in bob.states) > newest, "the state to be told again, with a higher seq"
        )

    world.run(check())


def test_who_leaves_is_gone(world, rng):
    """Who closes the connection, or calls again under the same name, is forgotten, and the others are told"""
    content = put(world, "notes", rng.randbytes(1000))

    async def check():
        ada, bob = await world.peer("ada"), await world.peer("bob")
        await ada.sees({"ada": "online", "bob": "online"}, "the state of two peers")
        await world.until(lambda: bob.presence, "the agent to open a channel 'presence'")
        bob.say(1, "typing")
        await ada.sees({"ada": "online", "bob": "typing"}, "bob's status")
        again = await world.peer("bob")
        await again.require_file("notes", content)
        await ada.sees({"ada": "online", "bob": "online"}, "bob anew, who has not said how he is")
        await world.until(
            lambda: bob.connection.connectionState == "closed" or bob.files.readyState == "closed",
            "the agent to close bob's old connection",
        )
        await again.require_file("notes", content)
        await again.connection.close()
        await ada.sees({"ada": "online"}, "the state without bob, who has closed his connection")

    world.run(check())


def test_signalling_is_not_the_connection(world, rng):
    """When the signalling breaks, connections go on, and the agent connects to it again for new ones"""
    content = put(world, "notes", rng.randbytes(1000))

    async def check():
        ada = await world.peer("ada")
        for name in ("bob", "cyn"):
            await world.hang_up()
            await ada.require_file("notes", content)
            other = await world.peer(name)
            await other.require_file("notes", content)

    world.run(check())
