"""`VoiceRooms` with two threads that meet at the worst moment."""

import threading

import pytest
from rooms import VoiceRooms
from world import PATIENCE, Store, World


def rooms_with(store, seats=3):
    return VoiceRooms(store, seats, store.world.new_lock)


def results(found):
    """Return what calls returned, as plain values; what they raised by its name."""
    return [found if isinstance(found, Exception) else bool(found) for found in found]


def test_the_last_seat_is_given_once(rng):
    """Two members want the last seat at the same time, and one gets it"""
    seats = rng.randrange(2, 9)
    sitting = [f"member{number}" for number in range(seats - 1)]
    store = Store(World("load"), lobby=sitting)
    rooms = rooms_with(store, seats)
    found = results(store.world.together(lambda: rooms.join("ada", "lobby"), lambda: rooms.join("bob", "lobby")))
    there = store.rooms["lobby"]
    assert sorted(map(str, found)) == ["False", "True"], (
        f"{seats} seats, {seats - 1} taken; both looked before either had a seat, and join returned {found}"
    )
    assert len(there) == seats and there[:-1] == sitting, f"{seats} seats, and now there sit {there}"


def test_nobody_is_overwritten():
    """Of two members who join at the same time, or join and leave, neither is lost"""
    store = Store(World("load"), lobby=["eve"])
    rooms = rooms_with(store, 4)
    store.world.together(lambda: rooms.join("ada", "lobby"), lambda: rooms.join("bob", "lobby"))
    assert sorted(store.rooms["lobby"]) == ["ada", "bob", "eve"], f"ada and bob joined eve; {store.rooms}"
    store.world.together(lambda: rooms.leave("eve", "lobby"), lambda: rooms.join("zoe", "lobby"))
    assert sorted(store.rooms["lobby"]) == ["ada", "bob", "zoe"], f"then eve left and zoe came; {store.rooms}"


def test_the_first_two_visitors_share_one_lock():
    """Two members who open a room at the same moment use one lock, not one each"""
    store = Store(World("new_lock", "load"))
    rooms = rooms_with(store, 1)
    found = results(store.world.together(lambda: rooms.join("ada", "new"), lambda: rooms.join("bob", "new")))
    assert sorted(map(str, found)) == ["False", "True"], (
        f"a room that nobody had used yet, one seat: {found}, and there sit {store.rooms.get('new')}. "
        "Both came to new_lock() before either had a lock"
    )


def test_moves_in_opposite_directions():
    """Two members who change places at the same time do not wait for each other for ever"""
    for _ in range(3):
        store = Store(World("locked"), east=["ada"], west=["bob"])
        rooms = rooms_with(store, 3)
        found = results(
            store.world.together(lambda: rooms.move("ada", "east", "west"), lambda: rooms.move("bob", "west", "east"))
        )
        assert found == [True, True], f"both moves were possible, and returned {found}"
        assert store.rooms == {"east": ["bob"], "west": ["ada"]}


def test_a_slow_room_holds_up_no_other():
    """While the store is slow for one room, others can be joined, left and moved between"""
    world = World()
    store = Store(world, slow=[], east=["ada"], west=["eve"])
    rooms = rooms_with(store)
    reading, finished, held_up = threading.Event(), [], []

    def read_slowly():
        reading.set()
        with world.changed:
            world.changed.wait_for(lambda: finished or "thread 2" in world.waiting, PATIENCE / 2)
        held_up.append(not finished)

    def use_others():
        reading.wait(PATIENCE)
        found = [rooms.join("bob", "west"), rooms.leave("eve", "west"), rooms.move("ada", "east", "west")]
        with world.changed:
            finished.append(True)
            world.changed.notify_all()
        return found == [True] * 3

    store.slow_at["slow"] = read_slowly
    found = results(world.together(lambda: rooms.join("zoe", "slow"), use_others))
    assert held_up == [False], "while the store read one room, a thread that wanted other rooms had to wait"
    assert found == [True, True], f"{found}, {store.rooms}"


def test_every_join_is_counted():
    """Joins of different rooms at the same time are all counted"""
    store = Store(World("joins"), lobby=["eve"], full=["x", "y", "z"])
    rooms = rooms_with(store, 3)
    found = results(store.world.together(lambda: rooms.join("ada", "east"), lambda: rooms.join("bob", "west")))
    assert [*found, store.count] == [True, True, 2], f"two joins in two rooms, and the count says {store.count}"
    again = [bool(rooms.join("ada", "full")), bool(rooms.join("eve", "lobby")), bool(rooms.move("ada", "east", "west"))]
    assert [*again, store.count] == [False, False, True, 2], "a join of a full room or a move was counted"


@pytest.mark.parametrize("what", ["join", "leave", "move"])
def test_a_failing_store_holds_up_nobody(what):
    """What the store raises comes out, leaves no lock behind, and leaves nobody standing"""
    store = Store(World(), east=["ada"], west=["bob"])
    rooms = rooms_with(store)
    calls = {
        "join": lambda: rooms.join("zoe", "west"),
        "leave": lambda: rooms.leave("bob", "west"),
        "move": lambda: rooms.move("ada", "east", "west"),
    }
    store.fails_at["west"] = OSError("disk full")
    with pytest.raises(OSError, match="disk full"):
        calls[what]()
    held = sum(lock.holder is not None for lock in store.world.locks)
    assert held == 0, f"the store failed in {what}, and {held} locks are still held"
    assert store.rooms == {"east": ["ada"], "west": ["bob"]}, f"{what} failed, and now there sit {store.rooms}"
    assert store.count == 0, "a join that failed was counted"
    store.fails_at.clear()
    assert results(store.world.together(calls[what])) == [True], f"{what}, once the store works again"


def test_a_move_that_cannot_be_made_changes_nothing():
    """A move to a full room, from a room where one does not sit, or to the same room changes nothing"""
    full = [f"member{number}" for number in range(3)]
    store = Store(World(), east=["ada", "eve"], west=full, north=["ada"])
    rooms = rooms_with(store, 3)
    moves = [("ada", "east", "west"), ("zoe", "east", "north"), ("ada", "east", "north"), ("ada", "east", "east")]
    moves += [("zoe", "east", "east"), ("member1", "west", "west")]
    before = {room: list(members) for room, members in store.rooms.items()}
    found = [results(store.world.together(lambda move=move: rooms.move(*move)))[0] for move in moves]
    assert found == [False, False, False, True, False, True], f"{moves} returned {found}"
    assert store.rooms == before, f"now there sit {store.rooms}"
    assert [bool(rooms.leave("zoe", "east")), bool(rooms.leave("ada", "east"))] == [False, True]
    assert store.rooms == before | {"east": ["eve"]}
