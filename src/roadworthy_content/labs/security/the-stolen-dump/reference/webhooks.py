"""Signatures of the events that we send to other people's servers."""

from __future__ import annotations

import hmac


def sign(secret: bytes, message: bytes) -> str:
    """Return the HMAC-SHA-256 of a message, in hex."""
    return hmac.digest(secret, message, "sha256").hex()


def verify(secret: bytes, message: bytes, signature: str) -> bool:
    """Return whether a signature is the message's; False for anything else that comes, never an error."""
    return hmac.compare_digest(sign(secret, message).encode(), signature.encode("utf-8", "replace"))
