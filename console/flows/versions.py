"""Versions: every version of one item of the plant, the newest first, with what changed and who signed it."""

from collections.abc import Callable

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.rights import turned
from console.flows.trail_rows import when
from core.changes import field_words
from core.errors import CountersignError
from core.value_words import value_words
from core.versions import ItemVersion
from screens.everyone.told import ToldView
from screens.views import RowView, keys


class _Answer(msgspec.Struct):
    versions: tuple[ItemVersion, ...]


class VersionsFlow(TaskFlow):
    """Asks the core once it is opened; F3 goes back to where it was called."""

    screen = "told"

    def __init__(self, desk: Desk, kind: str, identity: str, back: Callable[[], TaskFlow]) -> None:
        """Take the item, and what makes the flow to go back to."""
        super().__init__(desk)
        self._kind, self._id, self._back = kind, identity, back
        self._versions: tuple[ItemVersion, ...] = ()
        self._first = 0

    @property
    def view(self) -> ToldView:
        """Show version by version who signed it and each field old and new."""
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("versions.title"),
            self.words("next.versions"),
            keys("f1", "f3", "f5", "f10"),
            subject=f"{self.words(f'change.kind.{self._kind}')}  {self._id if self._id != self._kind else ''}".strip(),
            message=self.message,
        )
        return ToldView(view_frame, self._rows(), self._first)

    async def opened(self) -> None:
        """Ask the core."""
        await self._ask()

    async def key(self, name: str) -> None:
        """Page keys turn, F5 asks again, F3 goes back."""
        if name == "f3":
            self.desk.navigation.go(self._back())
        elif name == "f5":
            await self._ask()
        elif name in ("pagedown", "pageup"):
            self._first = turned(self._first, name, len(self._rows()))
            self.changed()

    async def _ask(self) -> None:
        session = self.desk.session.id if self.desk.session else ""
        try:
            answer = await self.desk.ask("versions", {"session": session, "kind": self._kind, "id": self._id})
            self._versions = msgspec.convert(answer, _Answer).versions
            self.say(None)
        except CountersignError as error:
            self.say(error)

    def _rows(self) -> tuple[RowView, ...]:
        rows: list[RowView] = []
        for version in self._versions:
            by = ", ".join(version.signed_by) or self.words("versions.founding")
            rows.append(RowView(when(self.desk, version.at), f"# {version.seq}", by))
            rows.extend(
                RowView(f"  {field_words(name, self.desk.language)}", detail=self._change(name, old, new))
                for name, old, new in version.changes
            )
        return tuple(rows)

    def _change(self, name: str, old: str, new: str) -> str:
        before, after = (value_words(name, value, self.desk.language) for value in (old, new))
        return f"{before} -> {after}" if old else after
