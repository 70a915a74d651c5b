"""The HTTP API over the chat's history."""

from fastapi import FastAPI
from store import Store

app = FastAPI(title="Chat history")
store = Store()


@app.get("/rooms/{room}/messages")
def page(room: str, limit: int = 50, offset: int = 0):
    """Return a page of the room's messages, newest first."""
    return store.newest(room, count=limit, skip=offset)
