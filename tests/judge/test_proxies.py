"""What a check does to the learner's objects, and they to the check's, is as in one process."""

from __future__ import annotations

from collections.abc import Callable

LEARNER = """
    import functools

    class Base:
        shared = [0]
        def __init__(self, name="x"): self.name = name
        def hello(self): return f"hello {self.name} from {self.who()}"
        def who(self): return "base"
        @classmethod
        def make(cls, *args): return cls(*args)
        @staticmethod
        def twice(value): return value * 2
        @property
        def upper(self):
            "The name, loudly."
            return self.name.upper()
        @upper.setter
        def upper(self, value): self.name = value.lower()
        @upper.deleter
        def upper(self): self.name = ""

    class Number:
        def __init__(self, value): self.value = value
        def _op(name):
            def op(self, other, *more):
                return (name, self.value, getattr(other, "value", other), *more)
            return op
        for _name in ("add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or").split():
            locals()[f"__{_name}__"] = _op(_name)
            locals()[f"__r{_name}__"] = _op("r" + _name)
        def __iadd__(self, other):
            self.value += other
            return self
        def __neg__(self): return Number(-self.value)
        def __invert__(self): return "inverted"
        def __int__(self): return int(self.value)
        __index__ = __trunc__ = __int__
        def __float__(self): return float(self.value)
        def __round__(self, digits=None): return ("round", digits)
        def __bool__(self): return self.value != 0
        def __hash__(self): return hash(self.value)
        def __eq__(self, other): return isinstance(other, Number) and self.value == other.value
        def __lt__(self, other): return self.value < other.value
        def __format__(self, spec): return f"<{self.value}:{spec}>"
        def __str__(self): return f"number {self.value}"
        def __repr__(self): return f"Number({self.value})"
        def __bytes__(self): return b"n"
        def __call__(self, *args, **kwargs): return (args, kwargs)

    class Shelf:
        def __init__(self): self.kept = {}
        def __getitem__(self, key): return self.kept[key] if not isinstance(key, slice) else [key.start, key.stop, key.step]
        def __setitem__(self, key, value): self.kept[key] = value
        def __delitem__(self, key): del self.kept[key]
        def __contains__(self, key): return key in self.kept
        def __len__(self): return len(self.kept)
        def __iter__(self): return iter(self.kept)
        def __reversed__(self): return reversed(list(self.kept))
        def __getattr__(self, name):
            if name.startswith("shelf_"): return name
            raise AttributeError(f"no {name} here")
        def __enter__(self): return self
        def __exit__(self, kind, error, traceback):
            self.seen = (kind, error)
            return kind is KeyError

    class MyError(ValueError):
        def __init__(self, code, *, hint):
            super().__init__(code, hint)
            self.code, self.hint = code, hint
        def __str__(self): return f"{self.code}: {self.hint}"
    class Sub(MyError): pass

    def fail(kind=MyError): raise kind(3, hint="look")
    def chained():
        try: fail()
        except MyError as error:
            error.add_note("noted")
            raise RuntimeError("outer") from error
    def catch(action, kind):
        try: action()
        except kind as error: return ("caught", error)
        return "nothing"
    def through(action): return action()
    def nest(levels, back): return levels if levels == 0 else back(levels - 1, nest)

    def generate(log):
        try:
            while True: log.append((yield len(log)))
        except GeneratorExit:
            log.append("exit")
            raise

    def documented(first, /, second: int = 2, *rest, key, **more) -> str:
        "What it does."
    def identity(value): return value
    def name_of(obj): return type(obj).__name__
    def use(obj): return obj.greet("learner"), obj[1], len(obj), obj + 1, str(obj), list(obj)
    def is_same(one, two): return one is two
    OBJECT = Base("only")
    def get(): return OBJECT
    partial = functools.partial(identity, 5)
    def make_class():
        class Local(Base): pass
        return Local
    def subclasses(): return [cls.__name__ for cls in Base.__subclasses__()]
    def describe(action): return action()
"""
OBJECTS = """
    import collections.abc, copy, gc, inspect, math, operator, weakref
    import pytest
    import learner
    from learner import Base, Number, Shelf, documented, fail, generate, get, identity, is_same, make_class, use

    def test_identity():
        assert get() is get() and learner.OBJECT is get() and identity(get()) is get()
        assert is_same(get(), learner.OBJECT) and not is_same(Base(), Base())
        thing = object()
        assert identity(thing) is thing and is_same(thing, thing)

    def test_attributes():
        base = Base("ada")
        base.extra = [1]
        base.extra.append(2)
        assert base.extra == [1, 2] and vars(base)["name"] == "ada" and "extra" in dir(base)
        del base.extra
        assert not hasattr(base, "extra") and getattr(base, "extra", 7) == 7
        with pytest.raises(AttributeError):
            base.nothing

    def test_properties():
        base = Base("ada")
        assert base.upper == "ADA"
        base.upper = "BOB"
        assert base.name == "bob"
        del base.upper
        assert base.name == "" and isinstance(Base.upper, property) and Base.upper.__doc__ == "The name, loudly."

    def test_classes():
        assert type(Base.make("z")) is Base and Base.twice(4) == 8 and Base.__name__ == "Base"
        assert Base.__module__ == "learner" and isinstance(Base, type) and issubclass(make_class(), Base)
        Base.shared.append(1)
        assert Base("q").shared == [0, 1]
        Base.added = 5
        assert Base().added == 5
        del Base.added
        assert not hasattr(Base, "added")

    def test_subclass_in_a_check():
        class Mine(Base):
            def who(self): return "mine, not " + super().who()
        mine = Mine("m")
        assert mine.hello() == "hello m from mine, not base" and isinstance(mine, Base) and type(mine) is Mine
        assert Mine.make("n").hello().startswith("hello n from mine") and "Mine" in learner.subclasses()
        assert identity(mine) is mine and Mine.__mro__[1] is Base

    @pytest.mark.parametrize("name", "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or".split())
    def test_operators(name):
        operation = divmod if name == "divmod" else getattr(operator, f"__{name}__")
        assert operation(Number(1), 2) == (name, 1, 2)
        assert operation(2, Number(1)) == ("r" + name, 1, 2)
        assert operation(Number(1), Number(2)) == (name, 1, 2)

    def test_conversions():
        number = Number(3)
        assert (int(number), float(number), bool(number), bool(Number(0))) == (3, 3.0, True, False)
        assert "abcdef"[Number(3)] == "d" and list(range(Number(2))) == [0, 1] and hex(number) == "0x3"
        assert (str(number), repr(number), f"{number:>9}", bytes(number)) == ("number 3", "Number(3)", "<3:>9>", b"n")
        assert round(number) == ("round", None) and round(number, 2) == ("round", 2) and math.trunc(number) == 3
        assert -number == Number(-3) and ~number == "inverted" and hash(number) == hash(3)
        assert number(1, a=2) == ((1,), {"a": 2})

    def test_in_place():
        number = same = Number(1)
        number += 5
        assert number is same and number.value == 6

    def test_order():
        assert [n.value for n in sorted(map(Number, [3, 1, 2]))] == [1, 2, 3]
        assert Number(1) < Number(2) and Number(2) > Number(1) and {Number(1): "a"}[Number(1)] == "a"
        with pytest.raises(TypeError):
            Number(1) <= Number(2)

    def test_containers():
        shelf = Shelf()
        shelf["a"], shelf[1, 2] = 1, [2]
        assert shelf["a"] == 1 and (1, 2) in shelf and len(shelf) == 2 and list(shelf) == ["a", (1, 2)]
        assert list(reversed(shelf)) == [(1, 2), "a"] and shelf[1:9:2] == [1, 9, 2]
        del shelf["a"]
        with pytest.raises(KeyError, match="a"):
            shelf["a"]
        assert shelf.shelf_life == "shelf_life"
        with pytest.raises(AttributeError, match="no life here"):
            shelf.life
        assert isinstance(shelf, collections.abc.Iterable) and isinstance(shelf, collections.abc.Sized)
        assert not isinstance(Base(), collections.abc.Iterable) and not callable(shelf)

    def test_managers():
        shelf = Shelf()
        error = KeyError("swallowed")
        with shelf as same:
            assert same is shelf
            raise error
        assert shelf.seen == (KeyError, error) and shelf.seen[1] is error
        with pytest.raises(OSError), shelf:
            raise OSError

    def test_copies():
        base = Base(["deep"])
        shallow, deep = copy.copy(base), copy.deepcopy(base)
        base.name.append(1)
        assert shallow.name == ["deep", 1] and deep.name == ["deep"] and type(deep) is Base

    def test_generators():
        log = []
        steps = generate(log)
        assert inspect.isgenerator(steps) and next(steps) == 0 and steps.send("a") == 1 and log == ["a"]
        with pytest.raises(OSError):
            steps.throw(OSError("x"))
        other = generate(log)
        next(other)
        other.close()
        assert log == ["a", "exit"]

    def test_functions():
        assert documented.__name__ == "documented" and documented.__doc__ == "What it does."
        assert str(inspect.signature(documented)) == "(first, /, second: int = 2, *rest, key, **more) -> str"
        assert inspect.isfunction(documented) and callable(learner.partial) and learner.partial() == 5
        bound = Base("b").hello
        assert bound() == "hello b from base" and bound.__self__.name == "b" and inspect.ismethod(bound)

    def test_objects_of_the_check_over_there():
        class Mine:
            def greet(self, name): return f"hi {name}"
            def __getitem__(self, key): return [key]
            def __len__(self): return 9
            def __add__(self, other): return ("sum", other)
            def __str__(self): return "mine"
            def __iter__(self): yield from "ab"
        assert use(Mine()) == ("hi learner", [1], 9, ("sum", 1), "mine", ["a", "b"])
        assert learner.name_of(Mine()) == "Mine"

    def test_what_nobody_holds_dies():
        base = Base("short-lived")
        ref = weakref.ref(base)
        assert ref() is base
        del base
        gc.collect()
        assert ref() is None

    def test_module():
        assert learner.__name__ == "learner" and inspect.ismodule(learner)
        learner.added = 3
        assert learner.added == 3
        with pytest.raises(AttributeError):
            learner.missing
        with pytest.raises(ImportError):
            from learner import missing
"""
ERRORS = """
    import sys, traceback
    import pytest
    import learner
    from learner import MyError, Sub, catch, chained, fail, nest, through

    def test_class_and_state():
        with pytest.raises(MyError) as caught:
            fail()
        error = caught.value
        assert (error.code, error.hint, error.args, str(error)) == (3, "look", (3, "look"), "3: look")
        assert type(error) is MyError and isinstance(error, ValueError) and not isinstance(error, Sub)

    def test_subclass_is_caught_by_base():
        with pytest.raises(MyError):
            fail(Sub)
        with pytest.raises(ValueError, match="3: look"):
            fail(Sub)
        try:
            fail(Sub)
        except Sub as error:
            assert type(error).__mro__[1] is MyError

    def test_chain():
        with pytest.raises(RuntimeError) as caught:
            chained()
        cause = caught.value.__cause__
        assert type(cause) is MyError and cause.__notes__ == ["noted"] and caught.value.__suppress_context__

    def test_errors_of_the_check():
        class Mine(Exception):
            pass
        error = Mine("x")
        def action():
            raise error
        assert catch(action, Mine) == ("caught", error) and catch(action, Exception)[1] is error
        with pytest.raises(Mine) as caught:
            through(action)
        assert caught.value is error
        with pytest.raises(Mine):
            catch(action, ValueError)

    def test_theirs_through_ours():
        error = MyError(1, hint="h")
        def action():
            raise error
        assert catch(action, MyError)[1] is error and catch(fail, (OSError, MyError))[0] == "caught"

    @pytest.mark.parametrize("kind", [ZeroDivisionError, StopIteration, KeyError, UnicodeDecodeError, OSError])
    def test_builtin(kind):
        actions = {ZeroDivisionError: lambda: learner.Number(1) / 0 or 1 / 0, StopIteration: lambda: next(iter([])),
                   KeyError: lambda: {}["k"], UnicodeDecodeError: lambda: b"\\xff".decode(), OSError: lambda: open("/no/file")}
        try:
            actions[kind]()
        except Exception as error:
            assert catch(actions[kind], type(error))[0] == "caught"

    def test_file_errors_name_the_file():
        with pytest.raises(FileNotFoundError) as caught:
            through(lambda: open("/no/file"))
        assert caught.value.filename == "/no/file" and caught.value.errno == 2

    def test_recursion():
        assert nest(60, lambda levels, nest_: nest_(levels, back) if levels else 0) == 0
        def endless(levels, nest_):
            return nest_(levels + 2, endless)
        with pytest.raises(RecursionError):
            nest(1, endless)
        assert nest(0, None) == 0

    def back(levels, nest_):
        return nest_(levels, back) if levels else 0

    def test_a_failed_call_leaves_all_in_order():
        for _ in range(50):
            with pytest.raises(TypeError):
                fail(1, 2, 3)
        assert learner.identity(5) == 5
"""


def test_objects(assert_passes: Callable[..., None]) -> None:
    assert_passes(LEARNER, OBJECTS)


def test_exceptions(assert_passes: Callable[..., None]) -> None:
    assert_passes(LEARNER, ERRORS)
