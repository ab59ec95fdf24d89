"""Rounds to review: complete rounds that wait for supervisor or QA, and their exceptions that wait for QA."""

from functools import partial

from console.desk import Desk
from console.flows.chosen import ChosenTask
from console.flows.form import FormTask
from console.flows.sign import SignFlow
from console.recorder import OpenBatch
from core.acts import ActKind, Meaning, Subject
from core.batch.manifest import DISPOSITIONS, cause, exception_manifest
from core.batch.manifest_round import round_manifest
from core.batch.rounds import awaits_review, performers, reviewers
from core.batch.state import ExceptionCase
from core.language import worded
from core.people import Person
from core.rights import may
from screens.everyone.form import FormView
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone

Waiting = tuple[OpenBatch, ExceptionCase | None]
"""A round, and the exception in it that waits; None where the whole round waits."""


def rounds_for(desk: Desk, person: Person) -> list[Waiting]:
    """List what a person may settle or review now, the oldest round first."""
    rounds = sorted(
        (batch for batch in desk.recorder.batches() if batch.state.thing is not None),
        key=lambda batch: batch.state.number,
    )
    return [item for batch in rounds for item in _waiting(batch, person)]


def _waiting(batch: OpenBatch, person: Person) -> list[Waiting]:
    state, logbook = batch.state, batch.master.logbook
    if logbook is None:
        return []
    cases = [case for case in state.open_cases() if not case.awaits_production]
    settled: list[Waiting] = [(batch, case) for case in cases if may(person.roles, "act.settle_for_quality")]
    mine = reviewers(logbook) & set(person.roles) and person.id not in performers(state)
    return [*settled, *([(batch, None)] if mine and awaits_review(state, batch.master) else [])]


class RoundReviewFlow(ChosenTask[Waiting]):
    """One row each; a digit opens the exception, or shows the round to be signed."""

    @property
    def view(self) -> ListedView:
        """Show what waits, and what is known of the chosen one."""
        waiting = self.found()
        return self.listed(
            self.words("logbook.to_review"),
            self.words("next.round_review" if waiting else "next.work_none"),
            found=waiting,
            empty=self.words("logbook.nothing_to_review"),
        )

    async def open(self, one: Waiting) -> None:
        """Go to the exception, or show the round to be signed."""
        batch, case = one
        again = partial(RoundReviewFlow, self.desk)
        if case is not None:
            self.desk.navigation.go(RoundCaseFlow(self.desk, batch.state.number, case.id))
            return
        manifest = round_manifest(batch.state, batch.master, self.desk.language, self.desk.recorder.plant)
        self.desk.navigation.go(SignFlow(self.desk, manifest, Meaning.REVIEWED, again, again, master=batch.master))

    def found(self) -> list[Waiting]:
        """List what waits for this person."""
        session = self.desk.session
        return rounds_for(self.desk, session.person) if session else []

    def name(self, one: Waiting) -> tuple[str, str]:
        """Name it by the round, and the exception in it."""
        batch, case = one
        return batch.state.number, case.id if case is not None else ""

    def item(self, number: int, one: Waiting) -> ItemView:
        """Draw a row."""
        batch, case = one
        # The thing comes first: a long title may be cut.
        name = f"{batch.master.strength} {batch.master.name.in_language(self.desk.language)}"
        mark = MarkView(Tone.WAIT, self.words("logbook.awaits_review"))
        if case is not None:
            mark = MarkView(Tone.WARN, self.words("logbook.exception", case=case.id))
        return ItemView(number, name, batch.state.number, "", mark)

    def about(self, one: Waiting) -> tuple[RowView, ...]:
        """Say what happened, or who performed the round and how many exceptions it has."""
        batch, case = one
        if case is not None:
            return (RowView(self.words("manifest.what"), "", worded(case.what, self.desk.language)),)
        plant = self.desk.recorder.plant
        people = [plant.people[one].name for one in sorted(performers(batch.state)) if one in plant.people]
        count = str(len(batch.state.cases))
        return (
            RowView(self.words("meaning.performed"), "", ", ".join(people)),
            RowView(self.words("logbook.exceptions"), count),
        )


class RoundCaseFlow(FormTask):
    """QA settles one exception of a round: a digit is the disposition, which QA then signs."""

    def __init__(self, desk: Desk, batch: str, case: str) -> None:
        """Take the number of the round and the id of the exception."""
        super().__init__(desk)
        self._batch, self._case = batch, case

    @property
    def view(self) -> FormView:
        """Show what happened and the dispositions."""
        batch, language = self.desk.recorder.batch(self._batch), self.desk.language
        case = batch.state.cases[self._case]
        said = cause(case.explained.act.facts.get("cause", "-"), language) if case.explained else "-"
        step = batch.master.step(case.step)
        where = f"{batch.master.name.in_language(language)} {batch.master.strength}"
        words = self.words("logbook.case", what=worded(case.what, language), where=where, cause=said)
        items = tuple(ItemView(n, self.words(f"disposition.{code}")) for n, code in enumerate(DISPOSITIONS, 1))
        subject = f"{self._batch}  {step.name.in_language(language) if step else ''}"
        return self.form(
            self.words("logbook.settle", case=case.id),
            self.words("next.round_case"),
            live=("f1", "f3", "f10"),
            subject=subject,
            words=words,
            items=items,
        )

    async def digit(self, number: int) -> None:
        """Put the disposition on record, then have QA sign it."""
        session, state = self.desk.session, self.desk.recorder.batch(self._batch).state
        case = state.cases[self._case]
        if session is None or case.closed or not 1 <= number <= len(DISPOSITIONS):
            return
        about = Subject(batch=self._batch, step=case.step, exception=case.id)
        facts = {"disposition": DISPOSITIONS[number - 1]}
        act = self.desk.recorder.act(session.who, ActKind.EXCEPTION_DISPOSED, about, facts=facts)
        if not await self.guarded(self.desk.recorder.record(act)):
            return
        batch = self.desk.recorder.batch(self._batch)
        manifest = exception_manifest(batch.state.cases[case.id], batch.state, self.desk.language)
        again = partial(RoundReviewFlow, self.desk)
        self.desk.navigation.go(SignFlow(self.desk, manifest, Meaning.APPROVED, again, again, master=batch.master))

    async def key(self, name: str) -> None:
        """F3 goes back to the list."""
        if name == "f3":
            self.desk.navigation.go(RoundReviewFlow(self.desk))
