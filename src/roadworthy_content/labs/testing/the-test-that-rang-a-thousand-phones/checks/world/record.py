"""Where real calls are written down."""


def note(what):
    with open("real.log", "a") as log:
        print(what, file=log)
