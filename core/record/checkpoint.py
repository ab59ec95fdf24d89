"""Checkpoints: the log's size and root as a signed note that fits on paper.

Text: origin, size, base64 root, each on a line; then a blank line and a signature line
`— <name> <base64(4-byte key hash || 64-byte Ed25519 signature)>`.
Source: C2SP tlog-checkpoint, signed-note.
"""

import base64
import binascii
from hashlib import sha256

import msgspec

from core.record.canonical import Undecodable
from core.record.envelope import Unauthentic
from core.record.keys import PrivateKey, signature_holds

_ED25519, _COSIGNATURE = b"\x01", b"\x04"


class Checkpoint(msgspec.Struct, frozen=True):
    """What a checkpoint says.

    Attributes:
        origin: Name of the log, such as `countersign/demo`.
        size: Number of leaves.
        root: The 32-byte root.
    """

    origin: str
    size: int
    root: bytes

    def body(self) -> bytes:
        """Write the text that is signed, last line break included."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()


def sign_checkpoint(checkpoint: Checkpoint, key: PrivateKey) -> str:
    """Write the signed note."""
    body = checkpoint.body()
    signed = base64.b64encode(_key_hash(checkpoint.origin, key.public) + key.sign(body)).decode()
    return f"{body.decode()}\n— {checkpoint.origin} {signed}\n"


def cosign(note: str, witness: str, key: PrivateKey, seconds: int) -> str:
    """Add a witness's line to a signed note: it has seen this log at this time and found it to extend what it knew.

    Args:
        note: The signed note; the caller has verified it.
        witness: Name of the witness, a kiosk id.
        key: The witness's key.
        seconds: Unix time of the cosignature.

    Source: C2SP tlog-cosignature, cosignature/v1.
    """
    return f"{note}{cosignature(note, witness, key, seconds)}\n"


def cosignature(note: str, witness: str, key: PrivateKey, seconds: int) -> str:
    """Write a witness's line alone, without its line break; see `cosign`."""
    signature = key.sign(_cosigned(note, seconds))
    raw = _key_hash(witness, key.public, _COSIGNATURE) + seconds.to_bytes(8, "big") + signature
    return f"— {witness} {base64.b64encode(raw).decode()}"


def read_cosignature(note: str, line: str, witness: str, public: bytes) -> int:
    """Verify a witness's line on a note and give the Unix time that it states.

    Raises:
        Undecodable: The text is no such line.
        Unauthentic: The witness did not sign this note by this key.
    """
    try:
        mark, name, encoded = line.split(" ")
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise Undecodable("checkpoint.not_a_cosignature", detail=str(error)[:80]) from error
    seconds = int.from_bytes(raw[4:12], "big")
    ours = mark == "—" and name == witness and raw[:4] == _key_hash(witness, public, _COSIGNATURE)
    if not ours or not signature_holds(public, _cosigned(note, seconds), raw[12:]):
        raise Unauthentic("checkpoint.cosignature_wrong", witness=witness[:60])
    return seconds


def read_checkpoint(note: str, public: bytes) -> Checkpoint:
    """Verify a signed note and give what it says.

    Raises:
        Undecodable: The text is no checkpoint.
        Unauthentic: The key did not sign it.
    """
    try:
        body, _, tail = note.partition("\n\n")
        origin, size, encoded = body.split("\n")
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(encoded, validate=True))
        signatures = [line.split(" ") for line in tail.splitlines() if line.startswith("— ")]
        raw = [base64.b64decode(parts[2], validate=True) for parts in signatures if parts[1] == origin]
    except (ValueError, IndexError, binascii.Error) as error:
        raise Undecodable("checkpoint.not_a_note", detail=str(error)[:80]) from error
    prefix = _key_hash(origin, public)
    if not any(item[:4] == prefix and signature_holds(public, checkpoint.body(), item[4:]) for item in raw):
        raise Unauthentic("checkpoint.signature_wrong", origin=origin[:60])
    return checkpoint


def _cosigned(note: str, seconds: int) -> bytes:
    body = note.partition("\n\n")[0] + "\n"
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


def _key_hash(name: str, public: bytes, algorithm: bytes = _ED25519) -> bytes:
    return sha256(name.encode() + b"\n" + algorithm + public).digest()[:4]
