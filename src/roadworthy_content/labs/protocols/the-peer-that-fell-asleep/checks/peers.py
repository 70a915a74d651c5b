"""Peers for the learner's agent, and the signalling server between them. All of it runs in a loop in a thread."""

import asyncio
import hashlib
import json
import threading

import aioice.ice
import pytest
import websockets
from aiortc import RTCPeerConnection, RTCSessionDescription

PATIENCE = 25.0  # seconds to wait for something that should happen; never the measure of anything


class World:
    """The signalling server, the agent that is connected to it, and peers that it has answered."""

    in_vain = 0.0  # seconds waited for nothing; after some, the agent is wrong, and the checks that are left wait less

    def __init__(self, subject, folder):
        aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]
        self.folder = folder
        self._subject = subject
        self.agent = None
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._agents = None
        self._answers = {}
        self._peers = []
        self.port = self.run(self._open())

    def start(self):
        """Start an agent."""
        self._agents = None
        env = {"SIGNAL_URL": f"ws://127.0.0.1:{self.port}", "FILES": str(self.folder)}
        self.agent = self._subject.start(["python", "agent.py"], env=env)

    def run(self, work, timeout=60.0):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    async def _open(self):
        self._here = asyncio.Condition()
        server = await websockets.serve(self._signalling, "127.0.0.1", 0)
        return server.sockets[0].getsockname()[1]

    async def _signalling(self, socket):
        async with self._here:
            self._agents = socket
            self.connections += 1
            self._here.notify_all()
        async for text in socket:
            message = json.loads(text)
            if (answer := self._answers.get(message.get("to"))) and not answer.done():
                answer.set_result(message)

    async def until(self, condition, what):
        """Wait until a condition is true, and return what it returned."""
        patience = PATIENCE if World.in_vain < PATIENCE else PATIENCE / 6
        for _ in range(int(patience / 0.05)):
            if found := condition():
                return found
            if self.agent is not None and self.agent.poll() is not None:
                break
            await asyncio.sleep(0.05)
        else:
            World.in_vain += patience
        state = "runs" if self.agent.poll() is None else f"has ended with {self.agent.poll()}"
        said = "\n".join(self.agent.output().strip().splitlines()[-4:])[-500:] or "nothing"
        pytest.fail(f"waited in vain for {what}; the agent {state} and has said: {said}")

    async def hang_up(self):
        """Close the signalling connection, and wait until the agent has made another."""
        before = self.connections
        await self._agents.close()
        await self.until(lambda: self.connections > before, "the agent to connect to the signalling again")

    async def peer(self, name):
        """A peer whose offer the agent has answered, and whose channels are open."""
        await self.until(lambda: self._agents, "the agent to connect to SIGNAL_URL")
        peer = Peer(name, self)
        self._peers.append(peer)
        connection = peer.connection
        await connection.setLocalDescription(await connection.createOffer())
        self._answers[name] = asyncio.get_running_loop().create_future()
        offer = {"from": name, "type": "offer", "sdp": connection.localDescription.sdp}
        await self._agents.send(json.dumps(offer))
        await self.until(self._answers[name].done, f"an answer to the offer of {name}")
        answer = self._answers[name].result()
        assert answer.get("type") == "answer", f"an offer should be answered with an answer: {str(answer)[:200]}"
        await connection.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
        await self.until(lambda: peer.files.readyState == "open", f"the channel 'files' of {name} to open")
        return peer

    async def clear(self):
        for peer in self._peers:
            await peer.connection.close()
        self._peers.clear()


class Peer:
    """Somebody who calls the agent."""

    def __init__(self, name, world):
        self.name = name
        self._world = world
        self.connection = RTCPeerConnection()
        self.files = self.connection.createDataChannel("files")
        self.files.on("message", lambda message: self.came.append(message))
        self.came = []
        self.presence = None
        self.states = []
        self.connection.on("datachannel", self._meet)

    def _meet(self, channel):
        if channel.label == "presence":
            self.presence = channel
            channel.on("message", lambda message: self.states.append(json.loads(message)))

    def ask(self, name):
        self.files.send(json.dumps({"get": name}))

    async def next(self, what):
        await self._world.until(lambda: self.came, what)
        return self.came.pop(0)

    async def file(self, name):
        """What the agent sends of a file, as (header, chunks, end)."""
        header = self._object(await self.next(f"an answer to a request for {name!r}"))
        assert header.get("file") == name, f"a request for {name!r}, and the answer begins with {header}"
        chunks = []
        while isinstance(message := await self.next(f"the rest of {name!r} ({len(chunks)} chunks came)"), bytes):
            chunks.append(message)
        return header, chunks, self._object(message)

    async def error(self, request):
        self.files.send(request)
        return self._object(await self.next(f"an answer to the request {request!r}"))

    @staticmethod
    def _object(message):
        assert isinstance(message, str), f"a text message was due, and {len(message)} bytes came"
        return json.loads(message)

    async def require_file(self, name, content):
        """Ask for a file, which must come as agreed."""
        self.ask(name)
        header, chunks, end = await self.file(name)
        assert header == {"file": name, "size": len(content)}, f"the header of {name!r} is {header}"
        largest = max(map(len, chunks), default=0)
        assert largest <= 16384, f"a message of {largest} bytes; 16384 is the most that everybody's WebRTC can take"
        got = b"".join(chunks)
        assert got == content, f"{name!r} has {len(content)} bytes; {len(got)} came, and they are not the same"
        assert end == {"end": name, "sha256": hashlib.sha256(content).hexdigest()}, f"the end of {name!r} is {end}"

    def fall_asleep(self):
        """Take in nothing more of what the agent sends, as a laptop with its lid closed."""

        async def ignore(_data):
            pass

        self.connection.sctp._handle_data = ignore

    def wake_up(self):
        del self.connection.sctp._handle_data

    def online(self):
        """The newest state."""
        return max(self.states, key=lambda state: state["seq"])["online"] if self.states else {}

    async def sees(self, online, what):
        try:
            await self._world.until(lambda: self.online() == online, what)
        except pytest.fail.Exception as error:
            pytest.fail(f"{error}\nthe newest state that {self.name} has got is {self.online()}, due is {online}")

    def say(self, seq, status):
        self.presence.send(json.dumps({"seq": seq, "status": status}))
