"""Exposure: what lots may have been exposed to, and the lines of a recall pack by which it is answered without a core.

The lines tell when something was used by the hour, so that a pack answers a window of whole hours as the core does, and
of any other window at least as much.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

HOUR_FORM = "%Y-%m-%dT%H"
"""An hour in UTC: `2026-11-20T06`."""

What = Literal["equipment", "room", "person", "any"]
"""What was used; `any` stands for every act of a batch."""


class Exposure(msgspec.Struct, frozen=True):
    """What lots may have been exposed to; what is "" or None is not asked. All that is asked must hold.

    Attributes:
        equipment: Equipment id.
        room: Room id.
        person: Person id or user id.
        since: First instant.
        until: First instant after it.
    """

    equipment: str = ""
    room: str = ""
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def asked(self) -> bool:
        """Tell whether anything is asked."""
        return self != Exposure()


class PackThing(msgspec.Struct, frozen=True, tag_field="kind", tag="thing"):
    """A piece of equipment, a room or a person that can be asked for; a person's user id, else ""."""

    what: What
    id: str
    user_id: str = ""


class PackUse(msgspec.Struct, frozen=True, tag_field="kind", tag="use"):
    """A batch had to do with something, in these hours."""

    what: What
    id: str
    batch: str
    hours: tuple[str, ...]


class PackHandled(msgspec.Struct, frozen=True, tag_field="kind", tag="handled"):
    """A lot was handled outside any batch: by whom, in or between which places, in this hour."""

    lot: str
    person: str
    places: tuple[str, ...]
    hour: str


def unknown_thing(asked: Exposure, things: Iterable[PackThing]) -> tuple[What, str] | None:
    """Name what is asked for and not in a pack; None where all is."""
    known = {(thing.what, name) for thing in things for name in (thing.id, thing.user_id) if name}
    wanted: tuple[tuple[What, str], ...] = (
        ("equipment", asked.equipment),
        ("room", asked.room),
        ("person", asked.person),
    )
    return next(((what, name) for what, name in wanted if name and (what, name) not in known), None)


def batches_exposed(asked: Exposure, things: Sequence[PackThing], uses: Iterable[PackUse]) -> set[str]:
    """Give the batches that had to do with everything that is asked, each within the window."""
    people = _people(asked, things)
    wanted: dict[What, set[str]] = {}
    if asked.equipment:
        wanted["equipment"] = {asked.equipment}
    if asked.room:
        wanted["room"] = {asked.room}
    if asked.person:
        wanted["person"] = people
    if not wanted:
        wanted["any"] = {""}
    found: dict[What, set[str]] = {what: set() for what in wanted}
    for use in uses:
        if use.id in wanted.get(use.what, ()) and any(_within(hour, asked) for hour in use.hours):
            found[use.what].add(use.batch)
    return set.intersection(*found.values())


def lots_handled(asked: Exposure, things: Sequence[PackThing], handled: Iterable[PackHandled]) -> set[str]:
    """Give the lots that were handled outside any batch by whom and where it is asked; none where equipment is."""
    people = _people(asked, things)
    return {
        one.lot
        for one in handled
        if not asked.equipment
        and (not asked.person or one.person in people)
        and (not asked.room or asked.room in one.places)
        and _within(one.hour, asked)
    }


def _people(asked: Exposure, things: Iterable[PackThing]) -> set[str]:
    return {one.id for one in things if one.what == "person" and asked.person and asked.person in (one.id, one.user_id)}


def _within(hour: str, asked: Exposure) -> bool:
    begun = datetime.strptime(f"{hour}+0000", f"{HOUR_FORM}%z")
    ended = begun + timedelta(hours=1)
    return (asked.since is None or asked.since < ended) and (asked.until is None or begun < asked.until)
