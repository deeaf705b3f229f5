"""A server's certificate, made anew, which is its own authority: localhost, 127.0.0.1 and models.example."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def server_and_client(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server proves itself with, and what a client needs to believe it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    told = [x509.DNSName("localhost"), x509.DNSName("models.example"), x509.IPAddress(IPv4Address("127.0.0.1"))]
    names = x509.SubjectAlternativeName(told)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    made = made.add_extension(names, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    paper = folder / "server.pem"
    secret = folder / "server.key"
    paper.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(paper, secret)
    return server, ssl.create_default_context(cafile=str(paper))
