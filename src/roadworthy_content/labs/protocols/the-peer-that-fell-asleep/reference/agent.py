"""Gives the files of a folder to peers, over WebRTC, and tells them who is online."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import websockets
from aiortc import RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from loopback import use_loopback

CHUNK = 16 * 1024
BUFFERED = 512 * 1024  # bytes that may wait in a channel before we read on
REFRESH = 1.0  # seconds after which the state is told again, since it may have been lost
FOLDER = Path(os.environ["FILES"])


class Peer:
    """A connection, its two channels, and what goes on in them."""

    def __init__(self, name: str, agent: Agent) -> None:
        self.name = name
        self.status = "online"
        self.connection = RTCPeerConnection()
        self._agent = agent
        self._last_seq = -1
        self._requests: asyncio.Queue[Any] = asyncio.Queue()
        self._work: asyncio.Task[None] | None = None
        self._presence = self.connection.createDataChannel("presence", ordered=False, maxRetransmits=0)
        self._presence.on("open", agent.tell)
        self._presence.on("message", self._hear)
        self.connection.on("datachannel", self._serve)
        self.connection.on("connectionstatechange", self._follow)

    async def accept(self, sdp: str) -> str:
        """Take an offer and return the answer."""
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        return self.connection.localDescription.sdp

    async def close(self) -> None:
        """Stop everything that goes on here."""
        if self._work is not None:
            self._work.cancel()
        await self.connection.close()

    async def _follow(self) -> None:
        if self.connection.connectionState in ("failed", "closed"):
            await self._agent.forget(self)

    def _serve(self, channel: RTCDataChannel) -> None:
        if channel.label == "files" and self._work is None:
            channel.on("message", self._requests.put_nowait)
            self._work = asyncio.ensure_future(self._answer(channel))

    async def _answer(self, channel: RTCDataChannel) -> None:
        """Answer the requests of a channel, one after another, at the pace of the peer."""
        flows = asyncio.Event()
        channel.bufferedAmountLowThreshold = BUFFERED // 2
        channel.on("bufferedamountlow", flows.set)
        while True:
            try:
                path = wanted(await self._requests.get())
            except ValueError as error:
                channel.send(json.dumps({"error": str(error)}))
                continue
            digest = hashlib.sha256()
            with path.open("rb") as file:
                channel.send(json.dumps({"file": path.name, "size": os.fstat(file.fileno()).st_size}))
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
                    if channel.bufferedAmount > BUFFERED:
                        flows.clear()
                        await flows.wait()
                    channel.send(chunk)
            channel.send(json.dumps({"end": path.name, "sha256": digest.hexdigest()}))

    def _hear(self, message: Any) -> None:
        """Take in a status, unless we have a newer one: this channel does not keep an order."""
        try:
            found = json.loads(message)
            seq, status = found["seq"], found["status"]
        except (ValueError, TypeError, KeyError):
            return
        if isinstance(seq, int) and isinstance(status, str) and seq > self._last_seq:
            self._last_seq, self.status = seq, status
            self._agent.tell()

    def tell(self, state: str) -> None:
        """Send a state, unless an older one is still on its way: it will be told again."""
        if self._presence.readyState == "open" and self._presence.bufferedAmount == 0:
            self._presence.send(state)


class Agent:
    """All peers, each under its name."""

    def __init__(self) -> None:
        self._peers: dict[str, Peer] = {}
        self._seq = 0

    async def run(self) -> None:
        """Answer offers for ever. Connections outlive the signalling that brought them about."""
        refresh = asyncio.ensure_future(self._refresh())
        try:
            async for signalling in websockets.connect(os.environ["SIGNAL_URL"]):
                with suppress(websockets.ConnectionClosed):
                    async for text in signalling:
                        await self._take(json.loads(text), signalling)
        finally:
            refresh.cancel()

    async def _take(self, message: dict[str, str], signalling: websockets.ClientConnection) -> None:
        name = message["from"]
        if name in self._peers:  # it has lost its memory, or its network: the old connection is of no use
            await self.forget(self._peers[name])
        peer = self._peers[name] = Peer(name, self)
        answer = {"to": name, "type": "answer", "sdp": await peer.accept(message["sdp"])}
        await signalling.send(json.dumps(answer))

    async def forget(self, peer: Peer) -> None:
        """Let a peer go."""
        if self._peers.get(peer.name) is peer:
            del self._peers[peer.name]
            self.tell()
        await peer.close()

    def tell(self) -> None:
        """Tell everybody who is online, and how."""
        self._seq += 1
        online = {name: peer.status for name, peer in self._peers.items()}
        for peer in self._peers.values():
            peer.tell(json.dumps({"seq": self._seq, "online": online}))

    async def _refresh(self) -> None:
        while True:
            await asyncio.sleep(REFRESH)
            self.tell()


def wanted(message: Any) -> Path:
    """Return the file that a request asks for. Raises ValueError, with the reason, if it may not be had."""
    try:
        name = json.loads(message)["get"]
    except (ValueError, TypeError, KeyError):
        raise ValueError('send {"get": NAME}') from None
    known = {path.name: path for path in FOLDER.iterdir() if path.is_file() and not path.is_symlink()}
    if not isinstance(name, str) or name not in known:
        raise ValueError("there is no such file")
    return known[name]


if __name__ == "__main__":
    use_loopback()
    asyncio.run(Agent().run())
