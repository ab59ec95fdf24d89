"""What no program can go below: the bare signature checks and the bare inserts of the same records."""

import base64
import json
from collections.abc import Iterable, Sequence
from hashlib import sha256

import psycopg
from nacl.signing import VerifyKey

from core.record.keys import PublicKey

Check = tuple[VerifyKey, bytes, bytes]
"""A key, a message and its signature."""


def signature_checks(envelopes: Iterable[bytes], registry: Iterable[PublicKey]) -> list[Check]:
    """List every signature with its key and message, made ready beforehand."""
    known = {row.id: VerifyKey(bytes.fromhex(row.public)) for row in registry}
    checks: list[Check] = []
    for envelope in envelopes:
        plain = json.loads(envelope)
        payload, kind = base64.b64decode(plain["payload"]), plain["payloadType"].encode()
        message = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
        checks += [(known[item["keyid"]], message, base64.b64decode(item["sig"])) for item in plain["signatures"]]
    return checks


def check_all(checks: Iterable[Check]) -> None:
    """Verify every signature and do nothing else."""
    for key, message, signature in checks:
        key.verify(message, signature)


def insert_all(owner_url: str, envelopes: Sequence[bytes], at_once: int) -> None:
    """Insert envelopes with number and hash into a table of their own, so many a commit."""
    rows = [(n, sha256(envelope).digest(), envelope) for n, envelope in enumerate(envelopes)]
    with psycopg.connect(owner_url.replace("postgresql+psycopg", "postgresql")) as connection:
        connection.execute("DROP TABLE IF EXISTS floor")
        connection.execute("CREATE TABLE floor (seq bigint PRIMARY KEY, sha256 bytea UNIQUE, envelope bytea)")
        connection.commit()
        for start in range(0, len(rows), at_once):
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO floor VALUES (%s, %s, %s)", rows[start : start + at_once])
            connection.commit()
