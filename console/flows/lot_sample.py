"""The sample of a received lot: drawn from the chosen containers, results entered and signed, checked by another."""

import asyncio
from collections.abc import Callable, Mapping

import msgspec

from console.desk import Desk
from console.flows import values
from console.flows.arrived import TRIES, WAIT_S, arrived
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.instrument import instrument_row, scanned_instrument
from console.flows.label import label_identity
from console.flows.sign import SignFlow
from console.flows.tested_by import specification_row
from core.acts import ActKind, Meaning, Subject
from core.codes import Code
from core.errors import CountersignError
from core.finding import Finding, finding
from core.language import worded
from core.lot_sample import DRAWN, ENTERED, REQUESTED, LotSample, lot_sample_manifest, tested_by
from core.plant import Specification, TestLimit
from core.quality import Conclusion, limits_of
from core.secret import Secret
from core.specified import SPECIFICATION, VERSION, in_force_facts
from screens.everyone.form import FormView
from screens.views import FieldKind, FieldView, MarkView, RowView, Tone


class LotSamples(msgspec.Struct, frozen=True):
    """The answer to `lot_samples`."""

    samples: tuple[LotSample, ...]


async def ask_samples(desk: Desk, lot: str | None = None) -> tuple[LotSample, ...]:
    """Ask the core for the samples of lots: those due, or all of one lot.

    Raises:
        CountersignError: Not reachable or refused.
    """
    await arrived(desk)
    answer = await desk.ask("lot_samples", {"lot": lot})
    return msgspec.convert(dict(answer), LotSamples).samples


class LotSampleFlow(FormTask):
    """One sample, in whatever state the core knows it."""

    def __init__(self, desk: Desk, sample: LotSample) -> None:
        """Take the sample as the core told it."""
        super().__init__(desk)
        self.sample = sample
        self._instrument = ""
        self._scanned: list[str] = []

    # ------------------------------------------------------------------ what is shown

    @property
    def view(self) -> FormView:
        """Show what the sample needs next."""
        sample = self.sample
        material = self.desk.recorder.plant.materials[self.desk.recorder.plant.lots[sample.lot].material]
        due = self._due
        live = ("f1", "f3", "f5", "f8", "f10") if self._signable else ("f1", "f3", "f5", "f10")
        return self.form(
            self.words("lot_sample.title"),
            self._next(),
            live=live,
            subject=f"{sample.id}  {material.name.in_language(self.desk.language)}",
            rows=self._rows(),
            fields=(self._field(due),) if self._tested and due is not None else (),
        )

    def _next(self) -> str:
        due = self._due
        if self.sample.state == REQUESTED:
            return self.words("next.lot_sample_draw")
        if self._tested and due is not None:
            return self.words("next.type_result", unit=due.unit)
        return self.words("next.lot_sample_sign" if self._signable else "next.lot_sample_done")

    def _rows(self) -> tuple[RowView, ...]:
        sample = self.sample
        state = MarkView(Tone.WAIT, self.words(f"lot_sample.{sample.state}"))
        rows = [RowView(self.words("lot_sample.lot"), sample.lot, "", state)]
        if sample.state != REQUESTED:
            rows.append(specification_row(self.desk, sample.specification, sample.version))
        if sample.state == REQUESTED:
            for identity in sample.containers[:8]:
                tone = Tone.OK if identity in self._scanned else Tone.WAIT
                rows.append(RowView(self.words("receive.container"), identity, "", MarkView(tone)))
            return tuple(rows)
        if self._tested:
            rows.append(instrument_row(self.desk, self._instrument))
        newest = sample.newest()
        for test in self.specification.tests if self.specification else ():
            name, limits = test.name.in_language(self.desk.language), worded(limits_of(test), self.desk.language)
            result = newest.get(test.code)
            if result is None:
                rows.append(RowView(name, "", limits))
                continue
            good = result.verdict == Conclusion.COMPLIES
            word = self.words(f"lot_sample.{result.verdict}")
            mark = MarkView(Tone.OK if good else Tone.FAIL, word)
            rows.append(RowView(name, f"{result.value} {result.unit}", limits, mark))
        return tuple(rows)

    def _field(self, due: TestLimit) -> FieldView:
        label = due.name.in_language(self.desk.language)
        return FieldView("result", label, FieldKind.NUMBER, "", due.unit, attempt=self._attempt)

    # ------------------------------------------------------------------ what is scanned, typed and pressed

    async def scan(self, code: Code) -> None:
        """Take a container that the sample is drawn from, or the instrument that the next results come from.

        With the last container the sample is drawn.
        """
        named = scanned_instrument(self.desk, code) if self._tested else None
        if named is not None:
            name, why = named
            self._instrument = name if why is None else self._instrument
            await self.desk.devices.signal(why is None)
            self.say(why)
            return
        identity, session = label_identity(code), self.desk.session
        wanted = self.sample.containers if self.sample.state == REQUESTED else ()
        if session is None or identity not in wanted:
            await super().scan(code)
            await self.desk.devices.signal(False)
            return
        if identity in self._scanned:
            await self.desk.devices.signal(True, again=True)
            return
        self._scanned.append(identity)
        await self.desk.devices.signal(True)
        self.say(None)
        if set(self._scanned) == set(wanted):
            await self._draw()

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take a result; with the last one the results go to the signature."""
        due, session = self._due, self.desk.session
        if due is None or session is None or not self._tested:
            return
        self._attempt += 1
        try:
            value = values.typed(answers["result"].reveal(), due.unit)
        except CountersignError as error:
            self.say(error)
            return
        sample = self.sample
        instrument = self._instrument or None
        subject = Subject(lot=sample.lot, sample=sample.id, test=due.code, equipment=instrument)
        facts = {SPECIFICATION: sample.specification, VERSION: str(sample.version), "method": due.method}
        act = self.desk.recorder.act(session.who, ActKind.RESULT_ENTERED, subject, {"value": value}, facts)
        if not await self.guarded(self.desk.recorder.record(act)):
            return
        if await self._again(lambda known: any(one.record == act.id for one in known.results)) and self._due is None:
            self._sign()

    async def key(self, name: str) -> None:
        """F8 signs when every result is there, F5 asks the core again, F3 goes back to the list."""
        if name == "f3":
            self.desk.navigation.go(self.desk.ways.samples())
        elif name == "f5":
            await self._again()
        elif name == "f8" and self._signable:
            self._sign()

    async def _draw(self) -> None:
        session, sample = self.desk.session, self.sample
        if session is None:
            return
        by = in_force_facts(self.desk.recorder.plant, sample.specification)
        facts = {**by, "containers": ",".join(sample.containers)}
        subject = Subject(lot=sample.lot, sample=sample.id)
        act = self.desk.recorder.act(session.who, ActKind.SAMPLE_DRAWN, subject, {}, facts)
        if await self.guarded(self.desk.recorder.record(act)):
            await self._again(lambda known: known.state != REQUESTED)

    async def _again(self, known: Callable[[LotSample], bool] = lambda _: True) -> bool:
        """Learn the sample from the core, asking until it knows what was just recorded here, but not for ever."""
        for _ in range(TRIES):
            if not await self.guarded(self._asked()):
                return False
            if known(self.sample):
                return True
            await asyncio.sleep(WAIT_S)
        self.say(Finding("lot_sample.on_its_way"))
        return False

    async def _asked(self) -> None:
        found = await ask_samples(self.desk, self.sample.lot)
        self.sample = next((one for one in found if one.id == self.sample.id), self.sample)

    def _sign(self) -> None:
        """Sign the results as analyst, or as the one who checks them."""
        meaning = Meaning.PERFORMED if self.sample.state == DRAWN else Meaning.VERIFIED
        session = self.desk.session
        entered = {self.sample.performed, *(result.person for result in self.sample.results)}
        if meaning is Meaning.VERIFIED and session is not None and session.person.id in entered:
            self.say(Finding("lot_sample.own"))
            return
        if self.sample.state == DRAWN and session is not None and session.person.id not in entered:
            self.say(finding("lot_sample.not_entered"))
            return
        manifest = lot_sample_manifest(self.sample, self.desk.recorder.plant, self.desk.language)
        self.desk.navigation.go(SignFlow(self.desk, manifest, meaning, self._list, lambda: self))

    def _list(self) -> TaskFlow:
        return self.desk.ways.samples()

    # ------------------------------------------------------------------ what the plant says

    @property
    def specification(self) -> Specification | None:
        """Give what the sample is tested by, by the version of its drawing."""
        return tested_by(self.sample, self.desk.recorder.plant)

    @property
    def _due(self) -> TestLimit | None:
        newest, found = self.sample.newest(), self.specification
        return next((test for test in found.tests if test.code not in newest), None) if found else None

    @property
    def _tested(self) -> bool:
        """Tell whether results are entered: until they are signed."""
        return self.sample.state == DRAWN

    @property
    def _signable(self) -> bool:
        return self.sample.state in (DRAWN, ENTERED) and self._due is None
