"""Messages per room and minute, as they are written: python -m faust -A counts worker."""

from __future__ import annotations

import json
import time
from collections import Counter

import faust
from stream import app, messages, minutes

counts: Counter[str] = Counter()


@app.agent(messages)
async def count(stream: faust.StreamT[bytes]) -> None:
    """Count what comes."""
    async for value in stream:
        message = json.loads(value)
        minute = int(time.time()) // 60 * 60
        key = f"{message['room']}|{minute}"
        counts[key] += 1
        result = {"room": message["room"], "minute": minute, "messages": counts[key], "last": message["id"]}
        await minutes.send(key=key.encode(), value=json.dumps(result).encode())
