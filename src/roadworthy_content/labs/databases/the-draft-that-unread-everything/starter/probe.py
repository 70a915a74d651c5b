"""Counts what goes to SQLite: `python probe.py FILE`, with a JSON list of [method, arguments...] on standard input. Given.

Prints a JSON list of {"result", "statements"}: what the method returned, and the statements that SQLite ran for it
(without BEGIN, COMMIT, SAVEPOINT, RELEASE and PRAGMA).
"""

import json
import sqlite3
import sys

SEEN: list[str] = []
UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "--")


def listening(connect):
    """Return a `connect` whose connections tell what they run."""

    def listen(*args, **kwargs):
        connection = connect(*args, **kwargs)
        connection.set_trace_callback(SEEN.append)
        return connection

    return listen


sqlite3.connect = listening(sqlite3.connect)

if __name__ == "__main__":
    from store import Store

    store, told = Store(sys.argv[1]), []
    for method, *arguments in json.load(sys.stdin):
        SEEN.clear()
        result = getattr(store, method)(*arguments)
        counted = [one for one in SEEN if not one.lstrip().upper().startswith(UNCOUNTED)]
        told.append({"result": result, "statements": len(counted)})
    store.close()
    print(json.dumps(told))
