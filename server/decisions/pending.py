"""What the steps of an enrolment share: who asks, for whom, what is sealed to the kiosk, and what expires."""

import re
import secrets
from datetime import datetime, timedelta

from core.people import Person
from core.record.box import EPHEMERAL_BYTES, seal_for
from core.record.messages import Request
from core.rights import holders
from server.db.store import Unit
from server.db.tables.secrets import pending_key, pending_token, person_number, token_test
from server.decisions.asker import signed_in
from server.decisions.handing import box_key_of
from server.decisions.refused import DecisionRefused
from server.picture import Picture

HOLDS = timedelta(hours=1)
"""For how long what was prepared waits for its signatures."""
PERSON = re.compile(r"P-([0-9]{4,9})")


def enroller(unit: Unit, picture: Picture, request: Request, session: str) -> Person:
    """Give the administrator in session at the asking kiosk; raises `DecisionRefused` where there is none."""
    return signed_in(unit, picture, request, session, *holders("decide.enrol"))


def enrollee(unit: Unit, picture: Picture, person: str) -> None:
    """Let a person id through that was given out here, or that is an active person's.

    Raises:
        DecisionRefused: It is neither.
    """
    known, found = picture.plant.people.get(person), PERSON.fullmatch(person)
    if known is not None and not known.active:
        raise DecisionRefused("decision.person_unknown", person=person[:40])
    number = int(found[1]) if found else 0
    given = person_number.select().where(person_number.c.number == number)
    if known is None and unit.first(given) is None:
        raise DecisionRefused("enrol.person_unknown", person=person[:40])


def boxed(picture: Picture, request: Request, data: bytes) -> str:
    """Seal bytes to the asking kiosk, as hex."""
    return seal_for(box_key_of(picture, request), data, secrets.token_bytes(EPHEMERAL_BYTES)).hex()


def expire(unit: Unit, now: datetime) -> None:
    """Take away what nobody has signed within the hour."""
    for table in (pending_key, pending_token, token_test):
        unit.do(table.delete().where(table.c.at < now - HOLDS))
