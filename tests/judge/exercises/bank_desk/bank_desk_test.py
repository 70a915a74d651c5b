import sys
import threading
import unittest

from bank_desk import Account, Audit, audited, transfer


class BankDeskTest(unittest.TestCase):
    def account(self, amount=0):
        account = Account()
        account.open()
        if amount:
            account.deposit(amount)
        return account

    def test_not_open(self):
        with self.assertRaises(ValueError) as err:
            Account().balance
        self.assertEqual(type(err.exception), ValueError)
        self.assertEqual(err.exception.args[0], "account not open")

    def test_not_open_has_no_attribute_either(self):
        with self.assertRaises(ValueError):
            hasattr(Account(), "balance")

    def test_many_threads(self):
        account = self.account()
        sys.setswitchinterval(1e-5)
        try:
            threads = [threading.Thread(target=lambda: [account.deposit(1) for _ in range(10)]) for _ in range(5)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            sys.setswitchinterval(0.005)
        self.assertEqual(account.balance, 50)

    def test_transaction(self):
        account = self.account(10)
        with account.transaction() as same:
            self.assertIs(same, account)
            account.deposit(5)
        self.assertEqual(account.balance, 15)

    def test_rolled_back(self):
        account = self.account(10)
        with self.assertRaises(RuntimeError) as err, account.transaction():
            account.deposit(5)
            raise KeyError("oops")
        self.assertIsInstance(err.exception.__cause__, KeyError)
        self.assertEqual(account.balance, 10)

    def test_swallowed(self):
        account = self.account(10)
        with account.transaction():
            account.deposit(1)
            1 / 0
        self.assertEqual(account.balance, 10)

    def test_transfer(self):
        one, two = self.account(10), self.account(1)
        transfer(one, two, 4)
        self.assertEqual((one.balance, two.balance), (6, 5))
        with self.assertRaises(RuntimeError):
            transfer(one, two, -4)
        self.assertEqual((one.balance, two.balance), (6, 5))

    def test_counted(self):
        before = Account.count
        numbers = [Account().number for _ in range(3)]
        self.assertEqual(Account.count, before + 3)
        self.assertEqual(numbers, sorted(set(numbers)))

    def test_audit(self):
        log = []
        self.assertEqual(audited(lambda: 5, log), 5)

        def fail():
            raise ValueError("no")

        with self.assertRaises(ValueError):
            audited(fail, log)
        self.assertEqual(log, ["begin", "end", "begin", "ValueError: no"])

    def test_decorator(self):
        log = []

        @Audit(log)
        def work(a, *, b):
            log.append(a + b)
            return "worked"

        self.assertEqual(work(1, b=2), "worked")
        self.assertEqual(log, ["begin", 3, "end"])

    def test_context_of_the_check(self):
        account = self.account(3)
        log = []

        class Guard:
            def __enter__(self):
                return self

            def __exit__(self, kind, error, traceback):
                log.append((kind, str(error), traceback is not None))
                return True

        with Guard():
            account.deposit(-1)
        self.assertEqual(log, [(ValueError, "amount must be greater than 0", True)])
