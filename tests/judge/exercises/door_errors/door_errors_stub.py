class DoorError(Exception):
    pass


class Locked(DoorError):
    pass


def by_exception():
    pass


def by_return(text):
    return (False, None)


def closing(door):
    door.knock()


def enter(code):
    raise Locked(code)


def retry(action, times):
    return action()
