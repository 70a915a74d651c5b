def steps(size):
    pass


def pairs(values):
    pass


def running(values):
    pass
