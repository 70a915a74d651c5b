"""Who calls whom, and may they?"""

import re
import ssl
from http.client import HTTPConnection
from socket import create_connection

from cryptography import x509

IDENTITY = re.compile(r"spiffe://chat\.example/([a-z0-9-]+)")
PATIENCE = 10.0


class WrongPeerError(Exception):
    """The other side is not who was called."""


class DeniedError(Exception):
    """The call is not permitted."""


def server_context(folder):
    """Return the context of a service with the identity in a folder."""
    return _context(ssl.PROTOCOL_TLS_SERVER, folder)


def _context(protocol, folder):
    context = ssl.SSLContext(protocol)  # trusts nobody yet, unlike create_default_context
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False  # identities are no host names; whoever uses the context looks at them
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(f"{folder}/ca.pem")
    context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    return context


def call(folder, port, service, method, path):
    """Call a service on 127.0.0.1 with the identity in a folder; returns status and text.

    Raises:
        ssl.SSLError: The other side has no certificate of our authority.
        WrongPeerError: It has one, of somebody else.
    """
    context = ssl.create_default_context(cafile=f"{folder}/ca.pem")
    context.check_hostname = False
    with (
        create_connection(("127.0.0.1", port), PATIENCE) as plain,
        context.wrap_socket(plain) as secured,
    ):
        found = _identity(x509.load_der_x509_certificate(secured.getpeercert(binary_form=True)))
        if found != service:
            raise WrongPeerError(f"{service} was called, and {found or 'nobody known'} answers")
        connection = HTTPConnection("127.0.0.1", port)
        connection.sock = secured
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def _identity(certificate):
    """Return the service's name, or None."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    found = IDENTITY.fullmatch(uris[0]) if len(uris) == 1 else None
    return found and found[1]


def authorize(certificate, method, path, policy, now):
    """Return the name of the calling service; raises DeniedError.

    Args:
        certificate: The caller's, DER.
        method: GET, ...
        path: Perhaps with a query.
        policy: Service -> rules with "methods" and "path".
        now: UTC.
    """
    shown = x509.load_der_x509_certificate(certificate)
    name = _identity(shown)
    if name is None:
        raise DeniedError("the certificate does not say who calls")
    if not shown.not_valid_before_utc <= now <= shown.not_valid_after_utc:
        raise DeniedError(f"the certificate of {name} is over, or has not begun")
    parts = _parts(path.partition("?")[0])
    for rule in policy.get(name, ()):
        top = [part for part in rule["path"].split("/") if part]
        if method in rule["methods"] and parts[: len(top)] == top:
            return name
    raise DeniedError(f"nothing permits {name} to {method} {path}")


def _parts(path):
    """Return the parts of a path that can be read in one way only."""
    parts = path.split("/")[1:]
    if not path.startswith("/") or "%" in path or "\\" in path or {".", ".."} & set(parts) or "" in parts[:-1]:
        raise DeniedError(f"{path} may mean several things")
    return parts
