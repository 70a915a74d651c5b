"""Uses each framework once, before any attempt: much of them is imported and built only then."""

import asyncio

import flask
import httpx
import jinja2
import jwt
from fastapi import Depends, FastAPI, HTTPException, WebSocket
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field

app = FastAPI()


class Message(BaseModel):
    room: str = Field(min_length=1)
    number: int


@app.post("/messages")
def post(message: Message, limit: int = 10, _: None = Depends(lambda: None)) -> dict[str, int]:
    return {"number": message.number + limit}


@app.get("/messages/{number}")
async def get(number: int) -> Message:
    if number > 1:
        raise HTTPException(404)
    return Message(room="a", number=number)


@app.websocket("/live")
async def live(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_json(await socket.receive_json())


client = TestClient(app)
for _ in range(globals().get("rounds", 1)):
    client.get("/messages/1")
    client.get("/messages/2")
    client.get("/nothing")
    client.post("/messages", json={"room": "a", "number": 1})
    client.post("/messages", json={"room": "", "number": "x"})
with client.websocket_connect("/live") as connection:
    connection.send_json({})
    connection.receive_json()

site = flask.Flask("rehearsal")
site.add_url_rule("/", view_func=lambda: flask.render_template_string("{{ name }}", name="a"))
site.test_client().get("/")
jinja2.Environment(autoescape=True).from_string("{% for x in names %}{{ x }}{% endfor %}").render(names=["a"])

key = "k" * 32
jwt.decode(jwt.encode({"sub": "a"}, key, "HS256"), key, ["HS256"])
httpx.Client().close()
asyncio.run(asyncio.sleep(0))
