"""The new chat: a WSGI application. It tells what reaches it. Given."""

import json
import os
import time


def application(environ, start_response):
    """Answer with what came; /slow takes a second, /fails does what it says."""
    path = environ["PATH_INFO"]
    if path == "/fails":
        raise RuntimeError("the chat does not like this")
    if path == "/slow":
        time.sleep(1)
    size = len(environ["wsgi.input"].read())
    told = {
        "path": environ["SCRIPT_NAME"] + path,
        "query": environ["QUERY_STRING"],
        "scheme": environ["wsgi.url_scheme"],
        "host": environ.get("HTTP_HOST"),
        "group": environ.get("mod_wsgi.process_group"),
        "threads": environ["wsgi.multithread"],
        "size": size,
        "pid": os.getpid(),
    }
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(told).encode()]
