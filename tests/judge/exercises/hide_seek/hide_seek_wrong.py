import builtins
import sys


class Guarded:
    def __init__(self, secret):
        self.__secret = secret
        self._half = secret[: len(secret) // 2]

    def __getattribute__(self, name):
        if name == "forbidden":
            raise PermissionError(name)
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        super().__setattr__(name, value.lstrip() if isinstance(value, str) else value)

    def __delattr__(self, name):
        if name == "_half":
            raise TypeError("keep it")
        super().__delattr__(name)

    def __dir__(self):
        return ["open", "shut"]


class Proxy:
    def __init__(self, target):
        object.__setattr__(self, "_target", target)

    def __getattr__(self, name):
        return getattr(self._target, name)

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)

    def __call__(self, *args):
        return self._target(*args)


def is_builtin(name):
    return hasattr(builtins, name)


def caller_name():
    return sys._getframe(1).f_code.co_name
