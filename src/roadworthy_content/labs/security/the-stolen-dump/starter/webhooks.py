"""Signatures of the events that we send to other people's servers."""

from __future__ import annotations

import hashlib


def sign(secret: bytes, message: bytes) -> str:
    """Return the signature of a message, in hex. This version looks safe."""
    return hashlib.sha256(secret + message).hexdigest()


def verify(secret: bytes, message: bytes, signature: str) -> bool:
    """Return whether a signature is the message's; False for anything else that comes, never an error."""
    return sign(secret, message) == signature
