def memo(function):
    return function


def retry(times, on=Exception):
    return lambda function: function


class Counted:
    def __init__(self, function):
        self.function = function


def counter(start=0, step=1):
    return lambda: start


def compose(*functions):
    return None
