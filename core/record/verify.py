"""Verify a record: bytes in, an authentic record or a reason out; no IO, the registry is given."""

import re
from datetime import datetime, timedelta

import msgspec

from core.acts import DECISIONS, Act, ActKind, Signature
from core.record.canonical import Undecodable, strict_json
from core.record.digest import sha256_hex
from core.record.envelope import RECORD_TYPE, Envelope, Unauthentic, open_envelope, signed_by
from core.record.keys import KeyKind, KeyRegistry, PublicKey
from core.record.payload import CORE_STATION, Place, Record, payload_of, place_of
from core.times import utc_from

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
CLOCKS_DIFFER = timedelta(seconds=30)
"""A key is not refused for a record dated so much before its registration."""


class Verified(msgspec.Struct, frozen=True):
    """An envelope that its station's key signed.

    Attributes:
        place: Place in the chain.
        sha256: Hash of the payload.
        envelope: The exact bytes.
        act: The act, or None when this version cannot decode it: it keeps its place all the same.
        fault: Why the act or a signature in it does not hold; "" when all holds.
        key: Id of the station's key that signed it.
    """

    place: Place
    sha256: str
    envelope: bytes
    act: Act | None
    fault: str = ""
    key: str = ""

    def record(self) -> Record:
        """Give the record; only for a decodable act."""
        if self.act is None:
            raise Undecodable("record.act_unknown", detail=self.fault)
        return Record(self.place, self.act, self.sha256, self.envelope)


def verify_envelope(data: bytes, registry: KeyRegistry) -> Verified:
    """Verify an envelope by the registered key of the station it names, then parse the verified bytes.

    Raises:
        Undecodable: No envelope, or no place in it.
        Unauthentic: Another type, an unknown station or key, or a signature that does not hold.
    """
    envelope, payload = open_envelope(data)
    if envelope.payload_type != RECORD_TYPE:
        raise Unauthentic("record.type_foreign", type=envelope.payload_type[:60])
    plain = strict_json(payload)
    place = place_of(plain)
    kind = KeyKind.CORE if place.kiosk == CORE_STATION else KeyKind.DEVICE
    keys = registry.of_owner(kind, place.kiosk)
    if not keys:
        raise Unauthentic("record.station_unknown", kiosk=place.kiosk[:40])
    holding = [key for key in keys if signed_by(envelope, payload, bytes.fromhex(key.public), key.id)]
    if not holding:
        raise Unauthentic("record.signature_wrong", kiosk=place.kiosk[:40])
    digest = sha256_hex(payload)
    try:
        act = payload_of(plain).act
        made = utc_from(act.when.utc)
    except (Undecodable, ValueError) as error:
        return Verified(place, digest, data, None, str(error)[:200], holding[0].id)
    valid = [key for key in holding if _believed(key, made)]
    if not valid:
        raise Unauthentic("record.key_not_valid", kiosk=place.kiosk[:40])
    fault = _stated_fault(act, place) or _signature_fault(act, envelope, payload, registry)
    return Verified(place, digest, data, act, fault, valid[0].id)


def _believed(key: PublicKey, made: datetime) -> bool:
    """Tell whether a record is a station's own by when it was made.

    Clocks differ by seconds; a key is not refused for a record made in the instant of its own registration. One that
    has only come to its end still tells whose record it is: that is kept, and flagged on arrival.
    """
    if utc_from(key.valid_from) - made > CLOCKS_DIFFER:
        return False
    return not (key.closed and key.over_at(made))


def _stated_fault(act: Act, place: Place) -> str:
    if _ID.fullmatch(act.id) is None:
        return "id_malformed"
    return "decision_not_by_core" if act.kind in DECISIONS and place.kiosk != CORE_STATION else ""


def _signature_fault(act: Act, envelope: Envelope, payload: bytes, registry: KeyRegistry) -> str:
    if act.kind != ActKind.SIGNED:
        return "" if act.signature is None else "signature_on_other_act"
    if act.signature is None:
        return "signature_missing"
    return user_signature_fault(act.signature, act, envelope, payload, registry)


def user_signature_fault(
    signature: Signature, act: Act, envelope: Envelope, payload: bytes, registry: KeyRegistry
) -> str:
    """Tell why the signer's own signature does not hold, or "" when it does."""
    key = registry.find(signature.key)
    if key is None or key.kind != KeyKind.USER:
        return "user_key_unknown"
    if key.owner != signature.person or act.who.person != signature.person:
        return "user_key_of_another_person"
    if not key.valid_at(utc_from(act.when.utc)):
        return "user_key_not_valid"
    if not signed_by(envelope, payload, bytes.fromhex(key.public), key.id):
        return "user_signature_wrong"
    return ""
