from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

T = TypeVar("T")


class Employee(ABC):
    raise_amount = 1.1
    everyone: list[Employee] = []

    def __init__(self, name, pay):
        self.name, self.pay = name, pay
        self.everyone.append(self)

    def __init_subclass__(cls, /, bonus=0, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.bonus = bonus

    @property
    @abstractmethod
    def role(self): ...

    def raised(self):
        self.pay = round(self.pay * self.raise_amount, 2)
        return self

    @classmethod
    def parse(cls, text):
        name, pay = text.split("-")
        return Developer(name, int(pay))

    @staticmethod
    def is_workday(day):
        return day.weekday() < 5


class Developer(Employee, bonus=100):
    role = "dev"


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> Stack[T]:
        self.items.append(item)
        return self


class IntStack(Stack[int]):
    def push(self, item):
        if not isinstance(item, int):
            raise TypeError(f"not an int: {item!r}")
        return super().push(item)
