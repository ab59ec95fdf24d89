"""Master records: drafts and approved versions with their states; a digit opens one."""

from datetime import date

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.qualified import PAGE, today
from core.errors import CountersignError
from core.master_versions import DraftLine, MasterState, VersionLine, state_of
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Span, Tone, keys

ASK_S = 10.0
_TONES = {
    MasterState.WAITING: Tone.WAIT,
    MasterState.EFFECTIVE: Tone.OK,
    MasterState.SUPERSEDED: Tone.NONE,
    MasterState.RETIRED: Tone.FAIL,
}


class _Answer(msgspec.Struct):
    drafts: tuple[DraftLine, ...]
    versions: tuple[VersionLine, ...]


class MastersFlow(TaskFlow):
    """Asks the core once it is opened; drafts come first, then the versions of each code, the newest first."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._lines: tuple[DraftLine | VersionLine, ...] = ()
        self._chosen = 0

    @property
    def view(self) -> ListedView:
        """Show a page, and what is known of the chosen one."""
        start = self._chosen // PAGE * PAGE
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("masters.title"),
            self.words("next.masters" if self._lines else "next.back"),
            keys("f1", "f3", "f5", "f10"),
            aside=(Span(self.words("audit.page", n=str(start // PAGE + 1))),),
            message=self.message,
        )
        shown = enumerate(self._lines[start : start + PAGE], 1)
        items = tuple(self._item(number, line, start + number == self._chosen + 1) for number, line in shown)
        rows = told_of(self, self._lines[self._chosen]) if self._lines else ()
        return ListedView(view_frame, items, rows, empty=self.words("masters.empty"))

    async def opened(self) -> None:
        """Ask the core."""
        await self._ask()

    async def digit(self, number: int) -> None:
        """Open one of this page."""
        place = self._chosen // PAGE * PAGE + number - 1
        if 1 <= number <= PAGE and place < len(self._lines):
            self._open(place)

    async def key(self, name: str) -> None:
        """Move, open with Enter, ask again with F5, go back with F3."""
        steps = {"up": -1, "down": 1, "pageup": -PAGE, "pagedown": PAGE}
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f5":
            await self._ask()
        elif name == "enter" and self._lines:
            self._open(self._chosen)
        elif name in steps:
            self._chosen = max(0, min(len(self._lines) - 1, self._chosen + steps[name]))
            self.say(None)

    def _open(self, place: int) -> None:
        self.desk.navigation.go(self.desk.ways.task("master_record", "MasterRecordFlow", self._lines[place]))

    async def _ask(self) -> None:
        session = self.desk.session.id if self.desk.session else ""
        try:
            answer = msgspec.convert(await self.desk.ask("drafts", {"session": session}, ASK_S), _Answer, strict=False)
            self._lines = (*answer.drafts, *answer.versions)
            self._chosen = 0
            self.say(None)
        except CountersignError as error:
            self.say(error)

    def _item(self, number: int, line: DraftLine | VersionLine, chosen: bool) -> ItemView:
        name = f"{line.code}  {line.name.in_language(self.desk.language)}".strip()
        return ItemView(number, name, count=f"v{line.version}", mark=mark_of(self, line), chosen=chosen)


def mark_of(flow: TaskFlow, line: DraftLine | VersionLine) -> MarkView:
    """Say where a draft or version stands today."""
    if isinstance(line, DraftLine):
        return MarkView(Tone.WARN, flow.words("masters.draft"))
    state = state_of(line, flow.desk.recorder.plant, today(flow.desk))
    return MarkView(_TONES[state], flow.words(f"masters.{state.value}", d=_short(line.effective_from)))


def told_of(flow: TaskFlow, line: DraftLine | VersionLine) -> tuple[RowView, ...]:
    """Tell what is known of a draft or version."""
    text = RowView(flow.words("master_change.text"), f"sha256 {line.sha256[:16]}")
    if isinstance(line, VersionLine):
        first = line.effective_from.isoformat() if line.effective_from else "-"
        return (text, RowView(flow.words("field.effective_from"), first))
    if not line.before:
        compared = flow.words("master_change.first")
    else:
        counts = {"v": str(line.before), "n": str(line.differences), "k": str(len(line.steps))}
        compared = flow.words("masters.differs", **counts)
    steps = ", ".join(line.steps[:12]) + (" ..." if len(line.steps) > 12 else "")
    return (
        text,
        RowView(flow.words("master_change.compared"), detail=compared),
        RowView(flow.words("master_change.steps"), detail=steps or flow.words("master_change.none")),
    )


def _short(day: date | None) -> str:
    return f"{day:%m-%d}" if day else "-"
