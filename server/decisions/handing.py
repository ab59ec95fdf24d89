"""Handing a person's wrapped key over to the kiosk where the person signs, sealed so that this kiosk alone opens it."""

import secrets
from datetime import datetime

import msgspec

from core.ports import Clock
from core.record.box import EPHEMERAL_BYTES, seal_for
from core.record.canonical import canonical
from core.record.digest import sha256_hex
from core.record.keys import KeyKind, held_key
from core.record.messages import Request
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.offline import key_handover
from server.decisions.refused import DecisionRefused, body_as
from server.picture import Picture
from server.plain import plain
from server.vault import Vault


class AskWrappedKey(msgspec.Struct):
    """`wrapped_key`: whose, and the hash of the copy that the kiosk has already."""

    person: str
    have: str = ""


class KeyHanding:
    """Answers `wrapped_key`; each copy that leaves is noted."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        """Take the vault, and the clock for the note."""
        self._vault = vault
        self._clock = clock

    def wrapped_key(self, unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
        """Give `sha256` of the wrapped key, and `box`, which is "" when the kiosk has this copy.

        Raises:
            DecisionRefused: The person is closed or has no key, or the kiosk has no box key.
        """
        wish = body_as(request, AskWrappedKey)
        person = picture.plant.people.get(wish.person)
        held = picture.registry.held(KeyKind.USER, wish.person)
        kept = self._vault.wrapped_key(unit, plain(wish.person))
        if person is None or not person.active or held is None or kept is None or kept.key != held.id:
            raise DecisionRefused("decision.no_user_key", person=wish.person[:40])
        data = canonical(kept)
        sha256 = sha256_hex(data)
        if wish.have == sha256:
            return {"sha256": sha256, "box": ""}
        box = seal_for(box_key_of(picture, request), data, secrets.token_bytes(EPHEMERAL_BYTES))
        note_handover(unit, self._clock.utc(), request.kiosk, kept.key, person.id, "asked")
        return {"sha256": sha256, "box": box.hex()}


def box_key_of(picture: Picture, request: Request) -> bytes:
    """Give the box key of the kiosk that asks: the one registered with the key that it asks by.

    While a kiosk's keys are renewed it has two pairs, and opens boxes by the one in use.

    Raises:
        DecisionRefused: It has none.
    """
    asks_by = picture.registry.find(request.by)
    boxes = [key for key in picture.registry.of_owner(KeyKind.BOX, request.kiosk) if not key.closed]
    same = [key for key in boxes if asks_by is not None and key.valid_from == asks_by.valid_from]
    held = held_key(same or boxes, KeyKind.BOX, request.kiosk)
    if held is None:
        raise DecisionRefused("decision.no_box_key", kiosk=request.kiosk[:40])
    return bytes.fromhex(held.public)


def note_handover(unit: Unit, now: datetime, kiosk: str, key: str, person: str, why: str) -> None:
    """Note that a wrapped key left for a kiosk: after a kiosk was lost, these are the people to give new keys."""
    unit.do(insert(key_handover).values(at=now, kiosk=plain(kiosk), person=person, key=key, why=why))
