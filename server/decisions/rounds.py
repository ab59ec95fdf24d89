"""Opening a round of a logbook form for one thing, under the next number of its own series (GMP articles 84, 86)."""

from datetime import timedelta

import msgspec

from core.acts import ActKind, Subject
from core.batch.dirty_hold import DIRTY_HOLD, DIRTY_SINCE
from core.logbook_forms import form_of, round_key, things_of
from core.master.logbook import ROUND, About, Thing
from core.master.model import MasterBatchRecord
from core.people import Person
from core.plant import EffectiveMaster, Plant
from core.record.messages import Request
from core.times import utc_text
from core.usage.line import Kept
from core.usage.standing import dirty_until
from server.decisions.answers import with_records
from server.decisions.numbering import next_number
from server.decisions.refused import DecisionRefused, body_as
from server.decisions.session import in_session
from server.writing import Writing


class OpenRound(msgspec.Struct):
    """`open_round`: code of the form, and the id on the label of the thing that was scanned."""

    form: str
    thing: str


def open_round(writing: Writing, request: Request) -> dict[str, object]:
    """Open a round and lease it to the kiosk that asks; answers `round` and `records`.

    Raises:
        DecisionRefused: No right, no form of this code in force, it is not about this thing, the thing is in another
            room than the kiosk, or a round about it is under way.
    """
    wish, plant = body_as(request, OpenRound), writing.picture.plant
    person = in_session(writing, request)
    form, record = _form(writing, wish.form)
    thing = _thing(record, wish.thing, plant)
    _may(record, person)
    room = plant.kiosks[request.kiosk].room if request.kiosk in plant.kiosks else None
    if room is not None and room != thing.room:
        raise DecisionRefused("decision.round_elsewhere", thing=thing.id, room=thing.room)
    last = plant.rounds.get(round_key(form.code, thing.id))
    if last is not None and last.under_way:
        raise DecisionRefused("decision.round_under_way", round=last.number, thing=thing.id)
    number = next_number(writing, "R")
    equipment = thing.id if thing.about == About.EQUIPMENT else None
    subject = Subject(batch=number, equipment=equipment, room=thing.room)
    facts = {"master": form.sha256, "code": form.code, "version": str(form.version), "person": person.id}
    facts |= {"about": thing.about.value, "thing": thing.id, "room": thing.room}
    facts |= _dirty(record, thing, plant)
    opened = writing.decide(ActKind.ROUND_OPENED, subject, facts=facts)
    held = {"kiosk": request.kiosk, "person": person.id}
    leased = writing.decide(ActKind.OPERATION_LEASED, Subject(batch=number, operation=ROUND), facts=held)
    return with_records([opened, leased], round=number)


def _dirty(record: MasterBatchRecord, thing: Thing, plant: Plant) -> dict[str, str]:
    """State since when equipment that is to be cleaned is dirty and how long it may be, where there is a limit."""
    cleans = record.logbook is not None and record.logbook.cleans and thing.about == About.EQUIPMENT
    until = dirty_until(plant, Kept.EQUIPMENT, thing.id) if cleans else None
    if until is None:
        return {}
    limit = plant.equipment[thing.id].dirty_hold_s
    return {DIRTY_SINCE: utc_text(until - timedelta(seconds=limit)), DIRTY_HOLD: str(limit)}


def _form(writing: Writing, code: str) -> tuple[EffectiveMaster, MasterBatchRecord]:
    found = writing.picture.plant.effective_master(code, writing.today)
    record = form_of(found.text) if found is not None else None
    if found is None or record is None:
        raise DecisionRefused("decision.form_unknown", code=code[:40])
    return found, record


def _thing(record: MasterBatchRecord, wanted: str, plant: Plant) -> Thing:
    logbook = record.logbook
    found = next((one for one in things_of(logbook, plant) if one.id == wanted), None) if logbook else None
    if found is None:
        raise DecisionRefused("decision.thing_unfit", thing=wanted[:40], code=record.code)
    return found


def _may(record: MasterBatchRecord, person: Person) -> None:
    """Let nobody begin what he may not perform."""
    roles = record.steps()[0].roles
    if not set(roles) & set(person.roles):
        raise DecisionRefused("refusal.role", step="1", roles=", ".join(roles))
