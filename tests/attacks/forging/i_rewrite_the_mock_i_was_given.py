# /// attack
# verdict = ["failed"]
# checks = "mock"
# ///
"""A mock remembers its calls in attributes; I write them myself."""

ACTIONS = [
    lambda mock: setattr(mock, "assert_called_once_with", lambda *args, **kwargs: None),
    lambda mock: setattr(mock, "assert_not_called", lambda *args, **kwargs: None),
    lambda mock: setattr(mock, "call_count", 3),
    lambda mock: setattr(mock, "called", False),
    lambda mock: setattr(mock, "call_args_list", [((0,), {})]),
    lambda mock: setattr(mock, "side_effect", None),
    lambda mock: mock.reset_mock(),
    lambda mock: mock.call_args_list.clear(),
    lambda mock: mock.mock_calls.clear(),
    lambda mock: mock.configure_mock(call_count=3),
]


def answer(mock):
    for action in ACTIONS:
        try:
            action(mock)
        except Exception:
            continue
