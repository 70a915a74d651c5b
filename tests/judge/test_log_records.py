"""Log records go to and fro, with all that `vars` shows of them."""

from __future__ import annotations

from collections.abc import Callable

LEARNER = """
    import json
    import logging

    log = logging.getLogger("shop")
    ORDINARY = set(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

    class Thing:
        def __repr__(self): return "a thing"

    def work():
        log.warning("order %s", 5, extra={"order": 5, "thing": Thing()})
        try:
            1 / 0
        except ZeroDivisionError:
            log.exception("failed")

    class Keeping(logging.Handler):
        def __init__(self):
            super().__init__()
            self.records = []
        def emit(self, record): self.records.append(record)

    class JsonFormatter(logging.Formatter):
        def format(self, record):
            extra = {name: value for name, value in vars(record).items() if name not in ORDINARY}
            return json.dumps({"level": record.levelname, "text": record.getMessage(), **extra})

    def names(record): return sorted(record.__dict__)
"""
CHECKS = """
    import io
    import json
    import logging
    import pytest
    from learner import JsonFormatter, Keeping, log, names, work

    def test_what_the_learner_s_code_logs(caplog):
        work()
        first, second = caplog.records
        shown = vars(first)
        assert (shown["order"], shown["args"], shown["name"], repr(shown["thing"])) == (5, (5,), "shop", "a thing")
        assert vars(second)["exc_info"][0] is ZeroDivisionError

    def test_what_a_handler_of_the_learner_s_keeps():
        keeping = Keeping()
        log.addHandler(keeping)
        work()
        log.removeHandler(keeping)
        assert vars(keeping.records[0])["order"] == 5
        assert logging.Formatter("%(levelname)s %(message)s").format(keeping.records[0]) == "WARNING order 5"

    def test_a_formatter_of_the_learner_s_for_records_of_the_check():
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(JsonFormatter())
        own = logging.getLogger("of the check")
        own.propagate = False
        own.addHandler(handler)
        own.warning("hello %s", "you", extra={"order": 7})
        assert json.loads(stream.getvalue()) == {"level": "WARNING", "text": "hello you", "order": 7}

    def test_a_record_that_is_handed_over():
        record = logging.makeLogRecord({"order": 1})
        assert "order" in names(record) and names(record) == sorted(vars(record))

    def test_nothing_else_shows_its_insides():
        with pytest.raises(AttributeError):
            names(logging.getLogger("of the check"))
"""


def test_log_records(assert_passes: Callable[..., None]) -> None:
    assert_passes(LEARNER, CHECKS)
