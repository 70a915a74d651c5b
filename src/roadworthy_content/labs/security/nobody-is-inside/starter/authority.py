"""The certificate authority: `python authority.py FOLDER SERVICE`. Given.

It keeps its key in the folder "authority". `issue` can also make certificates that no good authority would.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

DOMAIN = "spiffe://chat.example/"
NO_PASSWORD = serialization.NoEncryption()


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _write(folder: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, NO_PASSWORD)
    (folder / "key.pem").write_bytes(pem)


def _sign(name, issuer, public_key, key, minutes, extensions):
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(_name(issuer), _name(name), public_key, x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(minutes=5)).not_valid_after(now + timedelta(minutes=minutes))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(key, hashes.SHA256())


def authority(folder: str = "authority") -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return certificate and key of an authority, made if it is new."""
    place = Path(folder)
    if not (place / "cert.pem").exists():
        key = ec.generate_private_key(ec.SECP256R1())
        is_authority = [(x509.BasicConstraints(ca=True, path_length=0), True)]
        _write(place, _sign(folder, folder, key.public_key(), key, 60 * 24 * 365, is_authority), key)
    key = serialization.load_pem_private_key((place / "key.pem").read_bytes(), None)
    return x509.load_pem_x509_certificate((place / "cert.pem").read_bytes()), key


def issue(folder, common_name, uris, minutes=60, by="authority"):
    """Write an identity into a folder, and return its certificate as DER.

    Args:
        folder: Where cert.pem, key.pem and ca.pem go.
        common_name: Says nothing.
        uris: The identities; one, if all is well.
        minutes: How long it lasts.
        by: The authority's folder.
    """
    issuer, issuer_key = authority(by)
    key = ec.generate_private_key(ec.SECP256R1())
    extensions = [(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(uri) for uri in uris]), False)]
    certificate = _sign(common_name, by, key.public_key(), issuer_key, minutes, extensions if uris else [])
    _write(Path(folder), certificate, key)
    (Path(folder) / "ca.pem").write_bytes(issuer.public_bytes(serialization.Encoding.PEM))
    return certificate.public_bytes(serialization.Encoding.DER)


if __name__ == "__main__":
    issue(sys.argv[1], sys.argv[2], [DOMAIN + sys.argv[2]])
