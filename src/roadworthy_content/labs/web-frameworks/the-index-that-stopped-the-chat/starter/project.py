"""Sets Django up for a program that is no server; the judge calls your functions and manage.py's commands through it."""

import io
import os

import django
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()


def watched(function, *arguments):
    """Call a function; return what it returned, and the SQL that it ran."""
    try:
        with CaptureQueriesContext(connection) as queries:
            result = function(*arguments)
        return result, [query["sql"] for query in queries.captured_queries]
    finally:
        connections.close_all()


def manage(*arguments):
    """Do what `manage.py` does with these arguments; return its exit status, and what it printed."""
    output, status = io.StringIO(), 0
    try:
        call_command(*arguments, stdout=output, stderr=output)
    except SystemExit as ended:
        status = int(ended.code or 0)
    except Exception as error:  # whatever went wrong is shown
        status = 1
        output.write(f"{type(error).__name__}: {error}")
    finally:
        connections.close_all()
    return status, output.getvalue()
