import queue
import threading
import unittest
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from chat_pool import Counter, Meeting, in_threads, map_all, own_pool, worker


class ChatPoolTest(unittest.TestCase):
    def test_counter(self):
        counter = Counter()
        threads = [threading.Thread(target=counter.add, args=(50,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(counter.value, 200)

    def test_worker(self):
        inbox, outbox, stop = queue.Queue(), queue.Queue(), threading.Event()
        thread = threading.Thread(target=worker, args=(inbox, outbox, stop))
        thread.start()
        for number in range(3):
            inbox.put(number)
        inbox.join()
        stop.set()
        thread.join(timeout=5)
        self.assertFalse(thread.is_alive())
        self.assertEqual(sorted(outbox.queue), [0, 2, 4])

    def test_pool_of_the_check(self):
        with ThreadPoolExecutor(2) as pool:
            self.assertEqual(map_all(pool, lambda item: item + 1, [1, 2, 3]), [2, 3, 4])

    def test_submitted_here(self):
        counter = Counter()
        with ThreadPoolExecutor(2) as pool:
            futures = [pool.submit(counter.add, 5) for _ in range(3)]
            for future in as_completed(futures):
                self.assertIsNone(future.result())
        self.assertEqual(counter.value, 15)

    def test_failing_future(self):
        def fail(item):
            raise KeyError(item)

        with ThreadPoolExecutor(1) as pool, self.assertRaises(KeyError) as caught:
            map_all(pool, fail, ["x"])
        self.assertEqual(caught.exception.args, ("x",))

    def test_future_of_the_check(self):
        class Immediate:
            def submit(self, function, *args):
                future = Future()
                future.set_result(function(*args))
                return future

        self.assertEqual(map_all(Immediate(), str.upper, "ab"), ["A", "B"])

    def test_their_pool(self):
        seen = []

        def note(item):
            seen.append(item)
            return -item

        self.assertEqual(own_pool(note, [1, 2, 3]), [-1, -2, -3])
        self.assertCountEqual(seen, [1, 2, 3])

    def test_their_threads(self):
        seen = []
        lock = threading.Lock()

        def note():
            with lock:
                seen.append(threading.current_thread() is not threading.main_thread())

        self.assertEqual(in_threads([note, note]), ["t0", "t1"])
        self.assertEqual(seen, [True, True])

    def test_meeting(self):
        meeting = Meeting(3)
        threads = [threading.Thread(target=meeting.arrive, args=(name,)) for name in "abc"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(meeting.names), ["a", "b", "c"])

    def test_lock(self):
        counter = Counter()
        with counter.lock:
            self.assertTrue(counter.lock.locked())
        self.assertFalse(counter.lock.locked())
