"""Tools of somebody who knows the rules of JWT and does not keep them."""

import base64
import hashlib
import hmac
import json
import time
import uuid

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


class KeyPair:
    """An ES256 key, as PEM texts."""

    def __init__(self):
        key = ec.generate_private_key(ec.SECP256R1())
        plain = serialization.NoEncryption()
        pem = serialization.Encoding.PEM
        self.key = key
        self.private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain).decode()
        self.public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo).decode()

    @property
    def jwk(self):
        return json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))


def claims(**changes):
    """Return good claims with changes; a value of None leaves the claim out."""
    now = int(time.time())
    good = {"iss": "chat-auth", "aud": "chat-gateway", "sub": "ada", "iat": now, "exp": now + 900, "jti": uuid.uuid4().hex}
    return {key: value for key, value in (good | changes).items() if value is not None}


def sign(pair, kid, *, header=None, **changes):
    """Return a token signed with a key, with good claims but for the changes."""
    return jwt.encode(claims(**changes), pair.private, algorithm="ES256", headers={"kid": kid} | (header or {}))


def segment(data):
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unsigned(algorithm, kid, signature=""):
    """Return a token that says it needs no signature."""
    return f"{segment({'alg': algorithm, 'typ': 'JWT', 'kid': kid})}.{segment(claims())}.{signature}"


def sealed_with_public_key(pair, kid):
    """Return a token whose HMAC key is the text of the public key, which everybody knows."""
    body = f"{segment({'alg': 'HS256', 'typ': 'JWT', 'kid': kid})}.{segment(claims())}"
    return f"{body}.{segment(hmac.new(pair.public.encode(), body.encode(), hashlib.sha256).digest())}"
