"""Calls from several threads run at the same time on the learner's side, so that races there are found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.judge.conftest import Submit, by_name, told

from roadworthy.labs import Outcome

LEARNER = """
    import threading
    import time

    class Safe:
        def __init__(self): self.total, self._lock = 0, threading.Lock()
        def add(self, amount):
            with self._lock:
                before = self.total
                time.sleep(0)
                self.total = before + amount

    class Racy(Safe):
        def add(self, amount):
            before = self.total
            time.sleep(0.0005)
            self.total = before + amount

    def meet(barrier): return barrier.wait(5)

    LOCAL = threading.local()
    def remember(value): LOCAL.value = value
    def recall(): return LOCAL.value

    def start(action):
        thread = threading.Thread(target=action)
        thread.start()
        thread.join()

    class Rendezvous:
        def __init__(self): self._here = threading.Barrier(2)
        def meet(self): return self._here.wait(5)

    class Crowd:
        def __init__(self): self.count, self._gate, self._lock = 0, threading.Event(), threading.Lock()
        def enter(self):
            with self._lock: self.count += 1
            self._gate.wait(30)
        def open(self): self._gate.set()
"""
CHECKS = """
    import sys
    import threading
    import time
    from concurrent.futures import ThreadPoolExecutor
    import pytest
    from learner import Racy, Rendezvous, Safe, meet, recall, remember, start

    def hammer(account, count):
        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-12)
        try:
            threads = [threading.Thread(target=account.add, args=(1,)) for _ in range(count)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
        finally:
            sys.setswitchinterval(before)
        return account.total

    def test_safe():
        assert hammer(Safe(), 200) == 200

    def test_racy():
        assert hammer(Racy(), 200) == 200

    def test_two_calls_are_under_way_at_once():
        place = Rendezvous()
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(lambda _: place.meet(), range(2))) == [0, 1]

    def test_a_barrier_of_the_check():
        barrier = threading.Barrier(3)
        with ThreadPoolExecutor(3) as pool:
            assert sorted(pool.map(lambda _: meet(barrier), range(3))) == [0, 1, 2]

    def test_thread_locals():
        def one(value):
            remember(value)
            time.sleep(0.001)
            return recall() == value
        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(one, range(40)))

    def test_a_thread_of_the_learner_calls_back():
        seen = []
        start(lambda: seen.append(threading.current_thread() is threading.main_thread()))
        assert seen == [False]

    def test_errors_stay_in_their_thread():
        def one(number):
            with pytest.raises(TypeError):
                Safe().add()
            return number
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(one, range(50))) == list(range(50))
"""


def test_threads(submit: Submit) -> None:
    verdict = submit(LEARNER, CHECKS, seconds=30)
    failed = [name for name, check in by_name(verdict).items() if check.outcome is not Outcome.PASSED]
    assert failed == ["test_racy"], told(verdict)


STACK = """
    import queue
    import threading

    class Stack:
        def __init__(self): self._items = queue.Queue()
        def push(self, item): self._items.put(item)
        def pop(self): return self._items.get(timeout=5)

    def later(action): threading.Thread(target=action, daemon=True).start()

    def each(action): return action() + 1
"""


def test_a_second_thread_is_heard_while_the_first_one_waits(assert_passes: Callable[..., None]) -> None:
    assert_passes(
        STACK,
        """
        import threading
        from learner import Stack

        def test_pop_waits_for_a_push():
            stack, gate = Stack(), threading.Event()
            def push():
                gate.wait(5)
                stack.push(1)
            pusher = threading.Thread(target=push)
            pusher.start()
            timer = threading.Timer(0.2, gate.set)  # by then the main thread waits in `pop`
            timer.start()
            assert stack.pop() == 1
            pusher.join()
            timer.join()
        """,
    )


def test_a_second_thread_that_a_callback_starts_is_heard(assert_passes: Callable[..., None]) -> None:
    assert_passes(
        STACK,
        """
        import threading
        from learner import Stack, each

        def test_it():
            stack = Stack()
            def start():
                threading.Timer(0.2, stack.push, [1]).start()
                return stack.pop()
            assert each(start) == 2
        """,
    )


def test_a_thread_of_the_learner_calls_back_while_the_check_waits_elsewhere(assert_passes: Callable[..., None]) -> None:
    assert_passes(
        STACK,
        """
        import threading
        from learner import later

        def test_it(eventually):
            before = threading.active_count()
            done = threading.Event()
            later(done.set)
            assert done.wait(5)
            eventually(lambda: threading.active_count() == before, what="no more threads than before")
        """,
    )


def test_a_thread_that_never_asked_may_drop_what_is_the_learners(assert_passes: Callable[..., None]) -> None:
    assert_passes(
        STACK,
        """
        import threading
        from learner import Stack

        def test_it():
            held = [Stack(), Stack()]
            dropping = threading.Thread(target=held.clear)
            dropping.start()
            dropping.join()
            stack = Stack()
            stack.push(1)
            assert stack.pop() == 1
        """,
    )


@pytest.mark.long
def test_a_thousand_threads(assert_passes: Callable[..., None]) -> None:
    assert_passes(
        LEARNER,
        """
        import threading
        from learner import Crowd, Safe

        def test_all_there_at_once(eventually):
            crowd = Crowd()
            threads = [threading.Thread(target=crowd.enter) for _ in range(1000)]
            for thread in threads: thread.start()
            try:
                eventually(lambda: crowd.count == 1000, within=30, what="all thousand threads to be inside")
            finally:
                crowd.open()
            for thread in threads: thread.join()

        def test_many():
            account = Safe()
            threads = [threading.Thread(target=account.add, args=(1,)) for _ in range(1000)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            assert account.total == 1000
        """,
        seconds=60,
    )
