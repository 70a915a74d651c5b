import inspect
from unittest import mock

import pytest
import trace_calls
from trace_calls import Once, asking_as, request, retry, traced, whoami


def test_traced_function_of_the_check():
    log = []

    @traced(log)
    def add(a, b=2):
        "Add."
        return a + b

    assert add(1) == 3
    assert add(1, b=5) == 6
    assert log == [("add", (1,), {}), ("add", (1,), {"b": 5})]
    assert add.calls == 2
    assert (add.__name__, add.__doc__) == ("add", "Add.")
    assert str(inspect.signature(add)) == "(a, b=2)"
    assert add.__wrapped__(4, 4) == 8


def test_closure_keeps_what_it_saw():
    seen = 0

    @traced([])
    def count():
        nonlocal seen
        seen += 1
        return seen

    assert [count(), count()] == [1, 2]
    assert seen == 2


def test_method_of_a_class_of_the_check():
    log = []

    class Greeter:
        @traced(log)
        def greet(self, name):
            return f"hi {name}"

    greeter = Greeter()
    assert greeter.greet("ada") == "hi ada"
    assert log[0][0] == "greet"
    assert log[0][1][0] is greeter


def test_retry_gives_up():
    failures = iter([KeyError("one"), KeyError("two"), KeyError("three")])

    @retry(3, KeyError)
    def flaky():
        raise next(failures)

    with pytest.raises(KeyError, match="three") as caught:
        flaky()
    assert caught.value.__notes__ == ["gave up after 3"]


def test_retry_sleeps():
    with mock.patch("trace_calls.time.sleep") as sleep:
        attempts = []

        @retry(4, ValueError, OSError, wait=0.5)
        def flaky():
            attempts.append(1)
            if len(attempts) < 4:
                raise OSError("again")
            return "done"

        assert flaky() == "done"
    assert sleep.call_args_list == [mock.call(0.5), mock.call(1.0), mock.call(2.0)]


def test_retry_lets_others_through():
    @retry(3, KeyError)
    def broken():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()


def test_context_variable():
    assert whoami() == "none"
    with asking_as("ada") as name:
        assert name == whoami() == request.get() == "ada"
        with asking_as("bob"):
            assert whoami() == "bob"
        assert whoami() == "ada"
    assert whoami() == "none"


def test_context_variable_set_here():
    token = request.set("check")
    assert whoami() == "check"
    request.reset(token)
    assert whoami() == "none"


def test_once():
    calls = []

    @Once
    def connect(where):
        "Connect."
        calls.append(where)
        return {"to": where}

    first = connect("db")
    assert connect("other") is first
    assert calls == ["db"]
    assert connect.__name__ == "connect"
    assert isinstance(connect, trace_calls.Once)
