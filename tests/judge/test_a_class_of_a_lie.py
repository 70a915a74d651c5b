"""A check's class statement whose base is no class, or one that lies, is the learner's failure and not the judge's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.judge.conftest import Submit, told

from roadworthy.judge.verify_attacks import attacks_on
from roadworthy.labs import Status, load_lab

LAB = load_lab(Path(__file__).parent.parent / "labs" / "data" / "pack" / "python" / "unread-count")

CHECKS = """
    from learner import Base, make

    class Derived(Base):
        limit = 3
        def __init__(self, *args):
            super().__init__(*args)
            self.seen = []
        def push(self, item):
            super().push(item)
            self.seen.append(item)

    class Deeper(Derived):
        __slots__ = ()
        def push(self, item): return super().push(item)

    def test_it():
        derived = Derived()
        derived.push(1)
        assert derived.seen == [1] and list(make()) == [1]

    def test_deeper():
        deeper = Deeper()
        deeper.push(1)
        assert deeper.seen == [1]
"""
LIES = {
    **{attack.name: attack.files["a.py"] for attack in attacks_on(replace(LAB, edit=("a.py",)))},
    "a magic mock": "from unittest.mock import MagicMock\nBase = MagicMock()\nmake = MagicMock()",
    "the class of mocks": "from unittest.mock import MagicMock\nBase = MagicMock\nmake = MagicMock()",
    "mro entries": "class No:\n    def __mro_entries__(self, bases): return (int, 5)\nBase = make = No()",
    "endless mro entries": "class No:\n    def __mro_entries__(self, bases): return (self,)\nBase = make = No()",
    "a metaclass that returns nothing": "class Meta(type):\n    def __new__(mcs, *args): return None\n    "
    "def __call__(cls, *args): return 1\nBase = type.__new__(Meta, 'Base', (), {})\nmake = 1",
    "a metaclass that agrees": "class Meta(type):\n    def __getattr__(cls, name): return cls\n    "
    "def __eq__(cls, other): return True\n    __hash__ = type.__hash__\n"
    "class Base(metaclass=Meta):\n    def __init__(self, *args): pass\n    def __getattr__(self, name): return self\n    "
    "def __call__(self, *args): return self\nmake = Base()",
    "init_subclass that raises": "class Base:\n    def __init_subclass__(cls): raise SystemExit(0)\nmake = list",
    "init_subclass that interrupts": "class Base:\n    def __init_subclass__(cls): raise KeyboardInterrupt\nmake = list",
    "an instance": "class A: pass\nBase = make = A()",
    "a function": "def Base(*args): return 1\nmake = Base",
    "a number": "Base = 5\nmake = 6",
    "a class that cannot be derived from": "Base = make = bool",
}


EVERYDAY = {"mock", "a metaclass that agrees", "init_subclass that raises", "a number"}


@pytest.mark.parametrize("lie", [pytest.param(lie, marks=[] if lie in EVERYDAY else pytest.mark.long) for lie in LIES])
def test_a_derived_class_at_module_level(lie: str, submit: Submit) -> None:
    verdict = submit(LIES[lie], CHECKS)
    assert verdict.status in (Status.FAILED, Status.BROKEN), told(verdict)
