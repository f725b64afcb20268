"""An embedded PostgreSQL that is reached over a network too: encrypted or not at all, and from this machine alone.

Each start makes a new key and a certificate that it signs itself; who connects checks the server against it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from troth.postgres.embedded.cluster import SUPERUSER, write_secret
from troth.postgres.embedded.server_programs import Runner

ADDRESS = "127.0.0.1"
CERTIFICATE, KEY, RULES = "encrypted.crt", "encrypted.key", "encrypted_hba.conf"
VALID = timedelta(days=365)

CONNECTION_RULES = f"""\
local   all all          scram-sha-256
hostssl all {SUPERUSER} {ADDRESS}/32 reject
hostssl all all          {ADDRESS}/32 scram-sha-256
"""
"""Nothing plain, nobody without a password, and the superuser through the local socket alone."""


def encrypted_settings(data: Path, runner: Runner) -> Mapping[str, str]:
    """Put key, certificate and rules into a server's data folder; the settings under which it goes by them."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    made = {KEY: key.private_bytes(*pem).decode(), CERTIFICATE: _certificate(key), RULES: CONNECTION_RULES}
    for name, text in made.items():
        write_secret(data / name, text)
        runner.own(data / name)
    return {
        "listen_addresses": ADDRESS,
        "ssl": "on",
        "ssl_min_protocol_version": "TLSv1.3",
        "ssl_cert_file": str(data / CERTIFICATE),
        "ssl_key_file": str(data / KEY),
        "hba_file": str(data / RULES),
    }


def connection_parameters(data: Path) -> Mapping[str, str]:
    """How one connects: only to the server whose certificate this is, the password bound to that connection."""
    return {
        "sslmode": "verify-full",
        "sslrootcert": str(data / CERTIFICATE),
        "channel_binding": "require",
        "gssencmode": "disable",
    }


def _certificate(key: ec.EllipticCurvePrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Troth, an embedded PostgreSQL")])
    since, number = datetime.now(UTC) - timedelta(days=1), x509.random_serial_number()
    made = x509.CertificateBuilder(name, name, key.public_key(), number, since, since + VALID)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ADDRESS))])
    itself = x509.BasicConstraints(ca=True, path_length=0)
    made = made.add_extension(address, critical=False).add_extension(itself, critical=True)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
