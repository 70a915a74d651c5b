"""Serve the chat: python serve.py PORT."""

import sys

import store
from werkzeug.serving import make_server

if __name__ == "__main__":
    store.build()
    from app import app

    make_server("127.0.0.1", int(sys.argv[1]), app, threaded=True).serve_forever()
