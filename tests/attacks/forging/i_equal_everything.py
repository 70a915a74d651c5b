# /// attack
# verdict = ["failed"]
# checks = "values"
# ///
"""One object that agrees with everybody about everything."""


class Equal:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 42

    def __bool__(self):
        return True

    def __getattr__(self, name):
        return Equal()

    def __call__(self, *args, **kwargs):
        return Equal()


def answer():
    return Equal()
