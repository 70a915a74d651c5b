import sys
import threading
import time
import unittest

from tip_jar import TipJar


class TipJarTest(unittest.TestCase):
    def setUp(self):
        self.jar = TipJar()

    def assertRefuses(self, text, function, *args):
        with self.assertRaises(ValueError) as caught:
            function(*args)
        self.assertEqual(caught.exception.args[0], text)

    def test_new_jar_is_empty(self):
        self.jar.open()
        self.assertEqual(self.jar.balance, 0)

    def test_put_and_take(self):
        self.jar.open()
        self.jar.put(100)
        self.jar.take(30)
        self.assertEqual(self.jar.balance, 70)

    def test_closed_jar(self):
        self.jar.open()
        self.jar.close()
        self.assertRefuses("jar not open", lambda: self.jar.balance)
        self.assertRefuses("jar not open", self.jar.put, 5)

    def test_open_twice(self):
        self.jar.open()
        self.assertRefuses("jar already open", self.jar.open)

    def test_too_much(self):
        self.jar.open()
        self.assertRefuses("amount must be less than balance", self.jar.take, 1)

    def test_negative(self):
        self.jar.open()
        self.assertRefuses("amount must be greater than 0", self.jar.put, -5)

    def test_many_at_once(self):
        switch = sys.getswitchinterval()
        sys.setswitchinterval(1e-12)
        self.addCleanup(sys.setswitchinterval, switch)
        self.jar.open()
        self.jar.put(1000)

        def tip_and_take():
            self.jar.put(5)
            time.sleep(0.001)
            self.jar.take(5)

        threads = [threading.Thread(target=tip_and_take) for _ in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.jar.balance, 1000)
