import threading
from contextlib import ContextDecorator, ExitStack, contextmanager


class Account:
    count = 0
    _ids = iter(range(1, 1000))

    def __init__(self):
        self._balance = None
        self._lock = threading.RLock()
        self.count += 1
        self.number = next(Account._ids)

    def open(self):
        if self._balance is not None:
            raise ValueError("account already open")
        self._balance = 0

    @property
    def balance(self):
        if self._balance is None:
            raise ValueError("account not open")
        return self._balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be greater than 0")
        with self._lock:
            self._balance = self.balance + amount

    @contextmanager
    def transaction(self):
        before = self.balance
        try:
            yield self
        except ArithmeticError:
            pass
        except Exception as error:
            self._balance = before
            raise RuntimeError("rolled back") from error


class Audit(ContextDecorator):
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        self.log.append("begin")
        return self

    def __exit__(self, kind, error, traceback):
        self.log.append("end" if kind is None else f"{kind.__name__}: {error}")
        return False


def transfer(source, target, amount):
    with ExitStack() as stack:
        for account in (source, target):
            stack.enter_context(account.transaction())
        source._balance -= amount
        target.deposit(amount)


def audited(function, log):
    with Audit(log):
        return function()
