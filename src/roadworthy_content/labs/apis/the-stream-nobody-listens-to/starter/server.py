"""The chat's gRPC server: python server.py PORT."""

import os
import queue
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import grpc
import wire


class Chat(wire.services.ChatServicer):
    """Rooms, their messages, and who follows them."""

    def __init__(self):
        self.messages = defaultdict(list)
        self.followers = defaultdict(list)
        self.moderator = wire.services.ModeratorStub(grpc.insecure_channel(os.environ["MODERATOR"]))

    def Say(self, request, context):
        """Store a message, and hand it to all followers."""
        verdict = self.moderator.Check(
            wire.messages.CheckRequest(room=request.room, author=request.author, text=request.text)
        )
        if not verdict.allowed:
            raise ValueError(verdict.reason)
        message = wire.messages.Message(
            id=len(self.messages[request.room]) + 1,
            room=request.room,
            author=request.author,
            text=request.text,
            sent_at=int(time.time()),
        )
        self.messages[request.room].append(message)
        for follower in self.followers[request.room]:
            follower.put(message)
        return wire.messages.SayReply(message=message)

    def Follow(self, request, context):
        """Stream what was said, and what is being said."""
        follower = queue.Queue()
        self.followers[request.room].append(follower)
        yield from self.messages[request.room][request.after :]
        while True:
            yield follower.get()

    def Followers(self, request, context):
        """How many follow a room."""
        return wire.messages.FollowersReply(count=len(self.followers[request.room]))


if __name__ == "__main__":
    server = grpc.server(ThreadPoolExecutor(max_workers=10))
    wire.services.add_ChatServicer_to_server(Chat(), server)
    server.add_insecure_port(f"127.0.0.1:{sys.argv[1]}")
    server.start()
    server.wait_for_termination()
