"""Attachment: one of the newest files of the watched folder, by its digit."""

import asyncio

from console.attached import FileUntaken, FoundFile
from console.desk import Desk
from console.flows.step import StepFlow
from core.acts import ActKind
from core.attached import shown_size
from core.batch.attached_again import AGAIN, attached_at
from core.finding import finding
from core.master.attachment import Attachment
from core.master.model import Step
from screens.operator.measurement import MeasurementView
from screens.views import ItemView, MarkView, RowView, Tone

LOOK_EVERY_S = 2.0


class AttachmentFlow(StepFlow):
    """The files that can be attached; the list follows the folder."""

    screen = "measurement"

    def __init__(self, desk: Desk, batch: str, step: Step) -> None:
        """Take the step; the folder is looked into when the flow opens."""
        super().__init__(desk, batch, step)
        self._files: tuple[FoundFile, ...] = ()
        self._told = ""  # hash of the file of which it was said that it is attached already
        self._looking: asyncio.Task[None] | None = None

    @property
    def view(self) -> MeasurementView:
        """Show the newest files with their kind, and what is wrong with those that are not taken."""
        answers = tuple(self._file(digit, file) for digit, file in enumerate(self._files, start=1))
        key = "next.choose_file" if answers else "next.copy_file"
        following = self.words(key, n=str(len(answers))) if self.entry else self.words("next.done")
        rows = (
            RowView(self.words("step.what"), "", self.step.text.in_language(self.desk.language)),
            RowView(self.words("attachment.folder"), "", str(self.desk.files.watched)),
        )
        frame = self.frame(self.words("step.attachment"), following, "f5")
        return MeasurementView(frame, self.words("entry.file"), choices=answers, rows=rows)

    async def opened(self) -> None:
        """Start the step, look into the folder, and go on looking."""
        await super().opened()
        await self._look()
        if self.entry is not None and self._looking is None:
            self._looking = asyncio.create_task(self._follow())

    async def closed(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()

    async def key(self, name: str) -> None:
        """F5 looks again at once."""
        if name == "f5":
            await self._look()
        else:
            await super().key(name)

    async def digit(self, number: int) -> None:
        """Take the file of a digit: its bytes are kept first, then it is put on record."""
        entry, wanted = self.entry, self.step.detail
        if entry is None or entry.act != ActKind.FILE_ATTACHED or not 1 <= number <= len(self._files):
            return
        file = self._files[number - 1]
        if not isinstance(wanted, Attachment):
            return
        if file.kind not in wanted.types:
            self.say(finding("refusal.file_kind", name=file.shown, kinds=", ".join(wanted.types)))
            return
        try:
            taken = await self.desk.files.take(file.name, wanted.largest)
        except FileUntaken as error:
            self.say(error)
            await self._look()
            return
        facts = taken.facts
        place = self._attached_at(facts["sha256"])
        if place and self._told != facts["sha256"]:
            self._told = facts["sha256"]
            self.say(finding("refusal.file_again", name=file.shown, place=place))
            return
        await self.put(entry, facts=facts | {AGAIN: place} if place else facts)

    def _attached_at(self, sha256: str) -> str:
        """Tell where the same bytes are attached, in this batch or in another one that this terminal knows."""
        batches = sorted(self.desk.recorder.batches(), key=lambda batch: batch.state.number != self.batch)
        return next((place for batch in batches if (place := attached_at(sha256, batch.state))), "")

    async def _look(self) -> None:
        found = await self.desk.files.found()
        if found != self._files:
            self._files = found
            self.changed()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self._look()

    def _file(self, digit: int, file: FoundFile) -> ItemView:
        wanted = self.step.detail
        fits = isinstance(wanted, Attachment) and file.kind in wanted.types
        large = isinstance(wanted, Attachment) and file.size > wanted.largest
        key = "attachment.large" if fits and large else f"attachment.{file.kind}" if fits else "attachment.other"
        mark = MarkView(Tone.OK if fits and not large else Tone.FAIL, self.words(key))
        return ItemView(digit, file.shown, count=shown_size(file.size), mark=mark)
