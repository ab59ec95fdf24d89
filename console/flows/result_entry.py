"""Result entry: one test after another against the specification; the analyst signs, a second person checks."""

from decimal import Decimal

from console.desk import Desk
from console.flows import values
from console.flows.countersign import signed_manifest
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.second_person import SecondPerson
from console.flows.sign import SignFlow
from core.acts import ActKind, Manifest, Meaning, Subject
from core.batch.manifest import sample_manifest
from core.batch.state import SampleState
from core.codes import Code, CodeKind
from core.errors import CountersignError
from core.language import worded
from core.plant import Specification, TestLimit
from core.quality import Conclusion, judge_result, limits_of
from core.secret import Secret
from screens.operator.countersign import CountersignView
from screens.quality.result_entry import ResultEntryView
from screens.views import FieldKind, FieldView, ItemView, LimitsBarView, MarkView, RowView, Tone, VerdictView, keys


class SampleFlow(TaskFlow):
    """What both flows of a sample share."""

    def __init__(self, desk: Desk, batch: str, sample: str) -> None:
        """Take the sample."""
        super().__init__(desk)
        self.batch = batch
        self._sample = sample

    @property
    def sample(self) -> SampleState:
        """Give the sample as it stands."""
        return self.desk.recorder.batch(self.batch).state.samples[self._sample]

    @property
    def specification(self) -> Specification:
        """Give what the sample is tested by."""
        return self.desk.recorder.plant.specifications[self.sample.specification]

    def again(self) -> TaskFlow:
        """Make the flow for what the sample needs next."""
        return open_sample(self.desk, self.batch, self._sample)

    async def key(self, name: str) -> None:
        """F3 goes back to the list."""
        if name == "f3":
            from console.flows.samples_due import SamplesDueFlow

            self.desk.navigation.go(SamplesDueFlow(self.desk))


class ResultEntryFlow(SampleFlow):
    """Enters results."""

    screen = "result_entry"
    _attempt = 0

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
        subject = Subject(batch=self.batch, sample=self._sample, test=test.code)
        facts = {"specification": self.sample.specification, "method": test.method}
        act = self.desk.recorder.act(session.who, ActKind.RESULT_ENTERED, subject, {"value": value}, facts)
        if await self.guarded(self.desk.recorder.record(act)) and self._due() is None:
            self._sign()

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
        return (RowView(self.words("qc.method"), due.method),) if due else ()


class ResultCheckFlow(SampleFlow):
    """The check of signed results by a second person."""

    screen = "countersign"

    def __init__(self, desk: Desk, batch: str, sample: str) -> None:
        """Take the sample whose results are signed."""
        super().__init__(desk, batch, sample)
        self.second = SecondPerson(self)

    @property
    def view(self) -> CountersignView:
        """Show the results as they were signed, and the fields once the checker is known."""
        batch = self.desk.recorder.batch(self.batch)
        following = "next.check_and_sign" if self.second.person else "next.scan_checker"
        view_frame = frame(
            self.desk,
            header(self.desk, batch.master, self.batch),
            self.words("step.countersign"),
            self.words(following),
            keys("f1", "f3", "f10", "f12"),
            subject=self._sample,
            message=self.message,
        )
        manifest = self._manifest()
        rows = [RowView(line.label, line.value) for line in manifest.lines] if manifest else []
        performed = self.sample.performed
        if performed is not None:
            rows.insert(0, RowView(self.words("meaning.performed"), f"{performed.name}"))
        fields = self.second.secret_fields() if self.second.person else (self.second.user_id_field(),)
        declaration, leave = self.words("declaration.verified"), self.words("sign.leave_short")
        return CountersignView(view_frame, None, None, None, tuple(rows[:8]), declaration, leave, fields)

    async def scan(self, code: Code) -> None:
        """Take the checker's badge."""
        if code.kind == CodeKind.BADGE:
            self.second.identify(code.get("badge") or "")
        else:
            await super().scan(code)

    async def enter(self, typed: str) -> None:
        """Take the checker's user id as typed."""
        self.second.identify(typed)

    async def key(self, name: str) -> None:
        """F12 lets another person come."""
        if name == "f12":
            self.second.leave()
        else:
            await super().key(name)

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign the manifest that the analyst signed."""
        person, session, manifest = self.second.person, self.desk.session, self._manifest()
        if person is None or manifest is None:
            return
        self.second.tried()
        language = self.desk.language
        signing = self.desk.ceremony.sign(
            person, Meaning.VERIFIED, (manifest,), password, code, language, session.id if session else ""
        )
        if await self.guarded(signing):
            self.desk.navigation.go(self.again())

    def _manifest(self) -> Manifest | None:
        return signed_manifest(self.desk.recorder.batch(self.batch), self.sample.performed)


def open_sample(desk: Desk, batch: str, sample: str) -> TaskFlow:
    """Make the flow for what a sample needs next: results, their check, or nothing more."""
    from console.flows.samples_due import SamplesDueFlow

    state = desk.recorder.batch(batch).state.samples[sample]
    if state.verified is not None:
        return SamplesDueFlow(desk)
    if state.performed is not None:
        return ResultCheckFlow(desk, batch, sample)
    return ResultEntryFlow(desk, batch, sample)
