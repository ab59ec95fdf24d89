"""Result entry: one test after another against the specification; then the analyst signs."""

from decimal import Decimal

from console.flows import values
from console.flows.frame import frame, header
from console.flows.instrument import instrument_row, scanned_instrument
from console.flows.sample import SampleFlow
from console.flows.sign import SignFlow
from console.flows.tested_by import specification_row
from core.acts import ActKind, Meaning, Subject
from core.batch.manifest import sample_manifest
from core.codes import Code
from core.errors import CountersignError
from core.language import worded
from core.plant import TestLimit
from core.quality import Conclusion, judge_result, limits_of
from core.specified import SPECIFICATION, VERSION
from screens.quality.result_entry import ResultEntryView
from screens.views import FieldKind, FieldView, ItemView, LimitsBarView, MarkView, RowView, Tone, VerdictView, keys


class ResultEntryFlow(SampleFlow):
    """Enters results."""

    screen = "result_entry"
    _attempt = 0
    _instrument = ""

    @property
    def view(self) -> ResultEntryView:
        """Show the tests, the field for the next result, and the last verdict."""
        due = self._due()
        batch = self.desk.recorder.batch(self.batch)
        view_frame = frame(
            self.desk,
            header(self.desk, batch.master, self.batch),
            self.words("qc.results"),
            self.words("next.type_result", unit=due.unit) if due else self.words("next.sign_results"),
            keys("f1", "f3", "f8", "f10"),
            subject=self._sample,
            message=self.message,
        )
        tests = tuple(self._item(test) for test in self.specification.tests)
        return ResultEntryView(
            view_frame, tests, self._field(due), None, self._verdict(), self._bar(due), self._rows(due)
        )

    async def enter(self, typed: str) -> None:
        """Take a result."""
        test, session = self._due(), self.desk.session
        if test is None or session is None:
            return
        self._attempt += 1
        try:
            value = values.typed(typed, test.unit)
            judge_result(test, value.quantity.value)
        except CountersignError as error:
            self.say(error)
            return
        instrument = self._instrument or None
        subject = Subject(batch=self.batch, sample=self._sample, test=test.code, equipment=instrument)
        by = {SPECIFICATION: self.sample.specification, VERSION: str(self.sample.version)}
        facts = {**by, "method": test.method}
        act = self.desk.recorder.act(session.who, ActKind.RESULT_ENTERED, subject, {"value": value}, facts)
        if await self.guarded(self.desk.recorder.record(act)) and self._due() is None:
            self._sign()

    async def scan(self, code: Code) -> None:
        """Take the label of the instrument that the next results come from."""
        found = scanned_instrument(self.desk, code)
        if found is None:
            await super().scan(code)
            return
        name, why = found
        self._instrument = name if why is None else self._instrument
        await self.desk.devices.signal(why is None)
        self.say(why)

    async def key(self, name: str) -> None:
        """F8 signs when every result is there."""
        if name == "f8" and self._due() is None:
            self._sign()
        else:
            await super().key(name)

    def _sign(self) -> None:
        batch = self.desk.recorder.batch(self.batch)
        manifest = sample_manifest(self.sample, batch.state, self.desk.language, self.desk.recorder.plant)
        part = self.words("sign.part", n="1", m="2")
        flow = SignFlow(self.desk, manifest, Meaning.PERFORMED, self.again, self.again, master=batch.master, part=part)
        self.desk.navigation.go(flow)

    def _due(self) -> TestLimit | None:
        results = self.sample.results
        return next((test for test in self.specification.tests if test.code not in results), None)

    def _item(self, test: TestLimit) -> ItemView:
        language = self.desk.language
        filled = self.sample.results.get(test.code)
        due = self._due()
        mark = MarkView(Tone.NONE, self.words("qc.to_test"))
        shown = ""
        if filled is not None:
            value = filled.act.values["value"].quantity
            shown = str(value)
            good = judge_result(test, value.value).conclusion == Conclusion.COMPLIES
            mark = MarkView(Tone.OK if good else Tone.FAIL, self.words("qc.complies" if good else "qc.fails"))
        limits = worded(limits_of(test), language)
        chosen = due is not None and due.code == test.code
        return ItemView(None, test.name.in_language(language), shown, "", mark, limits, chosen=chosen)

    def _field(self, due: TestLimit | None) -> FieldView | None:
        if due is None:
            return None
        hint = f"{Decimal(0):.{due.decimals}f}"
        label = due.name.in_language(self.desk.language)
        return FieldView("result", label, FieldKind.NUMBER, hint, due.unit, attempt=self._attempt)

    def _bar(self, due: TestLimit | None) -> LimitsBarView | None:
        if due is None or (due.low is None and due.high is None):
            return None
        low = Decimal(due.low) if due.low is not None else None
        high = Decimal(due.high) if due.high is not None else None
        return LimitsBarView(low, high, None, None, Tone.NONE, due.low or "", due.high or "")

    def _verdict(self) -> VerdictView | None:
        results = self.sample.results
        tests = [test for test in self.specification.tests if test.code in results]
        if not tests:
            return None
        value = results[tests[-1].code].act.values["value"].quantity.value
        good = judge_result(tests[-1], value).conclusion == Conclusion.COMPLIES
        return VerdictView(Tone.OK if good else Tone.FAIL, self.words("qc.complies" if good else "qc.fails"))

    def _rows(self, due: TestLimit | None) -> tuple[RowView, ...]:
        by = specification_row(self.desk, self.sample.specification, self.sample.version)
        if due is None:
            return (by,)
        return (by, RowView(self.words("qc.method"), due.method), instrument_row(self.desk, self._instrument))
