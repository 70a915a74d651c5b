def seats():
    pass


def assign(names):
    pass


def badges(names, room):
    pass


def running_average():
    yield


def guarded(log):
    yield 0
