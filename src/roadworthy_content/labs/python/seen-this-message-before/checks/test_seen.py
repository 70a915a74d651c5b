"""`SeenWindow`, on memory that counts what is read and written."""

import pytest
from memory import Machine, numbers
from seen import SeenWindow

AT_MOST = 40  # steps for an operation, on average


class Model:
    """What a window has to answer."""

    def __init__(self, capacity):
        self._capacity = capacity
        self.numbers = []

    def add(self, number):
        if number in self.numbers:
            return False
        self.numbers = [*self.numbers, number][-self._capacity :]
        return True


def window_on(machine, capacity):
    return SeenWindow(capacity, machine.allocate, machine.hash_of)


def numbers_of(window):
    return [int(number) for number in list(numbers(window))]


def play(rng, hashes, capacity, rounds, different):
    """Add and ask at random, and compare each answer with that of the model."""
    machine, model = Machine(hashes), Model(capacity)
    window = window_on(machine, capacity)
    for turn in range(rounds):
        number = rng.randrange(different)
        story = f"turn {turn}, capacity {capacity}, remembered are {model.numbers}"
        known = bool(machine.knows(window, number))
        assert known == (number in model.numbers), f"is {number} in the window? It says {known}; {story}"
        found = bool(machine.add(window, number))
        assert found == model.add(number), f"add of {number} returned {found}; {story}"
    assert len(window) == len(model.numbers), f"len says {len(window)}; remembered are {model.numbers}"
    assert numbers_of(window) == model.numbers, "iterating should give the oldest first"


def test_a_message_is_new_once(rng):
    """An id that is remembered is not new, also as another object that is equal"""
    play(rng, "spread", capacity=1000, rounds=50, different=30)


def test_the_oldest_is_forgotten(rng):
    """When the window is full, the oldest id is forgotten; what came again is as old as before"""
    machine = Machine()
    window = window_on(machine, 3)
    added = [bool(machine.add(window, number)) for number in (1, 2, 3, 1, 4)]
    assert [added, numbers_of(window)] == [[True, True, True, False, True], [2, 3, 4]], (
        "capacity 3, and the ids 1, 2, 3, 1, 4 came; 1 came first, though it came twice"
    )
    again = bool(machine.add(window, 1))
    assert [again, numbers_of(window)] == [True, [3, 4, 1]], "1 was forgotten, so it is new when it comes again"
    for capacity in (1, rng.randrange(5, 12)):
        play(rng, "spread", capacity, rounds=40, different=2 * capacity + 1)


def test_ids_with_the_same_hash(rng):
    """Different ids may have the same hash, and one that is forgotten takes none of them along"""
    play(rng, "same", capacity=6, rounds=50, different=14)
    play(rng, "three", capacity=9, rounds=50, different=20)


@pytest.mark.parametrize("capacity", [100, 400, 1600])
def test_the_cost_does_not_grow(rng, capacity):
    """An operation costs as little in a large window as in a small one, also after many ids were forgotten"""
    machine = Machine()
    window = window_on(machine, capacity)
    rounds = capacity * 2 + 400
    first = rng.randrange(10**9)
    average = float(machine.add_all(window, range(first, first + rounds), AT_MOST * rounds))
    forgotten = rounds - capacity
    assert average <= AT_MOST, (
        f"capacity {capacity}, {rounds} new ids, and so {forgotten} are forgotten: after {machine.steps} steps they were "
        f"not all in. That is {average:.0f} for each that was; {AT_MOST} are allowed"
    )
    assert numbers_of(window) == list(range(first + forgotten, first + rounds)), "the last ones should be remembered"


def test_ids_that_differ_in_the_high_bits_only(rng):
    """Ids whose hashes end in sixteen zeros cost no more than others"""
    machine = Machine("time")
    window = window_on(machine, 1000)
    first = rng.randrange(10**6)
    average = float(machine.add_all(window, range(first, first + 2000), AT_MOST * 2000))
    assert average <= AT_MOST, (
        f"2000 ids whose hashes end in sixteen zero bits: {average:.0f} steps for each, {AT_MOST} allowed. "
        "Where do they land in the table?"
    )


def test_memory_follows_what_is_remembered():
    """Memory is taken for the ids that are remembered, not for those that might come, and they stand in it"""
    machine = Machine()
    window = window_on(machine, 10**7)
    for count in [*range(1, 40), *range(40, 400, 40)]:
        machine.add_all(window, range(count + 1), 10**6)
        taken, used = int(machine.taken()), int(machine.used())
        assert taken <= 64 + 30 * (count + 1), f"{count + 1} ids are remembered, and {taken} slots were taken for them"
        assert used > count, f"{count + 1} ids are remembered, and {used} slots hold anything: where do they stand?"


@pytest.mark.parametrize("capacity", [0, -3])
def test_a_window_holds_something(capacity):
    """A capacity under 1 is a ValueError"""
    with pytest.raises(ValueError):
        window_on(Machine(), capacity)
