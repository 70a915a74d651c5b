"""Test files that drive the learner's application through a client of their framework, as written for one process."""

from __future__ import annotations

import pytest
from tests.judge.conftest import Submit, told

APP = """
    from fastapi import FastAPI, HTTPException, WebSocket
    from pydantic import BaseModel

    app = FastAPI()

    class Message(BaseModel):
        text: str

    @app.get("/rooms/{name}")
    def room(name: str) -> dict[str, str]:
        if name == "none": raise HTTPException(404)
        return {"name": name}

    @app.post("/messages", status_code=201)
    async def post(message: Message) -> Message:
        return message

    @app.websocket("/live")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_json(await socket.receive_json())

    class Bare:
        async def __call__(self, scope, receive, send):
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
"""
CHECKS = """
    import inspect
    from fastapi.testclient import TestClient
    from learner import Bare, app

    client = TestClient(app)

    def test_get():
        assert client.get("/rooms/a").json() == {"name": "a"}
        assert client.get("/rooms/none").status_code == 404

    def test_post():
        answer = client.post("/messages", json={"text": "hello"})
        assert (answer.status_code, answer.json()) == (201, {"text": "hello"})
        assert client.post("/messages", json={}).status_code == 422

    def test_websocket():
        with client.websocket_connect("/live") as socket:
            socket.send_json({"n": 1})
            assert socket.receive_json() == {"n": 1}

    def test_an_application_of_their_own():
        assert inspect.iscoroutinefunction(Bare().__call__)
        assert TestClient(Bare()).get("/").status_code == 204
"""


@pytest.mark.long
def test_starlettes_test_client_in_the_checks(submit: Submit) -> None:
    verdict = submit(APP, CHECKS, environment="web", seconds=20)
    assert verdict.passed, told(verdict)
