from enum import Enum, auto


class State(Enum):
    OPEN = auto()
    SHUT = auto()
    LOCKED = auto()

    def next(self, action):
        return TRANSITIONS.get((self, action), self)


TRANSITIONS = {
    (State.OPEN, "close"): State.SHUT,
    (State.SHUT, "open"): State.OPEN,
    (State.SHUT, "lock"): State.LOCKED,
    (State.LOCKED, "unlock"): State.SHUT,
}


class Door:
    def __init__(self, state=State.SHUT, on_change=None):
        self.state = state
        self.on_change = on_change

    def __getattr__(self, action):
        if action.startswith("_") or not any(action == known for _, known in TRANSITIONS):
            raise AttributeError(action)

        def act():
            before, self.state = self.state, self.state.next(action)
            if before is not self.state and self.on_change:
                self.on_change(before, self.state)
            return self

        return act
