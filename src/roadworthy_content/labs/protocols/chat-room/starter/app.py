"""A chat server: one WebSocket endpoint, many rooms."""

from fastapi import FastAPI, WebSocket

app = FastAPI(title="Chat rooms")
rooms: dict[str, list[WebSocket]] = {}


@app.websocket("/rooms/{room}")
async def chat(socket: WebSocket, room: str, name: str = ""):
    """Let a member take part in a room."""
    await socket.accept()
    sockets = rooms.setdefault(room, [])
    for other in sockets:
        await other.send_json({"type": "joined", "name": name})
    sockets.append(socket)
    await socket.send_json({"type": "welcome", "members": [name], "history": []})
    while True:
        message = await socket.receive_json()
        for other in sockets:
            await other.send_json({"type": "message", "name": name, "text": message["text"]})
