"""Issue a batch from an effective master record: a decision of the core, once for a batch number."""

import asyncio

from console.answers import ask_for_records
from console.desk import Desk, Notice
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.pages import Pages
from console.flows.qualified import today
from core.finding import finding
from core.logbook_forms import is_form
from core.master.model import MasterBatchRecord
from core.master.text import load_master
from core.plant import EffectiveMaster
from screens.operator.my_work import MyWorkView
from screens.views import ItemView, MarkView, Tone, keys

PAGE = 5
ISSUE_S = 10.0


class IssueFlow(TaskFlow):
    """Shows the effective master records; a digit issues the next batch of one."""

    screen = "my_work"

    def __init__(self, desk: Desk) -> None:
        """Take the desk; the texts are read once it is opened."""
        super().__init__(desk)
        self._read: tuple[tuple[EffectiveMaster, MasterBatchRecord], ...] = ()
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> MyWorkView:
        """Show one row a master record."""
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("issue.title"),
            self.words("next.issue" if self._read else "next.back"),
            keys("f1", "f3", "f5", "f10"),
            message=self.message,
        )
        items, page = self._pages.items(self._read, self._item), self._pages.words(self._read)
        return MyWorkView(view_frame, items, page, "" if self._read else self.words("issue.empty"))

    async def opened(self) -> None:
        """Read the texts of the effective master records, beside the screen."""
        await self.guarded(self._load())

    async def key(self, name: str) -> None:
        """F3 goes back, F5 reads again, the page keys turn."""
        match name:
            case "f3" | "f12":
                self.desk.navigation.home()
            case "f5":
                await self.guarded(self._load())
            case "pagedown" | "pageup":
                self._pages.turn(name, self._read)
            case _:
                return

    async def digit(self, number: int) -> None:
        """Issue the next batch of the chosen master record."""
        chosen = self._pages.chosen(self._read, number)
        if chosen is not None:
            effective, _ = chosen
            known = {batch.state.number for batch in self.desk.recorder.batches()}
            if await self.guarded(self._issue(effective)):
                issued = {batch.state.number for batch in self.desk.recorder.batches()} - known
                self.desk.navigation.home()
                self.desk.notice = Notice(finding("issue.done", batch=", ".join(sorted(issued))), Tone.OK)

    def _item(self, number: int, read: tuple[EffectiveMaster, MasterBatchRecord]) -> ItemView:
        effective, record = read
        return ItemView(
            number,
            f"{record.name.in_language(self.desk.language)} {record.strength}",
            record.code,
            f"v{record.version}",
            MarkView(Tone.OK, self.words("issue.effective")),
            self.words("issue.detail", size=str(record.batch_size), hash=effective.sha256[:8]),
            chosen=number == 1,
        )

    async def _load(self) -> None:
        plant, day = self.desk.recorder.plant, today(self.desk)
        codes = sorted({master.code for master in plant.masters.values()})
        effective = (found for code in codes if (found := plant.effective_master(code, day)) is not None)
        masters = tuple(master for master in effective if not is_form(master.text))
        texts = [asyncio.to_thread(load_master, master.text, f"{master.code}.yaml") for master in masters]
        self._read = tuple(zip(masters, await asyncio.gather(*texts), strict=True))

    async def _issue(self, master: EffectiveMaster) -> None:
        session = self.desk.session
        body = {"master": master.sha256, **(session.asks if session else {})}
        await ask_for_records(self.desk.ask, self.desk.recorder, "issue_batch", body, ISSUE_S)
