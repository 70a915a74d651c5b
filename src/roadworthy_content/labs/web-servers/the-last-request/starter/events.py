"""The chat's events, an application for ASGI. Given.

/slow     answers when there is a file called go
/events   server-sent events without end
all else  client and scheme, as the server told them; and how many requests are in flight
"""

import asyncio
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
in_flight = 0


async def app(scope, receive, send):
    """Answer by the path."""
    global in_flight  # noqa: PLW0603 - the whole state there is
    if scope["type"] == "lifespan":
        while True:
            event = (await receive())["type"]
            await send({"type": f"{event}.complete"})
            if event == "lifespan.shutdown":
                return
    in_flight += 1
    try:
        await answer(scope, send)
    finally:
        in_flight -= 1


async def answer(scope, send):
    """Answer one request."""
    if scope["path"] == "/events":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        while True:
            await send({"type": "http.response.body", "body": b"data: tick\n\n", "more_body": True})
            await asyncio.sleep(0.1)
    while scope["path"] == "/slow" and not (HERE / "go").exists():
        await asyncio.sleep(0.01)
    about = {"client": scope["client"][0], "scheme": scope["scheme"], "in_flight": in_flight}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(about).encode()})
