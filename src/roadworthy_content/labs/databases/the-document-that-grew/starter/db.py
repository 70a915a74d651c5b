"""The database `chat`: a MongoDB where MONGODB_URL says so, else mongomock, which plays its part in memory."""

from __future__ import annotations

import os
from typing import Any

import mongoengine
import mongomock


def connect() -> Any:
    """Connect MongoEngine anew, and return the same database as PyMongo shows it."""
    mongoengine.disconnect()
    url = os.environ.get("MONGODB_URL")
    if url:
        return mongoengine.connect("chat", host=url)["chat"]
    return mongoengine.connect("chat", host="mongodb://localhost", mongo_client_class=mongomock.MongoClient)["chat"]
