"""Review by exception: counted rules, exceptions first, each settled by QA's signature, then the release."""

from functools import partial

from console.desk import Desk
from console.flows.core_evidence import CoreEvidence, ask_core, point_mark
from console.flows.effort import Effort
from console.flows.evidence import EvidenceFlow
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.sign import SignFlow
from console.recorder import OpenBatch
from core.acts import ActKind, Meaning, Subject
from core.batch.blind import unseen
from core.batch.entries import entries
from core.batch.exception_class import class_of
from core.batch.manifest import DISPOSITIONS, cause, entry_label, exception_manifest, shown_unless_blind
from core.batch.review import Review, review
from core.batch.reviewed import review_facts
from core.batch.rules.found import ReviewFinding
from core.finding import Finding
from core.language import text, worded
from core.people import Role
from core.release import checklist
from core.rights import may
from screens.quality.review import CountView, FindingRowView, ReviewView
from screens.views import CellState, FactView, MarkView, SectionView, SidePanelView, Span, Tone, keys

SHOWN = 6
_TONES = {"major": Tone.FAIL, "minor": Tone.WARN, "note": Tone.WAIT}


class ReviewFlow(TaskFlow):
    """One batch before QA."""

    screen = "review"

    def __init__(self, desk: Desk, batch: str, effort: Effort | None = None) -> None:
        """Take the batch, and the effort of the review that goes on here, if it has begun before."""
        super().__init__(desk)
        self.batch = batch
        self._effort = effort or Effort(desk.clock)
        self._chosen = 0
        self._found: tuple[int, Review] | None = None
        self._core: CoreEvidence | None = None

    @property
    def open(self) -> OpenBatch:
        """Give the batch as it stands."""
        return self.desk.recorder.batch(self.batch)

    @property
    def found(self) -> Review:
        """Evaluate the rules, once for each state of the record."""
        batch = self.open
        if self._found is None or self._found[0] != len(batch.records):
            plant = self.desk.recorder.plant
            self._found = (len(batch.records), review(batch.state, batch.records, batch.master, plant))
        return self._found[1]

    @property
    def view(self) -> ReviewView:
        """Show counts, findings, the sample and the checklist."""
        batch, found = self.open, self.found
        read = self._read()
        points = checklist(batch.state, batch.master, found, self._core.evidence if self._core else None)
        met = sum(1 for point in points if point.met)
        opened = len(batch.state.open_cases())
        language = self.desk.language
        view_frame = frame(
            self.desk,
            header(self.desk, batch.master, self.batch),
            self.words("review.title"),
            self.words("next.review"),
            keys("f1", "f3", "f4", "f8", "f10"),
            subject=self.words("review.rule_set", name=found.rule_set),
            side=self._side(),
            message=self.message,
        )
        counts = (
            CountView(str(found.applied), self.words("review.evaluated", m=str(found.applied)), Tone.OK),
            CountView(str(opened), self.words("review.open"), Tone.WARN if opened else Tone.NONE),
            CountView(str(len(read)), self.words("review.sampled", m=str(len(found.sample)))),
        )
        severity, step, exception, state = (
            self.words(f"review.head.{name}") for name in ("severity", "step", "exception", "state")
        )
        first = max(0, min(self._chosen - SHOWN // 2, len(found.findings) - SHOWN))
        findings = [
            self._row(item, index == self._chosen)
            for index, item in list(enumerate(found.findings))[first : first + SHOWN]
        ]
        return ReviewView(
            view_frame,
            counts,
            (severity, step, exception, state),
            tuple(findings),
            self.words("review.sample_title"),
            self.words("review.sample_by"),
            tuple((self._number(s), CellState.DONE if s in read else CellState.TO_COME) for s in found.sample),
            self.words("review.sample_read", n=str(len(read))),
            self.words("review.sample_left", n=str(len(found.sample) - len(read))),
            self.words("review.checklist"),
            self.words("review.met", n=str(met), m=str(len(points))),
            tuple(point_mark(self.desk, point, detail=False) for point in points),
            tuple(f"{n} {text(f'disposition.{code}', language)}" for n, code in enumerate(DISPOSITIONS, 1)),
        )

    async def opened(self) -> None:
        """Ask the core what only it knows; the review is there without waiting for it."""
        await self.guarded(self._ask())

    async def _ask(self) -> None:
        await self.desk.reload()
        self._core = await ask_core(self.desk, self.batch)

    async def key(self, name: str) -> None:
        """Arrows choose, Enter opens the evidence, F4 the next sampled step, F8 the release."""
        self._effort.pressed()
        match name:
            case "f3":
                await self._end()
                self.desk.navigation.go(self.desk.ways.reviews())
            case "up" | "down":
                last = max(0, len(self.found.findings) - 1)
                self._chosen = max(0, min(last, self._chosen + (1 if name == "down" else -1)))
                self.say(None)
            case "enter":
                item = self._chosen_finding()
                self._open_evidence(item.step if item else None)
            case "f4":
                read = self._read()
                self._open_evidence(next((step for step in self.found.sample if step not in read), None))
            case "f8":
                await self._release()
            case _:
                return

    async def digit(self, number: int) -> None:
        """Settle the chosen exception: the disposition goes on record, then QA signs it."""
        self._effort.pressed()
        session, item = self.desk.session, self._chosen_finding()
        if session is None or item is None or not item.case or not 1 <= number <= len(DISPOSITIONS):
            return
        case = self.open.state.cases[item.case]
        if case.closed:
            return
        if case.awaits_production:
            self.say(Finding("review.not_settled", {"case": case.id}))
            return
        recorder = self.desk.recorder
        subject = Subject(batch=self.batch, step=case.step, exception=case.id)
        facts = {"disposition": DISPOSITIONS[number - 1]}
        act = recorder.act(session.who, ActKind.EXCEPTION_DISPOSED, subject, facts=facts)
        if not await self.guarded(recorder.record(act)):
            return
        batch = self.open
        manifest = exception_manifest(batch.state.cases[case.id], batch.state, self.desk.language)
        again = partial(ReviewFlow, self.desk, self.batch, self._effort)
        self.desk.navigation.go(SignFlow(self.desk, manifest, Meaning.APPROVED, again, again, master=batch.master))

    def _open_evidence(self, step: str | None) -> None:
        known = self.open.master.step(step or "")
        if known is not None:
            again = partial(ReviewFlow, self.desk, self.batch, self._effort)
            self.desk.navigation.go(EvidenceFlow(self.desk, self.batch, known, again, self._effort))

    async def _release(self) -> None:
        session = self.desk.session
        if session is None or Role.AUTHORISED_PERSON not in session.person.roles:
            self.say(Finding("refusal.role_signature", {"role": self.words("role.authorised_person")}))
            return
        await self._end()
        self.desk.navigation.go(self.desk.ways.release(self.batch))

    async def _end(self) -> None:
        """Put on record what the review found and what it took; a batch that is decided is only looked at."""
        session, batch = self.desk.session, self.open
        if session is None or batch.state.decided is not None or not may(session.person.roles, "screen.review"):
            return
        facts = {**review_facts(self.found, batch.state), **self._effort.facts}
        about = Subject(batch=self.batch)
        act = self.desk.recorder.act(session.who, ActKind.BATCH_REVIEWED, about, facts=facts)
        await self.guarded(self.desk.recorder.record(act))

    def _read(self) -> set[str]:
        return set(self.found.sample) - set(self.found.unread)

    def _chosen_finding(self) -> ReviewFinding | None:
        findings = self.found.findings
        return findings[self._chosen] if self._chosen < len(findings) else None

    def _number(self, step: str) -> str:
        known = self.open.master.step(step)
        return str(known.number) if known else "-"

    def _row(self, item: ReviewFinding, chosen: bool) -> FindingRowView:
        state = MarkView(Tone.WARN, self.words("review.state_open"))
        if not item.open:
            state = MarkView(Tone.OK, self.words("review.state_closed"))
        what = self._said(item.step, item.what)
        severity = MarkView(_TONES[item.severity], self.words(f"review.severity_{item.severity}"))
        return FindingRowView(severity, self._number(item.step), what, state, item.case, chosen)

    def _side(self) -> SidePanelView | None:
        item = self._chosen_finding()
        if item is None:
            return None
        return SidePanelView((self._evidence(item), *self._case(item)), 40)

    def _evidence(self, item: ReviewFinding) -> SectionView:
        language, plant = self.desk.language, self.desk.recorder.plant
        step = self.open.master.step(item.step)
        lines: list[FactView] = []
        if step is not None:
            filled = self.open.state.step(step.id).filled
            for entry in entries(step, filled):
                label = entry_label(step, entry, language)
                lines.append(FactView(label, shown_unless_blind(step, entry.name, filled, language, plant)))
        title = step.name.in_language(language) if step else self.words("review.evidence")
        return SectionView(title, tuple(lines))

    def _said(self, step: str, what: Finding) -> str:
        """Word a finding, but no number while somebody is to count the same without knowing it."""
        known = self.open.master.step(step)
        counting = known is not None and bool(unseen(known, self.open.state.step(step).filled))
        return self.words("shown.counted") if counting else worded(what, self.desk.language)

    def _case(self, item: ReviewFinding) -> tuple[SectionView, ...]:
        case = self.open.state.cases.get(item.case)
        if case is None:
            return ()
        language = self.desk.language
        kind = self.words(f"exception.class_{class_of(case, self.open.master)}")
        lines = [FactView(self.words("exception.class"), kind)]
        if case.explained is not None:
            lines.append(
                FactView(self.words("review.cause"), cause(case.explained.act.facts.get("cause", "-"), language))
            )
        if case.production is not None:
            lines.append(FactView(self.words("review.production"), case.production.name))
        return (SectionView(case.id, (*lines, (Span(self._said(case.step, case.what)),)), rule=True),)
