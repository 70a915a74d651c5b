from unittest.mock import Mock

import learner

SECRET = {secret}


def test_calls_back():
    """The callback is called once, with the secret."""
    callback = Mock()
    learner.answer(callback)
    callback.assert_called_once_with(SECRET)


def test_records():
    """The call is on record."""
    callback = Mock()
    learner.answer(callback)
    assert callback.call_args_list == [((SECRET,), {})]


def test_counts():
    """Three calls are counted."""
    callback = Mock()
    learner.answer(callback)
    assert callback.call_count == 3


def test_never_calls():
    """Nothing is called."""
    callback = Mock()
    callback(SECRET)
    learner.answer(callback)
    callback.assert_not_called()
