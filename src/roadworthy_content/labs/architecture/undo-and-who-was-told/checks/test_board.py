"""`board.py`: four patterns at their edges."""

import json
import threading

import pytest
from board import KINDS, Board, Events, History, Macro, Once, Pin, Rename, Unpin, by_votes, newest_first, oldest_first, replay

PATIENCE = 5.0


def state(board):
    return [str(board.title), [str(message) for message in board.pins]]


def board_with(*messages):
    board = Board(oldest_first)
    for message in messages:
        board.pin(message)
    return board


def names(rng, count):
    return [f"m{number}" for number in rng.sample(range(1000), count)]


def test_strategies(rng):
    """The order to show is a function that can be replaced, and cannot change the board"""
    a, b, c, d = messages = names(rng, 4)
    board = board_with(*messages)

    def greedy(given):
        given.sort(key=lambda message: messages[::-1].index(message))
        taken = list(given)
        given.clear()
        return taken

    found = {}
    for name, order in {
        "oldest": oldest_first,
        "newest": newest_first,
        "votes": by_votes({b: 3, d: 5, c: 3, "other": 9}),
        "greedy": greedy,
    }.items():
        board.order = order
        found[name] = [str(message) for message in board.shown()]
        assert state(board)[1] == messages, f"showing by {name} has changed the pins"
    assert found == {"oldest": [a, b, c, d], "newest": [d, c, b, a], "votes": [d, b, c, a], "greedy": [d, c, b, a]}


def test_undo_brings_back_what_was(rng):
    """After undoing, the board is exactly as before, places and title too; redo does it again"""
    messages = names(rng, 5)
    board = board_with(*messages)
    history, states = History(board), [state(board)]
    middle, other = messages[2], messages[1]
    both = Macro(Unpin("new"), Rename("third"), Pin(middle), Rename("fourth"))
    for command in (Unpin(middle), Rename("first"), Pin("new"), Rename("second"), Unpin(other), both):
        history.run(command)
        states.append(state(board))
    for right in states[-2::-1]:
        assert bool(history.undo()) is True
        assert state(board) == right, "after an undo"
    assert bool(history.undo()) is False, "nothing is left to undo"
    for right in states[1:]:
        assert bool(history.redo()) is True
        assert state(board) == right, "after a redo"
    assert bool(history.redo()) is False, "nothing is left to redo"


def test_a_new_command_ends_what_was_undone(rng):
    """After undoing and doing something else there is nothing to redo"""
    a, b = names(rng, 2)
    board = board_with()
    history = History(board)
    history.run(Pin(a))
    history.undo()
    history.run(Pin(b))
    assert [bool(history.redo()), state(board)] == [False, ["", [b]]], f"pinned {a}, undid it, pinned {b}, and redo"


def test_what_failed_did_not_happen(rng):
    """A command that fails is not remembered, and a macro does all or nothing"""
    a, b, c = names(rng, 3)
    board = board_with(a, b)
    history = History(board)
    history.run(Rename("x"))
    for command in (Pin(a), Unpin(c), Macro(Unpin(a), Rename("y"), Pin(c), Pin(b))):
        with pytest.raises(ValueError):
            history.run(command)
        assert state(board) == ["x", [a, b]], "after a command that failed"
    assert len(history.journal()) == 1, f"one command succeeded, and the journal has {history.journal()}"
    assert [bool(history.undo()), state(board)] == [True, ["", [a, b]]], "undo should undo what succeeded"


class Shout:
    """A command that nobody knew."""

    def __init__(self, times):
        self.times = times

    def do(self, board):
        board.rename(board.title + "!" * self.times)

    def undo(self, board):
        board.rename(board.title[: -self.times])

    def record(self):
        return {"kind": "shout", "times": self.times}


def test_a_journal_can_be_replayed(rng):
    """The journal holds what is in force, goes through JSON, and makes the same board; new kinds can be added"""
    a, b, c = names(rng, 3)
    board = board_with()
    history = History(board)
    KINDS["shout"] = lambda record: Shout(record["times"])
    for command in (Pin(a), Pin(b), Rename("title"), Shout(3), Macro(Unpin(a), Macro(Pin(c))), Pin("undone")):
        history.run(command)
    history.undo()
    records = json.loads(json.dumps([dict(record) for record in history.journal()]))
    copy = board_with()
    replay(records, copy)
    assert state(copy) == state(board) == ["title!!!", [b, c]], f"replayed were {records}"
    assert len(records) == 5, f"six commands, one undone, and {len(records)} records"


def test_one_order_for_everybody():
    """What is emitted during an emit is told when the present event has been told to everybody"""
    events, first, second = Events(), [], []

    def chain(event):
        first.append(str(event))
        if event == "one":
            events.emit("two")
            events.emit("three")
            first.append("emitted")

    events.subscribe(chain)
    events.subscribe(lambda event: second.append(str(event)))
    events.emit("one")
    assert second == ["one", "two", "three"], "the second was told in another order than it happened"
    assert first == ["one", "emitted", "two", "three"], "the first, who emitted two more while it was told of one"


def test_coming_and_going_while_being_told():
    """Who unsubscribes hears nothing more, who subscribes hears the next event, and nobody is left out"""
    events, told, ends = Events(), [], {}

    def listener(name):
        def listen(event):
            told.append(f"{name} {event}")
            if event == 1 and name == "a":
                ends["a"]()
                ends["c"]()
                ends["d"] = events.subscribe(listener("d"))

        return listen

    for name in "abc":
        ends[name] = events.subscribe(listener(name))
    events.emit(1)
    events.emit(2)
    assert told == ["a 1", "b 1", "b 2", "d 2"], "while a was told of 1, it took itself and c out, and d in"
    ends["a"]()
    both = events.subscribe(told.append), events.subscribe(told.append)
    both[0]()
    both[0]()
    told.clear()
    events.emit(3)
    assert told == ["b 3", "d 3", 3], "one callback was subscribed twice, and one of the two ended, twice"


def test_one_that_fails_keeps_nobody_from_being_told():
    """All are told although one fails, what failed comes out, and the next event is told as ever"""
    board, told = board_with(), []

    def fail(event):
        raise LookupError(f"no {event[0]}")

    end = board.events.subscribe(fail)
    board.events.subscribe(lambda event: told.append((str(event[0]), str(event[1]))))
    with pytest.raises(ExceptionGroup) as caught:
        board.pin("m1")
    assert [str(error.args[0]) for error in caught.value.exceptions] == ["no pinned"]
    end()
    board.rename("x")
    board.unpin("m1")
    assert told == [("pinned", "m1"), ("renamed", "x"), ("unpinned", "m1")]


def test_loaded_once(rng):
    """However many threads ask first, it is loaded once, and all get the same"""
    loads, second, everybody, results = [], threading.Event(), threading.Barrier(4), []
    value = rng.randrange(10**6)

    def load():
        loads.append(True)
        if len(loads) > 1:
            second.set()
        second.wait(0.5)  # all are on their way; whoever can get in beside us has the time to
        return [value]

    once = Once(load)

    def ask():
        everybody.wait(PATIENCE)
        results.append(once())

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(loads) == 1, f"four threads asked at the same time, and it was loaded {len(loads)} times"
    assert len(results) == 4 and all(result is results[0] for result in results), f"they got {results}"
    nothing = []
    none = Once(lambda: nothing.append(True))
    assert [none(), none(), len(nothing)] == [None, None, 1], "None is a value like any other"
    assert list(once()) == [value], "another Once has changed this one"


def test_a_load_that_fails_and_a_value_for_tests():
    """A load that fails is tried again, and a block can have a value of its own"""
    answers = [OSError("not yet"), "settings"]

    def load():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    once = Once(load)
    with once.replaced("fake"):
        assert str(once()) == "fake"
    assert len(answers) == 2, "within `replaced` nothing should be loaded"
    with pytest.raises(OSError):
        once()
    assert str(once()) == "settings"
    with pytest.raises(LookupError), once.replaced("fake"):
        raise LookupError
    assert [str(once()), len(answers)] == ["settings", 0], "after a block that failed"
