"""A time-stamping authority on the loopback: openssl answers what arrives over HTTP."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

CONFIG = """\
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamps]
basicConstraints = CA:false
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = it
[it]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority:
    """Keys, certificates and the answers.

    Attributes:
        roots: PEM file of its root certificate.
        url: Where it listens, while it does.
        status: HTTP status of its answers.
        asked: How often it was asked.
    """

    def __init__(self, folder: Path, name: str = "Stamp authority of the test") -> None:
        self.folder, self.roots = folder, folder / "ca.pem"
        self.url, self.status, self.asked = "", 200, 0
        folder.mkdir()
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder, name=name))
        (folder / "serial").write_text("01\n")
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        self._openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-extensions", "ca", "-days", "30")
        self._openssl("req", *key, "-keyout", "tsa.key", "-out", "tsa.csr")
        signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30")
        extended = ("-extfile", "tsa.cnf", "-extensions", "stamps")
        self._run("x509", "-req", "-in", "tsa.csr", *signed, *extended, "-out", "tsa.pem")

    @contextmanager
    def listening(self) -> Generator["Authority"]:
        """Answer queries over HTTP."""
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the name that the library calls
                query = self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked += 1
                self.send_response(authority.status)
                self.end_headers()
                self.wfile.write(authority.answer(query))

            def log_message(self, format: str, *args: object) -> None:
                return

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/stamp"
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query.tsq").write_bytes(query)
        self._openssl("ts", "-reply", "-queryfile", "query.tsq", "-out", "answer.tsr")
        return (self.folder / "answer.tsr").read_bytes()

    def verifies(self, data: Path, stamp: Path) -> bool:
        """Verify a stamp by openssl alone."""
        command = ["openssl", "ts", "-verify", "-data", str(data), "-in", str(stamp), "-CAfile", str(self.roots)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def _openssl(self, *arguments: str) -> None:
        self._run(arguments[0], *arguments[1:], "-config", "tsa.cnf")

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, check=True)
