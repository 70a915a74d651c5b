from threading import Lock


class TipJar:
    def __init__(self):
        self._lock = Lock()
        self._open = False
        self._balance = 0

    def open(self):
        with self._lock:
            if self._open:
                raise ValueError("jar already open")
            self._open, self._balance = True, 0

    def close(self):
        with self._lock:
            self._check()
            self._open = False

    def _check(self):
        if not self._open:
            raise ValueError("jar not open")

    @property
    def balance(self):
        with self._lock:
            self._check()
            return self._balance

    def put(self, amount):
        with self._lock:
            self._check()
            if amount <= 0:
                raise ValueError("amount must be greater than 0")
            self._balance += amount

    def take(self, amount):
        with self._lock:
            self._check()
            if amount <= 0:
                raise ValueError("amount must be greater than 0")
            if amount > self._balance:
                raise ValueError("amount must be less than balance")
            self._balance -= amount
