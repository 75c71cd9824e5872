"""An authority, its certificates, and a door that speaks TLS before a server of the tests."""

import socket
import ssl
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from trackii import clock


class Authority:
    """Whoever believes `file` believes what it signed."""

    def __init__(self, folder, name="authority"):
        self.folder, self.name = folder, name
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign(name, self.key, x509.BasicConstraints(True, None))
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(_pem(self.certificate))

    def server(self, host):
        """What a server shows that says it is `host`."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(host, key, x509.BasicConstraints(False, None))
        file = self.folder / f"{self.name}-{host}.pem"
        plain = serialization.NoEncryption()
        kind = serialization.PrivateFormat.PKCS8
        secret = key.private_bytes(serialization.Encoding.PEM, kind, plain)
        file.write_bytes(secret + _pem(certificate))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _sign(self, host, key, constraints):
        now, issuer = clock.now(), _name(self.name)
        usage = x509.KeyUsage(
            True, False, False, False, False, constraints.ca, constraints.ca, False, False
        )  # fmt: skip
        return (
            x509.CertificateBuilder()
            .subject_name(_name(host))
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(constraints, critical=True)
            .add_extension(usage, critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False
            )
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
                critical=False,
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    self.key.public_key()
                ),
                critical=False,
            )
            .sign(self.key, hashes.SHA256())
        )


def _name(word):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, word)])


def _pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


@contextmanager
def door(context, to, *, asked=b"", answered=b""):
    """The port of a door that speaks TLS and passes on to the socket `to`.

    PostgreSQL is first asked, in the clear, whether it speaks TLS: `asked`, `answered`.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        waiter = Thread(
            target=_wait, args=(listening, context, to, asked, answered), daemon=True
        )
        waiter.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def _wait(listening, context, to, asked, answered):
    with suppress(OSError):
        while True:
            plain, _address = listening.accept()
            with suppress(OSError):
                if asked:
                    assert plain.recv(len(asked)) == asked
                    plain.sendall(answered)
                outer = context.wrap_socket(plain, server_side=True)
                inner = socket.socket(socket.AF_UNIX)
                inner.connect(to)
                for source, sink in ((outer, inner), (inner, outer)):
                    Thread(target=_pass, args=(source, sink), daemon=True).start()


def _pass(source, sink):
    with suppress(OSError, ValueError):
        while words := source.recv(65536):
            sink.sendall(words)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)
