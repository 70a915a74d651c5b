"""Clients of both schemas, and the moderator that the judge plays."""

import threading
from concurrent.futures import ThreadPoolExecutor

import grpc

# gRPC imports these when they are first needed. The judge takes a submodule that appears during a check for a patch.
import grpc._channel
import grpc._server
import grpc._utilities
import grpc.experimental
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_health.v1 import health_pb2


class Schema:
    """A compiled .proto file: its messages by name, as attributes."""

    def __init__(self, subject, file):
        out = f"/tmp/{file}.descriptors"  # noqa: S108  # /tmp is the attempt's own
        command = ["python", "-m", "grpc_tools.protoc", "-I.", f"--descriptor_set_out={out}", file]
        done = subject.run(command, timeout=20)
        assert done.returncode == 0, f"protoc does not compile {file}:\n{done.stderr[-600:]}"
        with open(out, "rb") as compiled:
            (self.file,) = descriptor_pb2.FileDescriptorSet.FromString(compiled.read()).file
        pool = descriptor_pool.DescriptorPool()
        pool.Add(self.file)
        self.descriptors = {
            one.name: pool.FindMessageTypeByName(f"chat.v1.{one.name}") for one in self.file.message_type
        }

    def __getattr__(self, name):
        descriptor = self.__dict__["descriptors"].get(name)
        assert descriptor is not None, f"{self.file.name} has no message {name} in the package chat.v1"
        return message_factory.GetMessageClass(descriptor)


def answered(method, request, timeout):
    """Call a method that has to succeed."""
    try:
        return method(request, timeout=timeout)
    except grpc.RpcError as error:
        name = type(request).DESCRIPTOR.name.removesuffix("Request")
        pytest.fail(f"{name} for {str(request)[:80]!r} ended with {error.code().name} ({str(error.details())[:120]})")


class Client:
    """A program that was built with one of the schemas."""

    def __init__(self, port, schema):
        self.schema = schema
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.use_local_subchannel_pool", 1)])
        for name, kind, asks, gets in (
            ("Say", "unary_unary", "SayRequest", "SayReply"),
            ("Follow", "unary_stream", "FollowRequest", "Message"),
            ("Followers", "unary_unary", "FollowersRequest", "FollowersReply"),
        ):
            method = getattr(self.channel, kind)(
                f"/chat.v1.Chat/{name}", getattr(schema, asks).SerializeToString, getattr(schema, gets).FromString
            )
            setattr(self, f"_{name.lower()}", method)

    def request(self, room, author="ada", **fields):
        return self.schema.SayRequest(room=room, author=author, **fields)

    def say(self, room, text="hello", timeout=10, **fields):
        """Say something; return the stored message."""
        if text is not None:
            fields["text"] = text
        return answered(self._say, self.request(room, **fields), timeout).message

    def say_soon(self, room, text="hello", timeout=None):
        """Begin to say something; return the call, which is a future."""
        return self._say.future(self.request(room, text=text), timeout=timeout)

    def refused(self, timeout=10, **fields):
        """Return the status and the details of a call to Say that has to fail."""
        try:
            self._say(self.schema.SayRequest(**fields), timeout=timeout)
        except grpc.RpcError as error:
            return error.code().name, error.details()
        return "OK", ""

    def follow(self, room, after=0, timeout=15):
        return self._follow(self.schema.FollowRequest(room=room, after=after), timeout=timeout)

    def followers(self, room):
        return answered(self._followers, self.schema.FollowersRequest(room=room), 8).count

    def health(self, service):
        check = self.channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            health_pb2.HealthCheckRequest.SerializeToString,
            health_pb2.HealthCheckResponse.FromString,
        )
        answer = check(health_pb2.HealthCheckRequest(service=service), timeout=10)
        return health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)


class Moderator:
    """The service that allows messages: says no to "forbidden", fails for "trouble", waits for "hang".

    Attributes:
        left: The seconds of its deadline that the last call had when it came.
        texts: What it was asked about.
        hanging: Released when a call begins to wait.
        go_on: Lets all calls that wait go on.
        given_up: Released when a call that waits has been cancelled, or its deadline has passed.
    """

    def __init__(self, schema):
        self._schema = schema
        self.left, self.texts = None, []
        self.hanging, self.given_up, self.go_on = threading.Semaphore(0), threading.Semaphore(0), threading.Event()
        handler = grpc.unary_unary_rpc_method_handler(
            self.check, schema.CheckRequest.FromString, schema.CheckReply.SerializeToString
        )
        self._server = grpc.server(ThreadPoolExecutor(20))
        self._server.add_generic_rpc_handlers(
            [grpc.method_handlers_generic_handler("chat.v1.Moderator", {"Check": handler})]
        )
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def check(self, request, context):
        self.left = context.time_remaining()
        self.texts.append(request.text)
        if "hang" in request.text:
            wake = threading.Event()
            if not context.add_callback(lambda: (self.given_up.release(), wake.set())):
                self.given_up.release()
            self.hanging.release()
            while not (wake.is_set() or self.go_on.wait(0.02)):
                pass
        if "trouble" in request.text:
            context.abort(grpc.StatusCode.INTERNAL, "segmentation fault in classifier.so")
        return self._schema.CheckReply(allowed="forbidden" not in request.text, reason="not in this room")

    def close(self):
        self.go_on.set()
        self._server.stop(0)
