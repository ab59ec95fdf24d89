"""Rosters: who may sign at which kiosk while the core cannot be reached, worked out for one kiosk and one shift.

A roster alone lets nobody sign: the person needs an active account, an own key and an active token besides.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from core.plant import Plant
from core.record.canonical import canonical
from core.record.digest import sha256_hex
from core.record.keys import KeyKind, held_key
from core.times import local_day, utc_from, utc_text
from core.token import Token, TokenState


class Window(msgspec.Struct, frozen=True):
    """When a person may sign at a kiosk without the core, by which token and key.

    Attributes:
        person: Person id.
        token: Token id.
        key: Key id of the person's own key.
        valid_from: First instant, as `core.times.utc_text` writes it.
        valid_to: First instant at which it no longer holds.
    """

    person: str
    token: str
    key: str
    valid_from: str
    valid_to: str


def windows(plant: Plant, kiosk: str, now: datetime) -> tuple[Window, ...]:
    """List who may sign at a kiosk without the core within the longest life of a book from now.

    A person needs a roster, an active account, an own key and an active token.
    """
    until = now + timedelta(hours=plant.policy.book_h)
    found: list[Window] = []
    for roster in sorted(plant.rosters.values(), key=lambda item: (item.valid_from, item.id)):
        begins, ends = utc_from(roster.valid_from), utc_from(roster.valid_to)
        if kiosk not in roster.kiosks or ends <= now or begins >= until:
            continue
        for identity in sorted(set(roster.people)):
            person, token = plant.people.get(identity), token_of(plant, identity, now)
            key = held_key(plant.keys, KeyKind.USER, identity)
            if person is not None and person.active and token is not None and key is not None:
                found.append(Window(identity, token.id, key.id, roster.valid_from, roster.valid_to))
    return tuple(found)


def token_of(plant: Plant, person: str, now: datetime) -> Token | None:
    """Give the token that a person can use now, or None."""
    day = local_day(now, plant.offset_min)
    held = (item for item in plant.tokens.values() if item.person == person and item.state == TokenState.ACTIVE)
    return next((item for item in held if item.until is None or item.until >= day), None)


def basis_of(plant: Plant, found: Sequence[Window]) -> str:
    """Name what a book is made from; a book of another basis is outdated."""
    return sha256_hex(canonical([plant.policy.book_h, *(msgspec.to_builtins(window) for window in found)]))


def clipped(window: Window, now: datetime, book_h: int) -> Window:
    """Cut a window to the life of a book that is made now."""
    until = min(utc_from(window.valid_to), now + timedelta(hours=book_h))
    begins = max(utc_from(window.valid_from), now)
    return msgspec.structs.replace(window, valid_from=utc_text(begins), valid_to=utc_text(until))


def holds(window: Window, instant: datetime) -> bool:
    """Tell whether a page may be used at an instant."""
    return utc_from(window.valid_from) <= instant < utc_from(window.valid_to)
