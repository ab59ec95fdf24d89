"""Exception: the operator says what happened; the supervisor decides what becomes of it and signs."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.second_person import SecondPerson
from console.flows.sign import SignFlow
from console.flows.step import StepFlow
from core.acts import ActKind, Meaning, Subject, Who
from core.batch.guide import Guidance, Stage
from core.batch.manifest import CAUSES, DISPOSITIONS, cause, exception_manifest
from core.batch.state import ExceptionCase
from core.codes import Code, CodeKind
from core.finding import Finding
from core.language import worded
from core.master.model import Step
from core.times import local_text, utc_from
from screens.operator.exception import ExceptionView
from screens.views import FieldKind, FieldView, ItemView, Line, Look, Span

FREE_TEXT = len(CAUSES) + 1


class ExceptionFlow(StepFlow):
    """One exception of the current step: first its cause, then the supervisor's disposition."""

    screen = "exception"
    _free = False

    def __init__(self, desk: Desk, batch: str, step: Step) -> None:
        """Take the step whose exception it is."""
        super().__init__(desk, batch, step)
        self.second = SecondPerson(self)

    @property
    def case(self) -> ExceptionCase | None:
        """Give the exception that waits here."""
        return self.guidance.case

    @property
    def view(self) -> ExceptionView:
        """Show what is wrong, the choices by digit, and who settles it."""
        case = self.case
        view_frame = self.frame(self.words("exception.title"), self._next(case))
        if case is None:
            return ExceptionView(view_frame, self.words("exception.title"), "", "", (), "", (), ())
        explaining = case.explained is None
        opened = local_text(utc_from(case.opened), self.desk.recorder.plant.offset_min)[11:19]
        what: Line = (Span(worded(case.what, self.desk.language), Look.FAIL),)
        codes = CAUSES if explaining else DISPOSITIONS
        prefix = "cause" if explaining else "disposition"
        items = [ItemView(n, self.words(f"{prefix}.{code}")) for n, code in enumerate(codes if self._ours else (), 1)]
        if explaining:
            items.append(ItemView(FREE_TEXT, self.words("exception.free_text")))
        return ExceptionView(
            view_frame,
            f"{self.words('exception.title')}  {case.id}",
            self.words("exception.opened", t=opened),
            self.step.name.in_language(self.desk.language),
            what,
            self._question(case),
            tuple(items),
            self._facts(),
            self._field(case),
            self._at_once(),
        )

    @property
    def _ours(self) -> bool:
        """Tell whether it is settled here; one that holds the batch is QA's once production has signed."""
        return self.case is not None and self.case.awaits_production

    def stays(self, guidance: Guidance) -> bool:
        """Stay while this step waits for a cause or a disposition."""
        here = guidance.step is not None and guidance.step.id == self.step.id
        return here and guidance.stage in (Stage.EXPLAIN, Stage.DISPOSE, Stage.HOLD)

    async def digit(self, number: int) -> None:
        """Take a cause, or the supervisor's disposition."""
        case = self.case
        if case is None or not self._ours:
            return
        if case.explained is None:
            await self._explain(case, number)
        elif self.second.person is None:
            self.say(Finding("next.scan_supervisor"))
        elif 1 <= number <= len(DISPOSITIONS):
            await self._dispose(case, DISPOSITIONS[number - 1])

    async def enter(self, typed: str) -> None:
        """Take a cause in free words, or the supervisor's user id."""
        case = self.case
        if case is None or not self._ours or not typed.strip():
            return
        if case.explained is None:
            await self._explained(case, typed.strip()[:200])
        else:
            await self.second.identify(typed)

    async def scan(self, code: Code) -> None:
        """Take the supervisor's badge."""
        if code.kind == CodeKind.BADGE and self._ours and self.case is not None and self.case.explained is not None:
            await self.second.identify(code.get("badge") or "", scanned=True)
        else:
            await super().scan(code)

    async def key(self, name: str) -> None:
        """What is recorded stays; F12 only leaves the free text or lets another supervisor come."""
        if name == "f12":
            self._free = False
            self.second.leave()
        else:
            await super().key(name)

    async def _explain(self, case: ExceptionCase, number: int) -> None:
        if number == FREE_TEXT:
            self._free = True
            self.changed()
        elif 1 <= number <= len(CAUSES):
            await self._explained(case, CAUSES[number - 1])

    async def _explained(self, case: ExceptionCase, why: str) -> None:
        act = self._act(ActKind.EXCEPTION_EXPLAINED, Subject(exception=case.id), facts={"cause": why})
        if await self.guarded(self.desk.recorder.record(act)):
            self._free = False
            await self.advance()

    async def _dispose(self, case: ExceptionCase, disposition: str) -> None:
        person, session = self.second.person, self.desk.session
        if person is None:
            return
        recorder = self.desk.recorder
        subject = Subject(batch=self.batch, step=self.step.id, exception=case.id)
        who = Who(person=person.id, session=session.id if session else None)
        act = recorder.act(who, ActKind.EXCEPTION_DISPOSED, subject, facts={"disposition": disposition})
        if await self.guarded(recorder.record(act)):
            proposed = self.open.state.cases[case.id]
            manifest = exception_manifest(proposed, self.open.state, self.desk.language)
            self.desk.navigation.go(
                SignFlow(
                    self.desk,
                    manifest,
                    Meaning.REVIEWED,
                    self._onwards,
                    lambda: ExceptionFlow(self.desk, self.batch, self.step),
                    person=person,
                    master=self.open.master,
                    step=self.step,
                )
            )

    def _onwards(self) -> TaskFlow:
        return self.desk.ways.step(self.batch)

    def _next(self, case: ExceptionCase | None) -> str:
        if case is None or case.explained is None:
            return self.words("next.say_what_happened", n=str(FREE_TEXT))
        if not self._ours:
            return self.words("next.held")
        return self.words("next.choose_disposition" if self.second.person else "next.scan_supervisor")

    def _question(self, case: ExceptionCase) -> str:
        if case.explained is None:
            return self.words("exception.what_happened")
        if not self._ours:
            return self.words("exception.held")
        why = cause(case.explained.act.facts.get("cause", "-"), self.desk.language)
        return self.words("exception.what_becomes", cause=why)

    def _at_once(self) -> str:
        said = self.step.out_of_limits.text
        return said.in_language(self.desk.language) if said is not None else ""

    def _facts(self) -> tuple[tuple[str, str], ...]:
        holds = self.case is not None and self.case.on_hold
        return (
            (self.words("exception.who"), self.words("exception.holds" if holds else "exception.who_settles")),
            (self.words("exception.blocks"), self.words("exception.what_blocks")),
            (self.words("exception.stored"), self.words("exception.what_stored")),
        )

    def _field(self, case: ExceptionCase) -> FieldView | None:
        if self._free:
            return FieldView("cause", self.words("exception.free_text"), FieldKind.WORDS)
        asked = self._ours and case.explained is not None and self.second.person is None
        return self.second.user_id_field() if asked else None
