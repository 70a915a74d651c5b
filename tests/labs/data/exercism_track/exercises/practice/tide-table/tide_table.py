def read_tides(path):
    pass


def house_rule():
    pass
