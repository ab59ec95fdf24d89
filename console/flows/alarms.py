"""Alarms of the core: what waits for QA or the administrator; each is acknowledged on record with a comment."""

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.trail_rows import local, when
from core.acts import ActKind
from core.alarms import NOTES, AlarmLine, alarm_words
from core.errors import CountersignError
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Span, Tone, keys

SHOWN = 8


class _Page(msgspec.Struct):
    alarms: tuple[AlarmLine, ...]
    more: bool


class AlarmsFlow(TaskFlow):
    """The newest first; F4 shows acknowledged ones and single refused attempts too, F8 acknowledges the chosen one."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._before: list[int | None] = [None]
        self._page: _Page | None = None
        self._all = False
        self._chosen = 0
        self._acknowledging = False
        self._attempt = 0

    @property
    def view(self) -> ListedView:
        """Show a page and the chosen alarm."""
        chosen, lines = self._line, self._lines
        live = ["f8"] if chosen is not None and not chosen.acknowledged and chosen.kind not in NOTES else []
        leave = ["f12"] if self._acknowledging else []
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("alarms.title"),
            self.words("next.alarm_comment" if self._acknowledging else "next.alarms" if lines else "next.audit_none"),
            keys("f1", "f3", "f4", "f5", *live, "f10", *leave),
            subject=self.words("alarms.all" if self._all else "alarms.open"),
            aside=(Span(self.words("audit.page", n=str(len(self._before)))),),
            message=self.message,
        )
        items = tuple(self._item(line, number) for number, line in enumerate(lines, 1))
        label = self.words("audit.comment")
        field = FieldView("comment", label, FieldKind.WORDS, attempt=self._attempt)
        rows = self._rows(chosen) if chosen is not None else ()
        return ListedView(view_frame, items, rows, (field,) if self._acknowledging else (), self.words("alarms.none"))

    async def opened(self) -> None:
        """Ask the core."""
        await self._ask()

    async def key(self, name: str) -> None:
        """Move, turn pages, show all, look again, acknowledge, go back."""
        match name:
            case "f3":
                self.desk.navigation.home()
            case "f4":
                self._all, self._chosen = not self._all, 0
                self._before.clear()
                self._before.append(None)
                await self._ask()
            case "f5":
                await self._ask()
            case "f8" if self._line is not None:
                self._acknowledging = True
                self._attempt += 1
                self.say(None)
            case "f12":
                self._acknowledging = False
                self.say(None)
            case "up" | "down":
                self._chosen = max(0, min(len(self._lines) - 1, self._chosen + (1 if name == "down" else -1)))
                self.say(None)
            case "pagedown" if self._page is not None and (self._page.more or len(self._page.alarms) > SHOWN):
                self._before.append(self._lines[-1].id)
                self._chosen = 0
                await self._ask()
            case "pageup" if len(self._before) > 1:
                self._before.pop()
                self._chosen = 0
                await self._ask()
            case _:
                return

    async def digit(self, number: int) -> None:
        """Choose an alarm."""
        if 1 <= number <= len(self._lines):
            self._chosen = number - 1
            self.say(None)

    async def enter(self, typed: str) -> None:
        """Put the acknowledgement on record."""
        session, line = self.desk.session, self._line
        if session is None or line is None or not typed.strip():
            return
        self._attempt += 1
        recorder, comment = self.desk.recorder, typed.strip()[:200]
        facts = {"alarm": str(line.id), "kind": line.kind, "comment": comment}
        act = recorder.act(session.who, ActKind.ALARM_ACKNOWLEDGED, facts=facts)
        if await self.guarded(recorder.record(act)):
            self._acknowledging = False
            self._settle(
                msgspec.structs.replace(line, by=session.person.id, comment=comment, acknowledged=act.when.utc)
            )

    def _settle(self, line: AlarmLine) -> None:
        """Show it acknowledged at once; the core hears of it in its own time."""
        if self._page is not None:
            lines = tuple(line if other.id == line.id else other for other in self._page.alarms)
            self._page = _Page(lines, self._page.more)
        self.changed()

    async def _ask(self) -> None:
        session = self.desk.session.id if self.desk.session else ""
        body = {"session": session, "before": self._before[-1], "all": self._all}
        try:
            self._page = msgspec.convert(await self.desk.ask("alarms", body), _Page)
            self._chosen = max(0, min(self._chosen, len(self._lines) - 1))
            self.say(None)
        except CountersignError as error:
            self.say(error)

    @property
    def _lines(self) -> tuple[AlarmLine, ...]:
        return self._page.alarms[:SHOWN] if self._page is not None else ()

    @property
    def _line(self) -> AlarmLine | None:
        return self._lines[self._chosen] if self._chosen < len(self._lines) else None

    def _item(self, line: AlarmLine, number: int) -> ItemView:
        mark = MarkView(Tone.FAIL, self.words("alarms.waits"))
        if line.acknowledged:
            mark = MarkView(Tone.OK, self.words("alarms.seen"))
        elif line.kind in NOTES:
            mark = MarkView(Tone.NONE, self.words("alarms.note"))
        at = when(self.desk, line.at)
        return ItemView(number, self._words(line), count=at, mark=mark, chosen=number == self._chosen + 1)

    def _rows(self, line: AlarmLine) -> tuple[RowView, ...]:
        rows = [
            RowView(self.words("alarms.what"), detail=self._words(line)),
            RowView(self.words("audit.where"), detail=f"{line.kiosk}, {local(self.desk, line.at)}"),
        ]
        if line.detail:
            rows.append(RowView(self.words("alarms.detail"), detail=line.detail))
        if line.acknowledged:
            said = f"{self._user(line.by)}, {local(self.desk, line.acknowledged)}: {line.comment}"
            rows.insert(1, RowView(self.words("alarms.seen_by"), detail=said))
        return tuple(rows)

    def _words(self, line: AlarmLine) -> str:
        return alarm_words(line, self._user(line.person) if line.person else "-", self.desk.language)

    def _user(self, person: str) -> str:
        known = self.desk.recorder.plant.people.get(person)
        return known.user_id if known is not None else person
