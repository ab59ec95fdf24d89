"""The end of a kiosk's keys, said in time: an alarm thirty days before it, and another one when it has come."""

from datetime import datetime

from core.alarms import KEY_ENDED, KEY_ENDING
from core.key_times import WARNING
from core.plant import Plant
from core.record.keys import KeyKind, PublicKey, held_key
from core.times import local_text, utc_from
from server.db.statements import select
from server.db.store import Unit
from server.db.tables.evidence import alarm
from server.writing import Writer

LOOK_S = 300.0


def state_key_ends(writer: Writer) -> None:
    """Raise each alarm that is due and was not raised before, of whatever process; without one nothing is written."""
    now, plant = writer.clock.utc(), writer.picture.plant
    if not _due(plant, now):
        return
    with writer.store.unit() as unit:
        new = _not_raised(unit, plant, now)
    if not new:
        return
    with writer.writing() as writing:
        for kind, kiosk, detail in _not_raised(writing.unit, writing.picture.plant, now):
            writing.journal.alarm(kind, kiosk, detail)


def _not_raised(unit: Unit, plant: Plant, now: datetime) -> list[tuple[str, str, str]]:
    due = [(_kind(key, now), key.owner, _detail(key, plant.offset_min)) for key in _due(plant, now)]
    same = select(alarm.c.kind, alarm.c.kiosk, alarm.c.detail).where(alarm.c.kind.in_((KEY_ENDING, KEY_ENDED)))
    raised = {(row.kind, row.kiosk, row.detail) for row in unit.rows(same)}
    return [one for one in due if one not in raised]


def _due(plant: Plant, now: datetime) -> list[PublicKey]:
    """Give the newest key of each kiosk, where it ends soon or has ended and nobody has closed it."""
    held = (held_key(plant.keys, KeyKind.DEVICE, kiosk) for kiosk in sorted(plant.kiosks))
    return [key for key in held if key is not None and key.over_at(now + WARNING)]


def _kind(key: PublicKey, now: datetime) -> str:
    return KEY_ENDED if key.over_at(now) else KEY_ENDING


def _detail(key: PublicKey, offset_min: int) -> str:
    """Name the end by the plant's time, and the key, so that the next key's alarm is another one."""
    return f"{local_text(utc_from(key.valid_to or ''), offset_min)[:16]}, {key.id}"
