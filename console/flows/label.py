"""Labels: print, stick on, scan each one back; also the label of a dispensed container and of a sample."""

from collections.abc import Sequence

from console.flows.printing import print_labels
from console.flows.step import StepFlow
from console.labels import LabelContent, carton_label, container_label, sample_label, udi_label
from core.acts import ActKind, Source, Subject, Value
from core.batch.entries import Entry, entries
from core.batch.materials import sample_number
from core.batch.weighing import named
from core.codes import Code
from core.finding import Finding
from core.master.kinds import UDI, LabelPrint, Sample, WeighDispense
from core.specified import in_force_facts
from screens.operator.label import LabelView
from screens.views import MarkView, RowView, Tone, VerdictView


class LabelFlow(StepFlow):
    """Prints what the step asks for and takes every label back by scan."""

    screen = "label"

    @property
    def view(self) -> LabelView:
        """Show the label, how many are printed and how many are back."""
        contents = self._contents()
        every = entries(self.step, self.recorded.filled)
        back = [e for e in every if e.act == ActKind.LABEL_SCANNED_BACK and e.weighing == self._nth]
        returned = sum(1 for entry in back if entry.name in self.recorded.filled)
        printed = self._label in self.recorded.filled
        verdict = VerdictView(Tone.WAIT, self.words("verdict.labels_open")) if printed else None
        return LabelView(
            self.frame(self.words("step.label"), self._next(), *(("f7",) if printed else ())),
            contents[0].lines if contents else (),
            self.words("label.printed"),
            str(len(contents) if printed else 0),
            self.words("label.returned"),
            f"{returned}/{len(back)}",
            verdict,
            self._rows(),
        )

    @property
    def _nth(self) -> int:
        """Tell which weighing of the step the label belongs to."""
        return self.entry.weighing if self.entry else 1

    @property
    def _label(self) -> str:
        return named("label", self._nth)

    def takes(self, entry: Entry) -> bool:
        """Take labels and samples."""
        return entry.act in (ActKind.LABEL_PRINTED, ActKind.LABEL_SCANNED_BACK, ActKind.SAMPLE_DRAWN)

    async def advance(self) -> None:
        """Print by itself where the label follows from what was just recorded."""
        entry = self.entry
        automatic = isinstance(self.step.detail, WeighDispense | Sample)
        if entry is not None and entry.act == ActKind.LABEL_PRINTED and automatic and not self.message:
            await self._print(entry)
            return
        await super().advance()

    async def key(self, name: str) -> None:
        """Enter draws the sample or prints; F7 prints once more what was damaged."""
        entry = self.entry
        if name == "enter" and entry is not None and entry.act == ActKind.SAMPLE_DRAWN:
            await self._draw(entry)
        elif name == "enter" and entry is not None and entry.act == ActKind.LABEL_PRINTED:
            await self._print(entry)
        elif name == "f7" and self._label in self.recorded.filled:
            await self._reprint()
        else:
            await super().key(name)

    async def scan(self, code: Code) -> None:
        """Take a label back."""
        entry = self.entry
        if entry is None or entry.act != ActKind.LABEL_SCANNED_BACK:
            await super().scan(code)
            return
        await self.offered(self._act(entry.act, Subject(entry=entry.name), facts={"label": label_identity(code)}), code)

    async def _draw(self, entry: Entry) -> None:
        if not isinstance(self.step.detail, Sample):
            return
        quantity = self.step.detail.quantity
        by = in_force_facts(self.desk.recorder.plant, self.step.detail.specification)
        subject = Subject(sample=sample_number(self.open.state, self.step, self.open.master))
        drawn = {"quantity": Value(f"{quantity.value:f}", quantity.unit, Source.COUNTED)}
        await self.put(entry, subject, drawn, by)

    async def _print(self, entry: Entry) -> None:
        contents = self._contents()
        if not await print_labels(self, contents):
            return
        await self.put(entry, facts={"copies": str(len(contents)), **_printed(contents)})

    async def _reprint(self) -> None:
        """Print again, on record as a reprint with its count and reason."""
        printed = self.recorded.filled[self._label].act.facts
        contents = self._contents()
        if not await print_labels(self, contents):
            return
        count = str(int(printed.get("reprint", "0")) + 1)
        facts = {**printed, "reprint": count, "reason": "label_damaged"}
        act = self._act(ActKind.LABEL_PRINTED, Subject(entry=self._label), facts=facts)
        if await self.guarded(self.desk.recorder.record(act)):
            self.say(Finding("label.reprinted", {"n": count}))

    def _contents(self) -> tuple[LabelContent, ...]:
        plant, state, master = self.desk.recorder.plant, self.open.state, self.open.master
        match self.step.detail:
            case WeighDispense():
                weighed = self.recorded.filled.get(named("net", self._nth))
                return (container_label(weighed.act, plant, state.number),) if weighed else ()
            case Sample():
                drawn = self.recorded.filled.get("sample")
                return (sample_label(drawn.act, master, state.number),) if drawn else ()
            case LabelPrint(label=label, copies=copies, device=device) if label == UDI:
                return tuple(udi_label(n, plant, master, state, device) for n in range(1, copies + 1))
            case LabelPrint(copies=copies):
                return tuple(carton_label(n, plant, master, state) for n in range(1, copies + 1))
            case _:
                return ()

    def _next(self) -> str:
        entry = self.entry
        match entry.act if entry else None:
            case ActKind.SAMPLE_DRAWN:
                return self.words("next.draw_sample")
            case ActKind.LABEL_PRINTED:
                return self.words("next.print_label")
            case _:
                return self.words("next.scan_back")

    def _rows(self) -> tuple[RowView, ...]:
        rows = [RowView(self.words("step.what"), "", self.step.text.in_language(self.desk.language))]
        printed = self.recorded.filled.get(self._label)
        if printed is not None and printed.act.facts.get("reprint"):
            count = printed.act.facts["reprint"]
            rows.append(RowView(self.words("label.reprints"), count, "", MarkView(Tone.WARN)))
        return tuple(rows)


def _printed(contents: Sequence[LabelContent]) -> dict[str, str]:
    """Give what stands on printed labels: what makes each one of its kind, its lines, and what is scanned off it."""
    facts = {f"label_{n}": content.identity for n, content in enumerate(contents, 1)}
    facts |= {f"lines_{n}": "\n".join(content.lines) for n, content in enumerate(contents, 1)}
    return facts | {f"scanned_{n}": content.scanned for n, content in enumerate(contents, 1)}


def label_identity(code: Code) -> str:
    """Give what makes a label one of its kind: container, sample or serial number, else the whole text."""
    for name in ("container", "sample", "serial"):
        if code.get(name):
            return code.fields[name]
    return code.text
