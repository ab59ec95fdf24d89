"""The signed envelope: what is signed is the exact payload bytes together with their type.

Source: DSSE v1 (secure-systems-lab/dsse), protocol.md.
"""

import base64
import binascii

import msgspec

from core.errors import CountersignError
from core.record.canonical import Undecodable, canonical, strict_json
from core.record.keys import PrivateKey, signature_holds

RECORD_TYPE = "application/vnd.countersign.record+json"
RECEIPT_TYPE = "application/vnd.countersign.receipt+json"
REQUEST_TYPE = "application/vnd.countersign.request+json"
ANSWER_TYPE = "application/vnd.countersign.answer+json"

MAX_ENVELOPE = 96 * 1024


class Unauthentic(CountersignError):
    """No registered key signed these bytes."""

    code = "REC-002"


class EnvelopeSignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signature of an envelope: key id and base64 of the 64 bytes."""

    keyid: str
    sig: str


class Envelope(msgspec.Struct, frozen=True, rename={"payload_type": "payloadType"}, forbid_unknown_fields=True):
    """A DSSE envelope as it travels and as it is kept.

    Attributes:
        payload: Base64 of the payload bytes.
        payload_type: What the payload is; covered by the signatures.
        signatures: All over the same bytes.
    """

    payload: str
    payload_type: str
    signatures: tuple[EnvelopeSignature, ...]


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """Encode type and payload into the bytes that are signed (PAE)."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def seal(payload_type: str, payload: bytes, *keys: PrivateKey) -> bytes:
    """Sign payload bytes with every key given and write the envelope."""
    message = pre_authentication(payload_type, payload)
    signatures = tuple(EnvelopeSignature(key.id, base64.b64encode(key.sign(message)).decode()) for key in keys)
    return canonical(Envelope(base64.b64encode(payload).decode(), payload_type, signatures))


def open_envelope(data: bytes, longest: int = MAX_ENVELOPE) -> tuple[Envelope, bytes]:
    """Read an envelope and its payload bytes; nothing is verified yet.

    Raises:
        Undecodable: The bytes are no envelope, or more than `longest`.
    """
    if len(data) > longest:
        raise Undecodable("record.too_long", bytes=str(len(data)))
    try:
        envelope = msgspec.convert(strict_json(data), Envelope)
        return envelope, base64.b64decode(envelope.payload, validate=True)
    except (msgspec.ValidationError, binascii.Error) as error:
        raise Undecodable("record.no_envelope", detail=str(error)[:80]) from error


def signed_by(envelope: Envelope, payload: bytes, public: bytes, key: str) -> bool:
    """Tell whether the key with this id and these bytes signed the envelope."""
    message = pre_authentication(envelope.payload_type, payload)
    return any(_holds(signature, message, public) for signature in envelope.signatures if signature.keyid == key)


def _holds(signature: EnvelopeSignature, message: bytes, public: bytes) -> bool:
    try:
        raw = base64.b64decode(signature.sig, validate=True)
    except binascii.Error:
        return False
    return signature_holds(public, message, raw)
