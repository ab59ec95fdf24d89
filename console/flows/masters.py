"""Master records: drafts and approved versions with their states; a digit opens one."""

from datetime import date

import msgspec

from console.desk import Desk
from console.flows.chosen import ChosenTask
from console.flows.flow import TaskFlow
from console.flows.qualified import today
from core.errors import CountersignError
from core.master_versions import DraftLine, MasterState, VersionLine, state_of
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone

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


class MastersFlow(ChosenTask[DraftLine | VersionLine]):
    """Asks the core once it is opened; drafts come first, then the versions of each code, the newest first."""

    size = 8

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._lines: tuple[DraftLine | VersionLine, ...] = ()

    @property
    def view(self) -> ListedView:
        """Show a page, and what is known of the chosen one."""
        following = self.words("next.masters" if self._lines else "next.back")
        empty = self.words("masters.empty")
        return self.listed(self.words("masters.title"), following, found=self._lines, empty=empty)

    async def opened(self) -> None:
        """Ask the core."""
        await self.again()

    def found(self) -> tuple[DraftLine | VersionLine, ...]:
        """Give what the core has answered."""
        return self._lines

    def name(self, one: DraftLine | VersionLine) -> tuple[str, int, str]:
        """Name it by its code, its version and its text."""
        return one.code, one.version, one.sha256

    async def open(self, one: DraftLine | VersionLine) -> None:
        """Go to one of them."""
        self.desk.navigation.go(self.desk.ways.task("master_record", "MasterRecordFlow", one))

    async def again(self) -> None:
        """Ask the core for what there is."""
        session = self.desk.session.id if self.desk.session else ""
        try:
            answer = msgspec.convert(await self.desk.ask("drafts", {"session": session}, ASK_S), _Answer, strict=False)
            self._lines = (*answer.drafts, *answer.versions)
            self.say(None)
        except CountersignError as error:
            self.say(error)

    def item(self, number: int, one: DraftLine | VersionLine) -> ItemView:
        """Draw a row."""
        name = f"{one.code}  {one.name.in_language(self.desk.language)}".strip()
        return ItemView(number, name, count=f"v{one.version}", mark=mark_of(self, one))

    def about(self, one: DraftLine | VersionLine) -> tuple[RowView, ...]:
        """Tell what is known of it."""
        return told_of(self, one)


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
