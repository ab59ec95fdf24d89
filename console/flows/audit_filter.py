"""The filter of the audit trail: nine fields by digit; a badge or a batch label fills its own."""

from collections.abc import Callable

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.trail_rows import local
from core.codes import Code, CodeKind
from core.errors import CountersignError
from core.trail import KindGroup, TrailFilter, instant_asked
from core.trail_words import group_words
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, keys

_FIELDS = ("words", "person", "kiosk", "batch", "group", "since", "until", "refusals", "changes")
_TYPED = ("words", "person", "kiosk", "batch", "since", "until")
_GROUPS = ("", *(group.value for group in KindGroup))


class AuditFilterFlow(TaskFlow):
    """A digit chooses a field to type into, turns the group of kinds, or switches; F3 looks for it."""

    screen = "listed"

    def __init__(self, desk: Desk, wanted: TrailFilter, done: Callable[[TrailFilter], TaskFlow]) -> None:
        """Take the filter to begin with, and what makes the flow that shows what it finds."""
        super().__init__(desk)
        self._filter = wanted
        self._done = done
        self._typing = ""
        self._attempt = 0

    @property
    def view(self) -> ListedView:
        """Show every field with what is asked in it."""
        following = "next.audit_type" if self._typing else "next.audit_filter"
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("audit.filter"),
            self.words(following),
            keys("f1", "f3", "f10", "f12"),
            message=self.message,
        )
        items = tuple(
            ItemView(number, self.words(f"audit.by_{name}"), count=self._shown(name), chosen=name == self._typing)
            for number, name in enumerate(_FIELDS, 1)
        )
        return ListedView(view_frame, items, (), self._field())

    async def digit(self, number: int) -> None:
        """Choose a field, turn the group, or switch."""
        if not 1 <= number <= len(_FIELDS):
            return
        name = _FIELDS[number - 1]
        if name in _TYPED:
            self._typing = name
            self._attempt += 1
        elif name == "group":
            following = (_GROUPS.index(self._filter.group) + 1) % len(_GROUPS)
            self._set("group", _GROUPS[following])
        else:
            self._set(name, not getattr(self._filter, name))
        self.say(None)

    async def enter(self, typed: str) -> None:
        """Take what was typed into the chosen field; a day must be one."""
        self._attempt += 1
        try:
            self._set(self._typing, self._taken(self._typing, typed.strip()))
        except CountersignError as error:
            self.say(error)
            return
        self._typing = ""
        self.say(None)

    async def scan(self, code: Code) -> None:
        """Take a badge as the person, a batch label as the batch."""
        batch, badge = code.get("batch"), code.get("badge")
        if code.kind == CodeKind.BADGE and badge:
            self._set("person", badge)
        elif batch:
            self._set("batch", batch)
        else:
            await super().scan(code)
            return
        self._typing = ""
        self.say(None)

    async def key(self, name: str) -> None:
        """F12 empties the field being typed, else all; F3 looks for it."""
        if name == "f3":
            self.desk.navigation.go(self._done(self._filter))
        elif name == "f12":
            self._filter = TrailFilter() if not self._typing else self._filter
            if self._typing:
                self._set(self._typing, "")
            self._typing = ""
            self.say(None)

    def _set(self, name: str, value: str | bool) -> None:
        self._filter = msgspec.structs.replace(self._filter, **{name: value})

    def _taken(self, name: str, typed: str) -> str:
        if name not in ("since", "until"):
            return typed[:80]
        return instant_asked(typed, self.desk.recorder.plant.offset_min, end=name == "until")

    def _shown(self, name: str) -> str:
        value = getattr(self._filter, name)
        if isinstance(value, bool):
            return self.words("audit.yes" if value else "audit.no")
        if name == "group":
            return group_words(value, self.desk.language) if value else self.words("audit.any")
        if name in ("since", "until") and value:
            return local(self.desk, value)[:16]
        return value[:40] or self.words("audit.any")

    def _field(self) -> tuple[FieldView, ...]:
        if not self._typing:
            return ()
        label = self.words(f"audit.by_{self._typing}")
        hint = self.words("audit.day_hint") if self._typing in ("since", "until") else ""
        return (FieldView(self._typing, label, FieldKind.WORDS, hint, attempt=self._attempt),)
