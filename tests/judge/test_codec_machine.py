"""Two real peers against a model: whatever is handed over, changed, called, raised and dropped is as in one process."""

from __future__ import annotations

import array
import collections
import gc
import itertools
import types
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.judge import channel
from tests.judge.codec_model import (
    CHANGE,
    CLASSES,
    INDEX,
    SIDE,
    SPECS,
    TYPES,
    Odd,
    Thing,
    build,
    change,
    children,
    container_at,
    reaches,
)

from roadworthy.judge.guest import raised

CHECKER, SUBJECT = SIDES = (0, 1)
MOST_CROSSINGS = 40
"""After everything was dropped: one for each level of nesting, and some for what a thread keeps until the next one."""


class Machine(RuleBasedStateMachine):
    """Each side has roots, as variables of its code; the model has both sides' in one graph of plain objects."""

    def __init__(self) -> None:
        super().__init__()
        self.tasks: list[Callable[..., Any]] = []
        self.model: list[list[Any]] = [[], []]
        self.real: list[list[Any]] = [[], []]
        self.labels = 0
        self.cyclic = False
        self.pair = channel.Pair(do=self.do)
        self.peers = [self.pair.checker, self.pair.subject]
        self.pair.checker.operations.add(do=self.do)
        for side in SIDES:  # classes stay for ever: they have crossed before the tables are counted
            self.hand_over_new(side, ("list", [("thing", None), ("error", None)]))
        self.start = self.tables()
        self.let_go()
        self.start = self.tables()

    def do(self, *values: Any) -> Any:
        return self.tasks.pop()(*values)

    def cross(self, side: int, task: Callable[..., Any], *values: Any) -> Any:
        """Let the other side, which gets the values, do something; control is with `side` before and after."""
        self.tasks.append(task)
        return self.peers[side].request("do", *values)

    def on(self, side: int, task: Callable[[], None]) -> None:
        """Let a side do something; control is with the checker before and after."""
        if side == CHECKER:
            task()
        else:
            self.cross(CHECKER, task)

    def build(self, side: int, spec: Any, *, in_model: bool) -> Any:
        roots, own = (self.model, 2) if in_model else (self.real, side)
        return build(spec, own, roots[side], itertools.count(self.labels))

    # --- what happens

    @initialize(cyclic=st.booleans())
    def begin(self, cyclic: bool) -> None:
        self.cyclic = cyclic

    @rule(side=SIDE, spec=SPECS)
    def make(self, side: int, spec: Any) -> None:
        self.model[side].append(self.build(side, spec, in_model=True))
        self.on(side, lambda: self.real[side].append(self.build(side, spec, in_model=False)))
        self.labels += 20

    @rule(side=SIDE, spec=SPECS)
    def hand_over_new(self, side: int, spec: Any) -> None:
        self.make(side, spec)
        self.hand_over(side, len(self.model[side]) - 1)

    @rule(side=SIDE, number=INDEX)
    def hand_over(self, side: int, number: int) -> None:
        if self.model[side]:
            number %= len(self.model[side])
            self.model[1 - side].append(self.model[side][number])
            self.on(side, lambda: self.cross(side, self.real[1 - side].append, self.real[side][number]))

    @rule(side=SIDE, number=INDEX)
    def fetch(self, side: int, number: int) -> None:
        other = 1 - side
        if self.model[other]:
            number %= len(self.model[other])
            self.model[side].append(self.model[other][number])
            self.on(side, lambda: self.real[side].append(self.cross(side, lambda: self.real[other][number])))

    def alter(self, side: int, model: Any, real: Any, changed: Any) -> None:
        """Change something below a value, in the model and on a side that has control."""
        path, how, number, key, spec = changed
        target = container_at(model, path)
        value = self.build(side, spec, in_model=True)
        if target is None or (not self.cyclic and reaches(value, target)):
            return
        keyed = spec[0] == "root" and isinstance(value, Thing | types.FunctionType)
        change(target, how, number, value if keyed else key, value)
        same = self.build(side, spec, in_model=False)
        change(container_at(real, path), how, number, same if keyed else key, same)
        self.labels += 20

    @rule(side=SIDE, number=INDEX, changes=st.lists(CHANGE, min_size=1, max_size=3))
    def change(self, side: int, number: int, changes: list[Any]) -> None:
        if self.model[side]:
            number %= len(self.model[side])
            for changed in changes:
                self.on(side, lambda c=changed: self.alter(side, self.model[side][number], self.real[side][number], c))  # type: ignore[misc]  # the default binds the loop's variable

    @rule(side=SIDE, number=INDEX, changes=st.lists(CHANGE, min_size=2, max_size=5))
    def relay(self, side: int, number: int, changes: list[Any]) -> None:
        """Hand something to and fro, each within the other's call, changed on each way."""
        if not self.model[side]:
            return
        model = self.model[side][number % len(self.model[side])]

        def level(here: int, left: list[Any], value: Any) -> Any:
            self.agree((here, model, value))
            self.alter(here, model, value, left[0])
            if left[1:]:
                back = self.cross(here, lambda given: level(1 - here, left[1:], given), value)
                self.agree((here, model, value), (here, model, back))
            return value

        self.on(side, lambda: void(level(side, changes, self.real[side][number % len(self.real[side])])))

    @rule(side=SIDE, function=INDEX, number=INDEX, through=st.lists(INDEX, max_size=4))
    def call(self, side: int, function: int, number: int, through: list[int]) -> None:
        roots = self.model[side]
        callables = [place for place, root in enumerate(roots) if isinstance(root, types.FunctionType)]
        if not callables:
            return
        places = [callables[place % len(callables)] for place in (function, *through)]
        number %= len(roots)
        if not self.cyclic and reaches(roots[number], roots[places[-1]]):
            return

        def called(roots: list[Any]) -> None:
            first, *others = [roots[place] for place in places]
            roots.append(first(roots[number], *others))

        called(roots)
        self.on(side, lambda: called(self.real[side]))

    @rule(side=SIDE, thing=INDEX, number=INDEX, reading=st.booleans())
    def use_attribute(self, side: int, thing: int, number: int, reading: bool) -> None:
        roots = self.model[side]
        things = [place for place, root in enumerate(roots) if isinstance(root, Thing)]
        if not things:
            return
        place, number = things[thing % len(things)], number % len(roots)
        if not (reading or self.cyclic) and reaches(roots[number], roots[place]):
            return

        def used(roots: list[Any]) -> None:
            if reading:
                roots.append(roots[place].value)
            else:
                roots[place].value = roots[number]

        used(roots)
        self.on(side, lambda: used(self.real[side]))

    @rule(side=SIDE, number=INDEX)
    def throw(self, side: int, number: int) -> None:
        """The other side raises an exception that it has, wherever that began."""
        other = 1 - side
        errors = [place for place, root in enumerate(self.model[other]) if isinstance(root, Odd)]
        if not errors:
            return
        place = errors[number % len(errors)]
        self.model[side].append(self.model[other][place])

        def thrown() -> None:
            raise self.real[other][place]

        def caught() -> None:
            try:
                self.cross(side, thrown)
            except Exception as error:
                self.real[side].append(error)
            self.real[side][-1].__traceback__ = None  # frames hold what they were called with

        self.on(side, caught)
        self.real[other][place].__traceback__ = None

    @rule(side=SIDE, number=INDEX, collected=st.booleans())
    def drop(self, side: int, number: int, collected: bool) -> None:
        if self.model[side]:
            number %= len(self.model[side])
            del self.model[side][number]
            self.on(side, lambda: self.real[side].__delitem__(number))
            if collected:
                gc.collect()

    @rule()
    def let_go(self) -> None:
        """Everything is dropped: nothing is left in the tables, unless circles hold themselves."""
        for side in SIDES:
            self.model[side].clear()
            self.real[side].clear()
        for crossing in range(4 if self.cyclic else MOST_CROSSINGS):
            if crossing % 10 == 0:
                gc.collect()
            self.settle()
            if self.tables() == self.start:
                break
        if not self.cyclic:
            assert all(now <= then for now, then in zip(self.tables(), self.start, strict=True)), (
                self.tables(),
                self.start,
            )

    # --- what holds after each step

    def settle(self) -> None:
        self.peers[CHECKER].request("settle")

    def tables(self) -> list[int]:
        """Return how much both sides keep for each other."""
        sizes: list[int] = []
        for codec in (peer.codec for peer in self.peers):
            links, lent, borrowed = codec.links, codec.lent, codec.borrowed
            sizes += [len(links), len(links._by_object), len(links._leaving), len(lent), len(lent._counts)]
            sizes += [len(lent._of), len(lent._weak), len(codec.graveyard), len(borrowed._stand_ins)]
            sizes += [len(borrowed._pinned), len(borrowed._permanent), len(borrowed._released)]
            sizes.append(sum(key[0] == id(codec) for key in list(raised._known)))
        return sizes

    def real_one(self, side: int, obj: Any) -> tuple[int, Any]:
        """Return the object that another one stands for, and its side."""
        peer = self.peers[side]
        if isinstance(obj, BaseException):
            origin = raised.origin_of(obj)
            ref = None if origin is None else origin.ref
        else:
            ref = peer.stand_ins.ref_of(obj)
        return (side, obj) if ref is None else (1 - side, self.peers[1 - side].codec.lent.get(ref.id))

    @invariant()
    def agreed(self) -> None:
        self.settle()
        self.agree()

    def agree(self, *more: tuple[int, Any, Any]) -> None:
        """Walk over both sides and the model at once: the same values, and one object for each one of the model's."""
        left = [*more]
        for side in SIDES:
            assert len(self.model[side]) == len(self.real[side]), side
            left += [(side, model, real) for model, real in zip(self.model[side], self.real[side], strict=True)]
        to_real: dict[tuple[int, int], int] = {}
        to_model: dict[tuple[int, int], int] = {}
        while left:
            side, model, real = left.pop()
            reference = isinstance(model, Thing | Odd | types.FunctionType)
            if not (reference or type(model) in TYPES):
                assert type(real) is type(model), (side, model, real)
                if type(model) is tuple:
                    left += [(side, *pair) for pair in zip(model, real, strict=True)]
                else:
                    assert self.mark(side, real) == self.mark(side, model), (side, model, real)
                continue
            assert to_model.setdefault((side, id(real)), id(model)) == id(model), (side, "one for two", model)
            known = to_real.get((side, id(model)))
            assert known in (None, id(real)), (side, "two for one", model)
            to_real[side, id(model)] = id(real)
            if known is None:
                left += self.below(side, model, real, reference=reference)

    def below(self, side: int, model: Any, real: Any, *, reference: bool) -> list[tuple[int, Any, Any]]:
        """Return what must agree if an object and the model's agree; raises AssertionError if they cannot."""
        if not reference:
            assert type(real) is type(model), (side, model, real)
            if isinstance(model, bytearray | array.array):
                assert real == model
            elif isinstance(model, set):
                marks = [sorted(self.mark(side, part) for part in parts) for parts in (model, real)]
                assert marks[0] == marks[1], (side, marks)
            elif isinstance(model, dict):
                marks = [[self.mark(side, part) for part in parts] for parts in (model, real)]
                assert marks[0] == marks[1], (side, marks)
            elif type(model) is types.SimpleNamespace:
                assert list(vars(model)) == list(vars(real))
            elif type(model) is collections.deque:
                assert model.maxlen == real.maxlen
            below = [children(model), children(real)]
        else:
            owner, own = self.real_one(side, real)
            assert type(own).__name__ == type(model).__name__, (side, model, own)
            if isinstance(model, Odd):
                below = [[*model.args, model.detail], [*real.args, real.detail]]
            else:
                assert vars(own)["label"] == vars(model)["label"], (side, model, own)
                return [(owner, model, own), (owner, vars(model)["value"], vars(own)["value"])]
        return [(side, *pair) for pair in zip(*below, strict=True)]

    def mark(self, side: int, value: Any) -> str:
        """Return a text that tells values apart: by type, by each digit, and objects by their label."""
        if isinstance(value, frozenset):
            return repr(sorted(repr(part) for part in value))
        own = self.real_one(side, value)[1]
        if isinstance(own, types.FunctionType) or type(own) in CLASSES[Thing]:
            return f"{type(own).__name__} {vars(own)['label']}"
        return f"{type(value).__name__} {value!r}"

    def teardown(self) -> None:
        self.real = [[], []]
        self.pair.close()


def void(_: Any) -> None:
    """Take a value and return nothing, so that nothing crosses."""


BOUNDED = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _little_to_collect() -> Iterator[None]:
    """Leave what was there before out of each collection: there are many."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def test_as_in_one_process_for_a_moment() -> None:
    run_state_machine_as_test(Machine, settings=settings(BOUNDED, max_examples=8))  # type: ignore[no-untyped-call]  # so it is there


@pytest.mark.long
def test_as_in_one_process() -> None:
    run_state_machine_as_test(Machine, settings=BOUNDED)  # type: ignore[no-untyped-call]  # so it is there


@pytest.mark.long
def test_as_in_one_process_for_long() -> None:
    run_state_machine_as_test(Machine, settings=settings(BOUNDED, max_examples=150, stateful_step_count=60))  # type: ignore[no-untyped-call]  # so it is there


def test_what_a_callback_returned_is_let_go() -> None:
    """The checker's thread keeps a result until the asker waits again, not until it is asked again."""
    pair = channel.Pair(new=lambda: pair.module.Thing(1), use=void)
    pair.checker.operations.add(back=lambda: pair.checker.request("new"))
    pair.subject.operations.add(ask=lambda: void(pair.subject.request("back")))
    try:
        for _ in range(5):
            pair.checker.request("ask")
        for _ in range(3):
            pair.checker.request("settle")
        assert not len(pair.checker.codec.borrowed._stand_ins)
    finally:
        pair.close()


def test_what_merely_equals_what_was_there_is_brought_along() -> None:
    kept: list[Any] = []
    pair = channel.Pair(keep=kept.append)
    try:
        given: list[Any] = [bytearray(b"x")]
        pair.checker.request("keep", given)
        given[0] = b"x"
        pair.checker.request("settle")
        assert type(kept[0][0]) is bytes
    finally:
        pair.close()
