"""A store and locks that stop a thread at the worst moment, and know who waits for whom."""

import threading

PATIENCE = 8.0  # seconds until a check gives up; never the measure of anything
GRACE = 1.2  # seconds that a stopped thread waits for one of whom nothing is heard (it may wait for a lock of its own)


class DeadlockError(Exception):
    """A thread would wait for ever."""


class World:
    """Threads, the locks that they hold and wait for, and the place where they are to meet.

    Attributes:
        stop_at: The places where a thread is stopped until the other is there too, waits for a lock, or is finished:
            "load", "joins", "new_lock", "locked".
        deadlocks: Sentences, one for each time that a thread would have waited for ever.
    """

    def __init__(self, *stop_at):
        self.changed = threading.Condition()
        self.stop_at = stop_at
        self.running, self.places, self.waiting, self.locks, self.deadlocks = set(), {}, {}, [], []

    def new_lock(self):
        lock = Lock(self)
        self.locks.append(lock)
        self.at("new_lock")
        return lock

    def at(self, place):
        """Stop here, if this is the place, until there is nothing more to wait for."""
        if place not in self.stop_at:
            return
        me = threading.current_thread().name
        with self.changed:
            if me not in self.running:
                return
            others = self.running - {me}
            if all(self.places.get(other) == place or other in self.waiting for other in others):
                for other in others:
                    self.places.pop(other, None)
                self.changed.notify_all()
                return
            self.places[me] = place
            self.changed.wait_for(
                lambda: me not in self.places or all(other in self.waiting for other in self.running - {me}), GRACE
            )
            self.places.pop(me, None)

    def together(self, *calls):
        """Run the calls, each in a thread of its own, and return what they returned or raised."""
        results = [None] * len(calls)
        names = [f"thread {number + 1}" for number in range(len(calls))]

        def run(number):
            try:
                results[number] = calls[number]()
            except Exception as error:
                results[number] = error
            with self.changed:
                self.running.discard(names[number])
                self.changed.notify_all()

        self.running, self.places = set(names), {}
        threads = [threading.Thread(target=run, args=(n,), name=name, daemon=True) for n, name in enumerate(names)]
        for thread in threads:
            thread.start()
        with self.changed:
            ended = self.changed.wait_for(lambda: not self.running, PATIENCE)
        assert not self.deadlocks, f"two threads waited for each other: {'; '.join(self.deadlocks)}"
        assert ended, f"after {PATIENCE:g} s these were still not finished: {', '.join(sorted(self.running))}"
        return results


class Lock:
    """Like threading.Lock."""

    def __init__(self, world):
        self.world = world
        self.holder = None

    def acquire(self, blocking=True, timeout=-1):
        world, me = self.world, threading.current_thread().name
        with world.changed:
            if self.holder and not blocking:
                return False
            if self.holder:
                world.waiting[me] = self
                world.changed.notify_all()  # who is stopped need not wait for us
                self._look_for_a_circle(me)
                free = world.changed.wait_for(lambda: not self.holder, timeout if timeout >= 0 else 2 * PATIENCE)
                del world.waiting[me]
                if not free and timeout >= 0:
                    return False
                if not free:
                    raise DeadlockError(f"{self.holder} did not give the lock back")
            self.holder = me
        world.at("locked")
        return True

    def _look_for_a_circle(self, me):
        lock, seen = self, []
        while lock and lock.holder not in seen:
            seen.append(lock.holder)
            lock = self.world.waiting.get(lock.holder)
        if me in seen:
            del self.world.waiting[me]
            who = f"{me} holds a lock and waits for one of {self.holder}" if self.holder != me else f"{me} for itself"
            self.world.deadlocks.append(who)
            raise DeadlockError(who)

    def release(self):
        with self.world.changed:
            if not self.holder:
                raise RuntimeError("release unlocked lock")
            self.holder = None
            self.world.changed.notify_all()

    def locked(self):
        return bool(self.holder)

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_error):
        self.release()


class Store:
    """Keeps members and joins; protects nothing."""

    def __init__(self, world, **rooms):
        self.world, self.rooms, self.count = world, rooms, 0
        self.fails_at, self.slow_at = {}, {}
        self.saved = []

    def load(self, room):
        members = list(self.rooms.get(room, ()))
        if room in self.slow_at:
            self.slow_at[room]()
        self.world.at("load")
        return members

    def save(self, room, members):
        if room in self.fails_at:
            raise self.fails_at[room]
        self.saved.append(room)
        self.rooms[room] = [str(member) for member in members]

    def joins(self):
        count = self.count
        self.world.at("joins")
        return count

    def set_joins(self, count):
        self.count = int(count)
