"""Gives the files of a folder to peers, over WebRTC. This version lets peers in and has nothing to say to them."""

from __future__ import annotations

import asyncio
import json
import os

import websockets
from aiortc import RTCPeerConnection, RTCSessionDescription
from loopback import use_loopback


async def main() -> None:
    """Answer offers for ever."""
    use_loopback()
    peers = []
    async with websockets.connect(os.environ["SIGNAL_URL"]) as signalling:
        async for text in signalling:
            message = json.loads(text)
            peer = RTCPeerConnection()
            peers.append(peer)
            await peer.setRemoteDescription(RTCSessionDescription(message["sdp"], message["type"]))
            await peer.setLocalDescription(await peer.createAnswer())
            answer = {"to": message["from"], "type": "answer", "sdp": peer.localDescription.sdp}
            await signalling.send(json.dumps(answer))


if __name__ == "__main__":
    asyncio.run(main())
