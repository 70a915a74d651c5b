class DoorError(Exception):
    """Something about the door; `code` says what."""

    def __init__(self, code, *, room="lobby"):
        super().__init__(f"{room}: error {code}")
        self.code, self.room = code, room


class Locked(DoorError, PermissionError):
    pass


def by_exception():
    raise Exception("Meaningful words about the trouble")


def by_return(text):
    try:
        return (True, int(text))
    except ValueError:
        return (False, None)


def closing(door):
    with door as opened:
        opened.knock()


def enter(code):
    try:
        {}[code]
    except KeyError as error:
        raise Locked(code) from error


def retry(action, times):
    errors = []
    for _ in range(times):
        try:
            return action()
        except (OSError, LookupError) as error:
            error.add_note(f"attempt {len(errors) + 1}")
            errors.append(error)
    raise ExceptionGroup("gave up", errors)
