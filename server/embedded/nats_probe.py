"""Ask a NATS server, as a real user, whether it is ready: an answer that means what it says.

Speaks the few lines of the client protocol itself, so that starting a server needs neither an event loop nor the
client library, which belongs to the bus.

Source: NATS client protocol, INFO, CONNECT, PING, SUB, PUB, MSG; nkey challenge in INFO `nonce`.
"""

import base64
import json
import socket
from io import BufferedReader
from pathlib import Path
from urllib.parse import urlsplit

from server.embedded import nkey


def signs_in(url: str, seed: Path, timeout_s: float = 2.0) -> bool:
    """Tell whether the server lets the user of this seed in."""
    return _conversation(url, seed, None, timeout_s)


def jetstream_answers(url: str, seed: Path, inbox: str, timeout_s: float = 2.0) -> bool:
    """Tell whether the server lets the user in and answers a JetStream call.

    Args:
        url: `nats://host:port`.
        seed: Seed file of a user that may publish to `$JS.API.INFO`.
        inbox: Subject for the answer that this user may subscribe to.
        timeout_s: Ceiling for each line of the conversation.
    """
    return _conversation(url, seed, inbox, timeout_s)


def _conversation(url: str, seed: Path, inbox: str | None, timeout_s: float) -> bool:
    where = urlsplit(url)
    try:
        with (
            socket.create_connection((where.hostname or "", where.port or 0), timeout=timeout_s) as connection,
            connection.makefile("rb") as lines,
        ):
            connection.sendall(_hello(lines.readline(), seed))
            return _told(lines, b"PONG") and (inbox is None or _info_answered(connection, lines, inbox))
    except (OSError, ValueError):
        return False


def _hello(greeting: bytes, seed: Path) -> bytes:
    nonce: str = json.loads(greeting.removeprefix(b"INFO "))["nonce"]
    signature = base64.urlsafe_b64encode(nkey.sign(seed, nonce.encode())).rstrip(b"=").decode()
    words = {"verbose": False, "pedantic": False, "lang": "python", "version": "1", "protocol": 1}
    return f"CONNECT {json.dumps({**words, 'nkey': nkey.public_key(seed), 'sig': signature})}\r\nPING\r\n".encode()


def _info_answered(connection: socket.socket, lines: BufferedReader, inbox: str) -> bool:
    connection.sendall(f"SUB {inbox} 1\r\nPUB $JS.API.INFO {inbox} 0\r\n\r\n".encode())
    return _told(lines, b"MSG ") and "error" not in json.loads(lines.readline())


def _told(lines: BufferedReader, start: bytes) -> bool:
    """Read up to a line that starts so; False when the server refuses or ends the conversation."""
    while line := lines.readline():
        if line.startswith(start):
            return True
        if line.startswith(b"-ERR"):
            return False
    return False
