import unittest
from unittest.mock import Mock

from state_door import TRANSITIONS, Door, State


class StateDoorTest(unittest.TestCase):
    def test_walk(self):
        door = Door()
        self.assertIs(door.lock().open().state, State.LOCKED)
        self.assertIs(door.unlock().open().state, State.OPEN)

    def test_unknown(self):
        with self.assertRaises(AttributeError):
            Door().kick()
        self.assertFalse(hasattr(Door(), "kick"))

    def test_told(self):
        told = Mock()
        Door(on_change=told).lock().lock()
        told.assert_called_once_with(State.SHUT, State.LOCKED)

    def test_table(self):
        for (state, action), after in TRANSITIONS.items():
            with self.subTest(state=state, action=action):
                self.assertIs(state.next(action), after)
        self.assertEqual({state for state, _ in TRANSITIONS}, set(State))
        self.assertIn((State.OPEN, "close"), TRANSITIONS)
        self.assertEqual(TRANSITIONS[State.SHUT, "lock"], State.LOCKED)

    def test_own_transition(self):
        TRANSITIONS[State.OPEN, "slam"] = State.LOCKED
        self.addCleanup(TRANSITIONS.pop, (State.OPEN, "slam"))
        self.assertIs(Door(State.OPEN).slam().state, State.LOCKED)
