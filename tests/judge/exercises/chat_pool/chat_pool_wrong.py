import queue
import threading
from concurrent.futures import ThreadPoolExecutor


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = threading.Lock()

    def add(self, times):
        for _ in range(times):
            with self.lock:
                self.value += 1


def worker(inbox, outbox, stop):
    while not stop.is_set():
        try:
            item = inbox.get(timeout=0.02)
        except queue.Empty:
            continue
        outbox.put(item)
        inbox.task_done()


def map_all(pool, function, items):
    futures = [pool.submit(function, item) for item in items]
    return futures


def in_threads(functions):
    threads = [threading.Thread(target=function, name=f"t{number}") for number, function in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [thread.name for thread in threads]


def own_pool(function, items):
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(function, items))


class Meeting:
    def __init__(self, parties):
        self.barrier = threading.Barrier(parties)
        self.local = threading.local()
        self.names = []

    def arrive(self, name):
        self.local.name = name
        self.barrier.wait(timeout=5)
        self.names.append(self.local.name)
