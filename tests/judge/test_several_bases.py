"""Classes with two bases of the learner's, made by a check or by the learner, are as in one process."""

from __future__ import annotations

from collections.abc import Callable

LEARNER = """
    class Duck:
        def __init__(self): self.name = "duck"
        def hello(self): return self.name + self.ending()
        def ending(self): return "."

    class Swimmer:
        def swim(self): return "swims"

    class Shape:
        def area(self): return 0

    class Named(Shape):
        def __repr__(self): return "named"

    class Both(Duck, Swimmer): pass

    class Listed(list):
        def first(self): return self[0]

    class ListedSwimmer(Listed, Swimmer): pass
"""
CHECKS = """
    import weakref
    import pytest
    from learner import Both, Duck, Listed, ListedSwimmer, Named, Shape, Swimmer

    def test_two_bases():
        class Mine(Duck, Swimmer):
            def ending(self): return "!" + super().ending()
        mine = Mine()
        assert (mine.hello(), mine.swim(), mine.name) == ("duck!.", "swims", "duck")
        assert isinstance(mine, Duck) and isinstance(mine, Swimmer)
        assert Mine.__bases__ == (Duck, Swimmer) and Mine.__mro__ == (Mine, Duck, Swimmer, object)
        assert weakref.ref(mine)() is mine

    def test_three_bases_at_different_depths():
        class Mine(Swimmer, Named, Duck): pass
        mine = Mine()
        assert (mine.swim(), mine.area(), mine.hello(), repr(mine)) == ("swims", 0, "duck.", "named")
        assert isinstance(mine, Shape)

    def test_a_class_of_the_checks_before_them():
        class Loud:
            def ending(self): return "!"
        class Mine(Loud, Duck, Swimmer): pass
        assert Mine().hello() == "duck!"

    def test_a_container_after_one():
        class Mine(Swimmer, list): pass
        mine = Mine([1])
        mine.append(2)
        assert mine == [1, 2] and mine.swim() == "swims"

    def test_the_learner_s_own():
        both = Both()
        assert isinstance(both, Duck) and isinstance(both, Swimmer)
        assert issubclass(Both, Swimmer) and Both.__mro__ == (Both, Duck, Swimmer, object)
        assert both.swim() == "swims" and both.hello() == "duck."

    def test_the_learner_s_own_container():
        listed = ListedSwimmer([3])
        assert isinstance(listed, list) and isinstance(listed, Listed) and isinstance(listed, Swimmer)
        assert listed == [3] and listed.first() == 3 and listed.swim() == "swims"

    def test_what_a_stand_in_keeps_for_itself_is_not_shown():
        assert vars(Duck()) == {"name": "duck"} and vars(Swimmer()) == {}
        assert not [name for name in dir(Swimmer()) if name.startswith("_rw")]
"""


def test_several_bases(assert_passes: Callable[..., None]) -> None:
    assert_passes(LEARNER, CHECKS)
