"""Messages and services of chat.proto: `wire.messages.Message`, `wire.services.ChatServicer` ..."""

import grpc

messages, services = grpc.protos_and_services("chat.proto")
