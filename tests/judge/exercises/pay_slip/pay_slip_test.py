import datetime
import typing
import unittest

from pay_slip import Developer, Employee, IntStack, Stack


class PaySlipTest(unittest.TestCase):
    def setUp(self):
        self.addCleanup(Employee.everyone.clear)

    def test_abstract(self):
        with self.assertRaisesRegex(TypeError, "abstract"):
            Employee("a", 1)
        self.assertEqual(Employee.everyone, [])

    def test_class_attribute(self):
        dev = Developer.parse("ada-1000")
        Developer.raise_amount = 2
        self.addCleanup(delattr, Developer, "raise_amount")
        self.assertEqual(dev.raised().pay, 2000)
        dev.raise_amount = 3
        self.assertEqual(dev.raised().pay, 6000)
        self.assertEqual(Employee.raise_amount, 1.1)
        self.assertEqual(Employee.everyone, [dev])

    def test_derived_here(self):
        class Boss(Developer, bonus=7):
            role = "boss"

            def __init__(self, name, pay, reports=()):
                super().__init__(name, pay)
                self.reports = list(reports)

        dev = Developer("d", 1)
        boss = Boss("b", 10, [dev])
        self.assertEqual((Boss.bonus, Developer.bonus, boss.role), (7, 100, "boss"))
        self.assertIs(boss.reports[0], dev)
        self.assertEqual(Employee.everyone, [dev, boss])
        self.assertEqual(Boss.parse("x-5").pay, 5)
        self.assertEqual(type(Boss.parse("x-5")).__name__, "Boss")

    def test_static(self):
        self.assertTrue(Developer.is_workday(datetime.date(2026, 1, 1)))
        self.assertFalse(Employee.is_workday(datetime.datetime(2026, 1, 3)))

    def test_generic(self):
        stack = Stack[str]().push("a").push("b")
        self.assertEqual(stack.items, ["a", "b"])
        self.assertEqual(typing.get_args(Stack[int]), (int,))
        self.assertIs(typing.get_origin(Stack[int]), Stack)
        self.assertEqual(IntStack().push(1).items, [1])
        with self.assertRaisesRegex(TypeError, "not an int: True"):
            IntStack().push(True)
