"""The payload of a record: an act and its place in the chain of the station that states it."""

import msgspec

from core.acts import Act, Manifest
from core.record.canonical import Undecodable, canonical, strict_json
from core.record.digest import sha256_hex

SCHEMA = "countersign.record"
MAJOR, MINOR = 1, 0
CORE_STATION = "CORE"
GENESIS = "0" * 64


class Place(msgspec.Struct, frozen=True):
    """Where a record stands in its station's chain.

    Attributes:
        kiosk: Station id; the core service states its decisions as `CORE`.
        boot: UUID of the start of the process that sealed it.
        epoch: Counts enrolments of the kiosk, from 1.
        seq: Gapless within the epoch, from 1.
        prev: Hex of SHA-256 over the payload before it; 64 zeros for the first.
    """

    kiosk: str
    boot: str
    epoch: int
    seq: int
    prev: str


class Payload(msgspec.Struct, frozen=True):
    """What is signed.

    Attributes:
        schema: Always `countersign.record`.
        major: Another major is not understood; a minor only adds.
        minor: See major.
        place: Place in the chain.
        act: What happened.
    """

    schema: str
    major: int
    minor: int
    place: Place
    act: Act


class Record(msgspec.Struct, frozen=True):
    """A record as it is kept.

    Attributes:
        place: Place in the chain.
        act: What happened.
        sha256: Hex of SHA-256 over the payload bytes; the record's identity.
        envelope: The exact bytes that travelled.
    """

    place: Place
    act: Act
    sha256: str
    envelope: bytes


def payload_bytes(place: Place, act: Act) -> bytes:
    """Write the canonical payload of an act at its place."""
    return canonical(Payload(SCHEMA, MAJOR, MINOR, place, act))


def decode_place(data: bytes) -> Place:
    """Read only the place in the chain from verified payload bytes.

    Raises:
        Undecodable: No strict JSON, or as `place_of`.
    """
    return place_of(strict_json(data))


def place_of(plain: object) -> Place:
    """Read only the place in the chain from the plain JSON of a payload.

    What a kiosk's key signed takes its place even when its act cannot be understood.

    Raises:
        Undecodable: There is no place.
    """
    try:
        return msgspec.convert(plain, _OnlyPlace).place
    except msgspec.ValidationError as error:
        raise Undecodable("record.no_place", detail=str(error)[:80]) from error


def decode_payload(data: bytes) -> Payload:
    """Read verified payload bytes.

    Raises:
        Undecodable: No strict JSON, or as `payload_of`.
    """
    return payload_of(strict_json(data))


def payload_of(plain: object) -> Payload:
    """Read the plain JSON of verified payload bytes.

    Raises:
        Undecodable: Another schema, another major, or an act that this version does not understand.
    """
    try:
        head = msgspec.convert(plain, _Head)
        if head.schema != SCHEMA or head.major != MAJOR:
            raise Undecodable("record.schema_unknown", schema=head.schema[:40], major=str(head.major))
        return msgspec.convert(plain, Payload)
    except msgspec.ValidationError as error:
        raise Undecodable("record.act_unknown", detail=str(error)[:120]) from error


def manifest_hash(manifest: Manifest) -> str:
    """Give the hash that performer and checker both sign; its first 8 digits are shown on screen and paper."""
    return sha256_hex(canonical(manifest))


class _OnlyPlace(msgspec.Struct):
    place: Place


class _Head(msgspec.Struct):
    schema: str
    major: int
