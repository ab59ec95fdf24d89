"""Roster: who signs where while the core cannot be reached: people, kiosks and times, then a signed change."""

import re
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.pages import Pages
from core.changes import change
from core.codes import Code, CodeKind
from core.finding import finding
from core.people import Person
from core.rights import holders
from core.times import local_text, utc_from, utc_text
from core.token import Roster
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Span, Tone, keys

PAGE = 8
SHIFT = timedelta(hours=8)
_TIMES = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s+([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_ON_THE_FLOOR = holders("decide.lease_operation")


class _Stage(Enum):
    PEOPLE = auto()
    KIOSKS = auto()
    TIMES = auto()


_AFTER = {_Stage.PEOPLE: _Stage.KIOSKS, _Stage.KIOSKS: _Stage.TIMES, _Stage.TIMES: _Stage.PEOPLE}


class RosterFlow(TaskFlow):
    """One roster; the one that holds here now, or a new one for this kiosk.

    Attributes:
        roster: As it shall be.
    """

    screen = "listed"

    def __init__(self, desk: Desk, roster: Roster | None = None) -> None:
        """Take the roster to change; without one that of this kiosk now, or a new one."""
        super().__init__(desk)
        self.roster = roster or self._current() or self._new()
        self._stage = _Stage.PEOPLE
        self._pages = Pages(self, PAGE)
        self._attempt = 0

    @property
    def view(self) -> ListedView:
        """Show a page of people or kiosks, who is on the roster, and the times."""
        listed = self._people() if self._stage is _Stage.PEOPLE else self._kiosks()
        page = self._pages.words(listed) if self._stage is not _Stage.TIMES else ""
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("roster.title"),
            self.words(f"next.roster_{self._stage.name.lower()}"),
            keys("f1", "f3", "f4", "f8", "f10"),
            subject=self.roster.id,
            aside=(Span(page),) if page else (),
            message=self.message,
        )
        field = FieldView("times", self.words("roster.times"), FieldKind.WORDS, "14:00 22:00", attempt=self._attempt)
        return ListedView(view_frame, self._items(), self._rows(), (field,) if self._stage is _Stage.TIMES else ())

    async def digit(self, number: int) -> None:
        """Put the person or kiosk of a row on the roster, or take it off."""
        if self._stage is _Stage.PEOPLE and (person := self._pages.chosen(self._people(), number)) is not None:
            self._toggle_person(person.id)
        elif self._stage is _Stage.KIOSKS and (kiosk := self._pages.chosen(self._kiosks(), number)) is not None:
            self._change(kiosks=_toggled(self.roster.kiosks, kiosk))

    async def scan(self, code: Code) -> None:
        """Put the person of a badge on the roster, or take him off."""
        person = self.desk.recorder.plant.person_of_user(code.get("badge") or "")
        if code.kind != CodeKind.BADGE or person is None:
            await super().scan(code)
        else:
            self._toggle_person(person.id)

    async def enter(self, typed: str) -> None:
        """Take the times, as two local times of day."""
        match = _TIMES.fullmatch(typed.strip())
        self._attempt += 1
        if match is None:
            self.say(finding("roster.times_unfit"))
            return
        hours = [int(part) for part in match.groups()]
        begins = self._next(hours[0], hours[1])
        ends = begins.replace(hour=hours[2], minute=hours[3])
        ends += timedelta(days=1 if ends <= begins else 0)
        offset = timedelta(minutes=self.desk.recorder.plant.offset_min)
        self._change(valid_from=utc_text(begins - offset), valid_to=utc_text(ends - offset))
        self._turn(_Stage.PEOPLE)

    async def key(self, name: str) -> None:
        """F4 goes from people to kiosks to times, F8 signs, F3 goes back."""
        match name:
            case "f3" if self._stage is not _Stage.PEOPLE:
                self._turn(_Stage.PEOPLE)
            case "f3":
                self.desk.navigation.home()
            case "f4":
                self._turn(_AFTER[self._stage])
            case "f8":
                self._propose()
            case "pagedown" | "pageup" if self._stage is _Stage.PEOPLE:
                self._pages.turn(name, self._people())
            case "pagedown" | "pageup" if self._stage is _Stage.KIOSKS:
                self._pages.turn(name, self._kiosks())
            case _:
                return

    # ------------------------------------------------------------------ the roster

    def _current(self) -> Roster | None:
        """Give the roster that holds at this kiosk now."""
        now, kiosk = utc_text(self.desk.clock.utc()), self.desk.place.kiosk
        rosters = self.desk.recorder.plant.rosters.values()
        return next((item for item in rosters if kiosk in item.kiosks and item.valid_from <= now < item.valid_to), None)

    def _new(self) -> Roster:
        """Begin with this kiosk, from now on for a shift."""
        plant, now = self.desk.recorder.plant, self.desk.clock.utc()
        day = local_text(now, plant.offset_min)[:10]
        name = f"R-{day}-{self.desk.place.kiosk}"
        number = next(n for n in range(1, 1000) if f"{name}-{n}" not in plant.rosters)
        ends = now + min(SHIFT, timedelta(hours=plant.policy.book_h))
        return Roster(f"{name}-{number}", (self.desk.place.kiosk,), (), utc_text(now), utc_text(ends))

    def _change(self, **changes: object) -> None:
        self.roster = msgspec.structs.replace(self.roster, **changes)
        self.say(None)

    def _toggle_person(self, person: str) -> None:
        other = self._elsewhere(person)
        if other is not None and person not in self.roster.people:
            self.say(finding("change.refused.rostered", person=person, roster=other.id))
            return
        self._change(people=_toggled(self.roster.people, person))

    def _elsewhere(self, person: str) -> Roster | None:
        """Give another roster at the same time on which a person is."""
        own = self.roster
        for other in self.desk.recorder.plant.rosters.values():
            overlap = other.valid_from < own.valid_to and own.valid_from < other.valid_to
            if other.id != own.id and overlap and person in other.people:
                return other
        return None

    def _propose(self) -> None:
        desk = self.desk
        if not self.roster.kiosks:
            self.say(finding("roster.no_kiosk"))
            return
        proposed = (change("rosters", self.roster.id, self.roster),)
        desk.navigation.go(desk.ways.change(proposed, lambda: RosterFlow(desk)))

    def _next(self, hour: int, minute: int) -> datetime:
        """Give the local instant of a time of day: today's, or tomorrow's when it is long past."""
        offset = timedelta(minutes=self.desk.recorder.plant.offset_min)
        local = self.desk.clock.utc().astimezone(UTC) + offset
        wanted = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return wanted + timedelta(days=1 if wanted < local - timedelta(hours=12) else 0)

    def _turn(self, stage: _Stage) -> None:
        self._stage = stage
        self._pages.begin()
        self._attempt += 1
        self.say(None)

    # ------------------------------------------------------------------ what is shown

    def _people(self) -> list[Person]:
        """List who may work on the floor, those on the roster first."""
        plant = self.desk.recorder.plant
        people = [person for person in plant.people.values() if person.active and _ON_THE_FLOOR & {*person.roles}]
        return sorted(people, key=lambda person: person.user_id)

    def _kiosks(self) -> list[str]:
        return sorted(self.desk.recorder.plant.kiosks)

    def _items(self) -> tuple[ItemView, ...]:
        match self._stage:
            case _Stage.PEOPLE:
                return self._pages.items(self._people(), self._person)
            case _Stage.KIOSKS:
                return self._pages.items(self._kiosks(), self._kiosk)
            case _Stage.TIMES:
                return ()

    def _kiosk(self, number: int, kiosk: str) -> ItemView:
        name = self.desk.recorder.plant.kiosks[kiosk].name.in_language(self.desk.language)
        return ItemView(number, name, kiosk, mark=self._mark(kiosk in self.roster.kiosks))

    def _person(self, number: int, person: Person) -> ItemView:
        other = self._elsewhere(person.id)
        count = self.words("roster.elsewhere", roster=other.id) if other else ""
        name = f"{person.user_id}  {person.name}"
        return ItemView(number, name, count=count, mark=self._mark(person.id in self.roster.people))

    def _mark(self, on: bool) -> MarkView:
        return MarkView(Tone.OK, self.words("roster.on")) if on else MarkView(Tone.NONE, self.words("roster.off"))

    def _rows(self) -> tuple[RowView, ...]:
        offset = self.desk.recorder.plant.offset_min
        begins, ends = (local_text(utc_from(at), offset)[:16] for at in (self.roster.valid_from, self.roster.valid_to))
        return (
            RowView(self.words("roster.kiosks"), ", ".join(self.roster.kiosks) or "-"),
            RowView(self.words("roster.times"), f"{begins} .. {ends}"),
            RowView(self.words("roster.people"), str(len(self.roster.people))),
        )


def _toggled(items: tuple[str, ...], item: str) -> tuple[str, ...]:
    return tuple(kept for kept in items if kept != item) if item in items else (*items, item)
