"""Boosts and topics of rooms."""

import os
import uuid

import httpx
import store
from fastapi import Body, FastAPI, Response
from pydantic import BaseModel

PROVIDER = os.environ.get("PROVIDER_URL", "http://127.0.0.1:9000")
app = FastAPI(title="Boosts and topics")
boosts = {}


class Boost(BaseModel):
    """What a client asks for."""

    room: str
    euros: int


@app.post("/boosts", status_code=201)
async def boost(wanted: Boost, response: Response):
    """Charge somebody for a boost."""
    async with httpx.AsyncClient() as client:
        answer = await client.post(
            f"{PROVIDER}/charges",
            json={"amount": wanted.euros * 100, "reference": wanted.room},
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
    made = wanted.model_dump() | {"id": str(len(boosts) + 1), "charge": answer.json()["id"]}
    boosts[made["id"]] = made
    response.headers["Location"] = f"/boosts/{made['id']}"
    return made


@app.get("/boosts/{number}")
async def one_boost(number: str):
    """Show a boost."""
    return boosts[number]


@app.get("/rooms/{room}")
async def read_room(room: str):
    """Show a room."""
    return await store.read(room)


@app.put("/rooms/{room}")
async def write_room(room: str, topic: str = Body(embed=True)):
    """Give a room a topic."""
    await store.write(room, {"room": room, "topic": topic})
    return {"room": room, "topic": topic}
