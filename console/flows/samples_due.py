"""Samples due: what was drawn and is not yet tested and checked, chosen by digit or by scanning the sample's label."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.lot_sample import LotSampleFlow, ask_samples
from console.flows.pages import Pages
from core.batch.state import SampleState
from core.codes import Code, CodeKind
from core.lot_sample import LotSample
from core.plant import Specification
from core.specified import specification_of
from screens.quality.samples_due import SamplesDueView
from screens.views import ItemView, MarkView, Tone, keys

PAGE = 5


class SamplesDueFlow(TaskFlow):
    """The bench's list."""

    screen = "samples_due"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._pages = Pages(self, PAGE)
        self._lots: tuple[LotSample, ...] = ()

    @property
    def view(self) -> SamplesDueView:
        """Show one page."""
        due = self._due()
        following = self.words("next.choose_sample" if due else "next.work_none")
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("qc.samples"),
            following,
            keys("f1", "f3", "f10"),
            message=self.message,
        )
        items, page = self._pages.items(due, self._item), self._pages.words(due)
        return SamplesDueView(view_frame, items, page, "" if due else self.words("qc.no_samples"))

    async def opened(self) -> None:
        """Ask the core for the samples of received lots; those of batches are known here."""
        await self.guarded(self._asked())

    async def _asked(self) -> None:
        self._lots = await ask_samples(self.desk)

    async def digit(self, number: int) -> None:
        """Open a sample."""
        chosen = self._pages.chosen(self._due(), number)
        if chosen is not None:
            self._open(*chosen)

    async def key(self, name: str) -> None:
        """F3 goes back; page keys turn."""
        if name == "f3":
            self.desk.navigation.home()
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._due())

    async def scan(self, code: Code) -> None:
        """Open the sample whose label was scanned."""
        found = [item for item in self._due() if item[1].id == code.get("sample")]
        if code.kind == CodeKind.SAMPLE and found:
            self._open(*found[0])
        else:
            await super().scan(code)

    def _open(self, batch: str, sample: SampleState | LotSample) -> None:
        if isinstance(sample, LotSample):
            self.desk.navigation.go(LotSampleFlow(self.desk, sample))
            return
        self.desk.navigation.go(self.desk.ways.sample(batch, sample.id))

    def _due(self) -> list[tuple[str, SampleState | LotSample]]:
        batches = self.desk.recorder.batches()
        drawn = [(b.state.number, s) for b in batches for s in b.state.samples.values() if s.verified is None]
        return [*drawn, *((sample.lot, sample) for sample in self._lots)]

    def _item(self, number: int, due: tuple[str, SampleState | LotSample]) -> ItemView:
        batch, sample = due
        if isinstance(sample, LotSample):
            return self._lot_item(number, sample)
        return self._batch_item(number, batch, sample)

    def _lot_item(self, number: int, sample: LotSample) -> ItemView:
        specification = specification_of(self.desk.recorder.plant, sample.specification, sample.version)
        tests = len(specification.tests) if specification else 0
        return ItemView(
            number,
            sample.id,
            sample.lot,
            f"{len(sample.newest())}/{tests}",
            MarkView(Tone.WAIT, self.words(f"lot_sample.{sample.state}")),
            self._tested_by(specification, sample.specification),
            chosen=number == 1,
        )

    def _tested_by(self, specification: Specification | None, code: str) -> str:
        named = f"{code} v{specification.version}" if specification is not None else code
        return self.words("qc.by_specification", specification=named)

    def _batch_item(self, number: int, batch: str, sample: SampleState) -> ItemView:
        specification = specification_of(self.desk.recorder.plant, sample.specification, sample.version)
        tests = len(specification.tests) if specification else 0
        state = "qc.to_check" if sample.performed else "qc.to_test"
        return ItemView(
            number,
            sample.id,
            batch,
            f"{len(sample.results)}/{tests}",
            MarkView(Tone.WAIT, self.words(state)),
            self._tested_by(specification, sample.specification),
            chosen=number == 1,
        )
