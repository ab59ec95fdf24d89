"""Instruction and line clearance: read, do, confirm; a line clearance point by point after the room's label."""

from console.flows.step import StepFlow
from core.acts import ActKind
from core.batch.entries import entries
from core.batch.manifest import entry_label
from core.master.kinds import FreeSignature, LineClearance
from screens.operator.instruction import InstructionView
from screens.views import ItemView, MarkView, RowView, Tone


class InstructionFlow(StepFlow):
    """Something to do and to confirm; also a signature with a statement of its own."""

    screen = "instruction"

    @property
    def view(self) -> InstructionView:
        """Show the instruction, or the points of a clearance."""
        language = self.desk.language
        clearance = isinstance(self.step.detail, LineClearance)
        title = self.words(f"step.{'line_clearance' if clearance else 'instruction'}")
        texts = [self.step.text.in_language(language)]
        if isinstance(self.step.detail, FreeSignature):
            texts.append(self.step.detail.statement.in_language(language))
        rows: tuple[RowView, ...] = (self.row("room", "state.scanned"),) if clearance else ()
        paragraphs = () if clearance and self.entry and self.entry.act == ActKind.CONFIRMED else tuple(texts)
        return InstructionView(self.frame(title, self._next()), paragraphs, "", self._items(), rows)

    async def key(self, name: str) -> None:
        """Enter confirms the next point."""
        entry = self.entry
        if name == "enter" and entry is not None and entry.act == ActKind.CONFIRMED:
            await self.put(entry)
        else:
            await super().key(name)

    async def digit(self, number: int) -> None:
        """A digit confirms its point, in order."""
        entry = self.entry
        if entry is not None and entry.act == ActKind.CONFIRMED and entry.item + 1 == number:
            await self.put(entry)

    def _next(self) -> str:
        entry = self.entry
        if entry is not None and entry.act == ActKind.ROOM_SCANNED:
            return self.words("next.scan_room", room=entry.of)
        if isinstance(self.step.detail, LineClearance):
            return self.words("next.confirm_point", n=str(entry.item + 1 if entry else 0))
        return self.words("next.confirm")

    def _items(self) -> tuple[ItemView, ...]:
        if not isinstance(self.step.detail, LineClearance):
            return ()
        points = [entry for entry in entries(self.step) if entry.act == ActKind.CONFIRMED]
        following = self.entry
        return tuple(
            ItemView(
                entry.item + 1,
                entry_label(self.step, entry, self.desk.language),
                mark=MarkView(Tone.OK, self.words("frame.done"))
                if entry.name in self.recorded.filled
                else MarkView(Tone.NONE, self.words("frame.to_come")),
                chosen=following is not None and following.name == entry.name,
            )
            for entry in points
        )
