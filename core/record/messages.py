"""What kiosk and core say to each other besides records: receipts, requests and answers, each in a signed envelope."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

import msgspec

from core.finding import Finding
from core.record.canonical import Undecodable, canonical, strict_json
from core.record.envelope import (
    ANSWER_TYPE,
    RECEIPT_TYPE,
    REQUEST_TYPE,
    Unauthentic,
    open_envelope,
    seal,
    signed_by,
)
from core.record.keys import KeyKind, KeyRegistry, PrivateKey
from core.record.payload import CORE_STATION

LONGEST_MESSAGE = 1024 * 1024
"""Longest envelope of a message in bytes: the bus carries no more."""


class Verdict(msgspec.Struct, frozen=True):
    """What the core has to say about one record.

    Attributes:
        id: Record id, or the hex SHA-256 of the bytes when they told none.
        code: Stable word such as `out_of_order`.
    """

    id: str
    code: str


class Receipt(msgspec.Struct, frozen=True):
    """The core's word on a kiosk's records, cumulative and signed after its commit.

    Attributes:
        kiosk: Kiosk id.
        epoch: Enrolment of the chain.
        through: Every record up to this sequence is kept; 0 before the first.
        head: Hash of the record at `through`.
        flagged: Accepted ones that broke a rule, the newest 300 of the epoch.
        quarantined: Bytes that nobody registered signed, the newest 100.
        utc: Core time.
    """

    kiosk: str
    epoch: int
    through: int
    head: str
    flagged: tuple[Verdict, ...]
    quarantined: tuple[Verdict, ...]
    utc: str


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question or a wish for a decision.

    Attributes:
        id: UUIDv7; the same id gets the same answer, so a request can be sent again.
        kiosk: Who asks.
        verb: What is asked.
        body: Its particulars: plain JSON without floats.
        utc: When it was sealed.
        by: Id of the key that signed it, as whoever opened it found; it is not sent.
    """

    id: str
    kiosk: str
    verb: str
    body: Mapping[str, object]
    utc: str
    by: str = ""


class Answer(msgspec.Struct, frozen=True):
    """The core's answer.

    Attributes:
        id: Of the request.
        kiosk: Who asked.
        body: What was asked for; empty when refused.
        refusal: Why it was refused, to be worded; None when it was not.
        utc: Core time.
    """

    id: str
    kiosk: str
    body: Mapping[str, object]
    refusal: Finding | None
    utc: str


def seal_receipt(receipt: Receipt, core: PrivateKey) -> bytes:
    """Sign a receipt by the core's key."""
    return seal(RECEIPT_TYPE, canonical(receipt), core)


def open_receipt(data: bytes, registry: KeyRegistry) -> Receipt:
    """Verify and read a receipt.

    Raises:
        Undecodable: The bytes are no receipt.
        Unauthentic: The core did not sign it.
    """
    return _opened(data, RECEIPT_TYPE, registry, (KeyKind.CORE, CORE_STATION), Receipt)


def seal_request(request: Request, device: PrivateKey) -> bytes:
    """Sign a request by the kiosk's key."""
    return seal(REQUEST_TYPE, canonical(request), device)


def open_request(data: bytes, registry: KeyRegistry, at: datetime | None = None) -> Request:
    """Verify by the key of the kiosk that the request names, and read it.

    Args:
        data: The envelope.
        registry: Whom the plant knows.
        at: An instant at which the key must not have come to its end; None asks only that nobody has closed it.

    Raises:
        Undecodable: The bytes are no request.
        Unauthentic: The kiosk did not sign it.
    """
    _, payload = open_envelope(data, LONGEST_MESSAGE)
    signer = KeyKind.DEVICE, _decoded(payload, _Asker).kiosk
    request = _opened(data, REQUEST_TYPE, registry, signer, Request, at)
    return msgspec.structs.replace(request, by=_signed_by(data, registry, signer, at)[0])


def seal_answer(answer: Answer, core: PrivateKey) -> bytes:
    """Sign an answer by the core's key."""
    return seal(ANSWER_TYPE, canonical(answer), core)


def open_answer(data: bytes, registry: KeyRegistry, request: str) -> Answer:
    """Verify and read the answer to a request.

    Raises:
        Undecodable: The bytes are no answer.
        Unauthentic: The core did not sign it, or it answers another request.
    """
    answer = _opened(data, ANSWER_TYPE, registry, (KeyKind.CORE, CORE_STATION), Answer)
    if answer.id != request:
        raise Unauthentic("record.answer_foreign", id=answer.id[:40])
    return answer


class _Asker(msgspec.Struct):
    kiosk: str


_Message = TypeVar("_Message", Receipt, Request, Answer)
_Shape = TypeVar("_Shape")


def _opened(
    data: bytes,
    payload_type: str,
    registry: KeyRegistry,
    signer: tuple[KeyKind, str],
    what: type[_Message],
    at: datetime | None = None,
) -> _Message:
    envelope, payload = open_envelope(data, LONGEST_MESSAGE)
    if envelope.payload_type != payload_type:
        raise Unauthentic("record.type_foreign", type=envelope.payload_type[:60])
    if not _signed_by(data, registry, signer, at):
        raise Unauthentic("record.signature_wrong", kiosk=signer[1][:40])
    return _decoded(payload, what)


def _signed_by(data: bytes, registry: KeyRegistry, signer: tuple[KeyKind, str], at: datetime | None) -> list[str]:
    """Give the ids of the signer's keys that signed an envelope, closed ones and those ended at an instant apart."""
    envelope, payload = open_envelope(data, LONGEST_MESSAGE)
    keys = [key for key in registry.of_owner(*signer) if not (key.closed or (at and key.over_at(at)))]
    return [key.id for key in keys if signed_by(envelope, payload, bytes.fromhex(key.public), key.id)]


def _decoded(payload: bytes, what: type[_Shape]) -> _Shape:
    try:
        return msgspec.convert(strict_json(payload), what)
    except msgspec.ValidationError as error:
        raise Undecodable("record.no_message", detail=str(error)[:80]) from error
