"""Preparing an enrolment from a kiosk: person id, pepper and wrapped key.

Nothing here is in force: it waits an hour for the signed change that names it. Each step may be asked again.
Source: 21 CFR 11.100(b), 11.300; `docs/explanation/signatures.md`.
"""

import msgspec

from core.people import WrappedKey
from core.ports import Clock
from core.record.keys import key_id, signature_holds
from core.record.messages import Request
from core.record.sealed import wrapping_statement
from server.db.statements import func, insert, select
from server.db.store import Unit
from server.db.tables.secrets import pending_key, person_number
from server.decisions.pending import PERSON, boxed, enrollee, enroller, expire
from server.decisions.refused import DecisionRefused, body_as
from server.enrolment import QUICK, kept_form
from server.picture import Picture
from server.plain import plain
from server.vault import Vault


class AskBegin(msgspec.Struct):
    """`enrol_begin`: by which session."""

    session: str


class AskPepper(msgspec.Struct):
    """`enrol_pepper`: for which person and key; `enrol_key` and `enrol_token` name the person likewise."""

    session: str
    person: str
    key: str


class AskKey(msgspec.Struct):
    """`enrol_key`: public half, wrapped form without the pepper's share, and the key's own signature over it."""

    session: str
    person: str
    public: str
    wrapped: dict[str, object]
    proof: str


class Enrolling:
    """Answers the steps of an enrolment but for the token; blocking."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        """Take the vault, and the clock for what expires."""
        self._vault = vault
        self._clock = clock

    def begin(self, unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
        """Give out the next `person` id; the same request gets the same one."""
        enroller(unit, picture, request, body_as(request, AskBegin).session)
        kept = unit.first(person_number.select().where(person_number.c.request == plain(request.id)))
        number: int | None = kept.number if kept is not None else None
        while number is None:
            highest = unit.value(select(func.coalesce(func.max(person_number.c.number), 0)))
            named = [int(found[1]) for person in picture.plant.people if (found := PERSON.fullmatch(person))]
            wanted = max(highest, *named, 0) + 1
            row = {"number": wanted, "request": plain(request.id), "at": self._clock.utc()}
            given = insert(person_number).values(**row).on_conflict_do_nothing()
            if unit.first(given.returning(person_number.c.number)) is not None:
                number = wanted
        return {"person": f"P-{number:04d}"}

    def pepper(self, unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
        """Give the share of the pepper for a new key, sealed to the kiosk as `box`."""
        wish = body_as(request, AskPepper)
        enroller(unit, picture, request, wish.session)
        enrollee(unit, picture, wish.person)
        if picture.registry.find(wish.key) is not None:
            raise DecisionRefused("enrol.key_wrong")
        share = bytes.fromhex(self._vault.share(wish.person, wish.key))
        return {"box": boxed(picture, request, share)}

    def key(self, unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
        """Keep a wrapped key until the signed change that registers it."""
        wish = body_as(request, AskKey)
        enroller(unit, picture, request, wish.session)
        enrollee(unit, picture, wish.person)
        wrapped = own_wrapped(wish.person, wish.public, wish.wrapped, wish.proof)
        if picture.registry.find(wrapped.key) is not None:
            raise DecisionRefused("enrol.key_wrong")
        now = self._clock.utc()
        expire(unit, now)
        unit.do(pending_key.delete().where(pending_key.c.person == wish.person))
        row = {"person": wish.person, "kiosk": request.kiosk, "public": wish.public, "wrapped": kept_form(wrapped)}
        unit.do(insert(pending_key).values(key=wrapped.key, at=now, **row))
        return {"key": wrapped.key}


def own_wrapped(person: str, public: str, wrapped: dict[str, object], proof: str) -> WrappedKey:
    """Read a wrapped key as a kiosk hands it in; the key itself must have signed it.

    Raises:
        DecisionRefused: Other bytes than it names, not signed by it, or too quick to guess.
    """
    try:
        read = msgspec.convert({**wrapped, "pepper": ""}, WrappedKey, strict=True)
        raw, shown = bytes.fromhex(public), bytes.fromhex(proof)
    except (msgspec.ValidationError, ValueError) as error:
        raise DecisionRefused("enrol.key_wrong") from error
    if key_id(raw) != read.key or not signature_holds(raw, wrapping_statement(person, read), shown):
        raise DecisionRefused("enrol.key_wrong")
    if read.ops < QUICK.ops or read.memory < QUICK.memory:
        raise DecisionRefused("enrol.key_soft")
    return read
