"""Batch map: every step of the batch with its state; Enter opens the step of now."""

from collections.abc import Set

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.holds import hold_views
from console.flows.own_operation import is_here, next_here
from console.recorder import OpenBatch
from core.batch.blind import unseen
from core.batch.entries import NOT_APPLICABLE
from core.batch.needed import why_not_needed
from core.batch.progress import finished, open_steps
from core.language import worded
from core.master.model import Operation, Step
from core.people import Role
from screens.operator.batch_map import BatchMapView
from screens.views import (
    CellState,
    FactView,
    FrameView,
    KeyView,
    Look,
    MarkView,
    OperationView,
    SectionView,
    SidePanelView,
    Span,
    StepMapView,
    Tone,
    keys,
)

_KEYS = (
    *keys("f1", "f3"),
    KeyView("f4", does="kit"),
    KeyView("f5", does="operations"),
    *keys("f10"),
    KeyView("f11", does="all_steps"),
)


class BatchMapFlow(TaskFlow):
    """Shows where a batch stands."""

    screen = "batch_map"

    def __init__(self, desk: Desk, batch: str) -> None:
        """Take the batch number."""
        super().__init__(desk)
        self._batch = batch

    @property
    def open(self) -> OpenBatch:
        """Give the batch as it stands now."""
        return self.desk.recorder.batch(self._batch)

    @property
    def view(self) -> BatchMapView:
        """Show the map, what is left out and why, and beside it the step of now and the open exceptions."""
        opened = self.open
        operations = StepMapView(tuple(self._operation(operation, opened) for operation in opened.master.operations()))
        holds, left_out = hold_views(self.desk, opened), self._left_out(opened)
        head = self._frame(opened, self._now(opened))
        return BatchMapView(head, operations, self.words("hold.title"), holds, left_out)

    async def key(self, name: str) -> None:
        """Enter opens the step of now; F4 lists what was dispensed, F5 the open operations, F11 all steps."""
        now = self._now(self.open)
        if name == "enter" and now is not None and self._may_open(now):
            operation = self.open.master.operation_of(now.id)
            self.desk.navigation.go(self.desk.ways.step(self._batch, operation.id if operation else ""))
        elif name == "f4":
            self.desk.navigation.go(self.desk.ways.kit(self._batch))
        elif name == "f5":
            self.desk.navigation.go(self.desk.ways.task("operations", "OperationsFlow", self._batch))
        elif name == "f11":
            self.desk.navigation.go(self.desk.ways.task("record_steps", "RecordStepsFlow", self._batch))
        elif name in ("f3", "f12"):
            self.desk.navigation.home()

    def _frame(self, opened: OpenBatch, now: Step | None) -> FrameView:
        steps = [step for step in opened.master.steps() if step.id not in opened.state.not_needed]
        done = sum(finished(step, opened.state) for step in steps)
        unneeded = len(opened.state.not_needed)
        open_cases = len(opened.state.open_cases())
        aside = [Span(self.words("map.done", n=str(done), m=str(len(steps))), Look.MUTED)]
        if unneeded:
            aside += [Span("   "), Span(self.words("map.not_needed", n=str(unneeded)), Look.MUTED)]
        if open_cases:
            aside += [Span("   "), Span(self.words("map.exceptions", n=str(open_cases)), Look.WARN)]
        following = self.words("next.map_done")
        if now is not None and not self._may_open(now):
            following = self.words("next.back")
        elif now is not None and len(open_steps(opened.state, opened.master)) > 1:
            following = self.words("next.map_choose", n=str(now.number))
        elif now is not None:
            following = self.words("next.map_open", n=str(now.number), name=now.name.in_language(self.desk.language))
        return frame(
            self.desk,
            header(self.desk, opened.master, self._batch, now),
            self.words("map.title"),
            following,
            _KEYS,
            aside=tuple(aside),
            side=SidePanelView(self._side(opened, now)),
            message=self.message,
        )

    def _now(self, opened: OpenBatch) -> Step | None:
        """Give the step that this kiosk does next."""
        return next_here(self.desk, opened).step

    def _elsewhere(self, now: Step) -> bool:
        """Tell whether a step belongs to an operation of another room that this terminal does not hold."""
        operation = self.open.master.operation_of(now.id)
        if operation is None or is_here(self.desk, operation):
            return False
        return self.open.state.leases.get(operation.id) != self.desk.place.kiosk

    def _left_out(self, opened: OpenBatch) -> tuple[str, ...]:
        """Say which steps are not needed or not applicable, and why."""
        state, language = opened.state, self.desk.language
        said: list[str] = []
        for step in opened.master.steps():
            why = why_not_needed(step, state, opened.master)
            stated = state.step(step.id).filled.get(NOT_APPLICABLE)
            if why is not None:
                said.append(worded(why, language))
            elif stated is not None:
                reason = stated.act.facts.get("reason", "-")
                said.append(self.words("map.not_applicable", n=str(step.number), reason=reason))
        return tuple(said)

    def _may_open(self, now: Step | None) -> bool:
        session = self.desk.session
        return (
            now is not None
            and session is not None
            and not self._elsewhere(now)
            and bool({*now.roles, Role.SUPERVISOR, Role.QA} & set(session.person.roles))
        )

    def _operation(self, operation: Operation, opened: OpenBatch) -> OperationView:
        due = {step.id for step in open_steps(opened.state, opened.master)}
        cells = tuple(self._cell(step, opened, due) for step in operation.steps)
        done = sum(cell in (CellState.DONE, CellState.EXCEPTION, CellState.SKIPPED) for cell in cells)
        name = operation.name.in_language(self.desk.language)
        return OperationView(name, operation.room, f"{done} / {len(cells)}", operation.steps[0].number, cells)

    def _cell(self, step: Step, opened: OpenBatch, due: Set[str]) -> CellState:
        if step.id in due:
            return CellState.NOW
        if any(case.step == step.id for case in opened.state.open_cases()):
            return CellState.EXCEPTION
        if step.id in opened.state.not_needed or NOT_APPLICABLE in opened.state.step(step.id).filled:
            return CellState.SKIPPED
        return CellState.DONE if finished(step, opened.state) else CellState.TO_COME

    def _side(self, opened: OpenBatch, now: Step | None) -> tuple[SectionView, ...]:
        language = self.desk.language
        sections: list[SectionView] = []
        if now is not None:
            holder = opened.master.operation_of(now.id)
            room = holder.room if holder else ""
            roles = ", ".join(self.words(f"role.{role.value}") for role in now.roles)
            facts = (
                FactView(self.words("map.step_name"), now.name.in_language(language)),
                FactView(self.words("map.room"), room),
                FactView(self.words("map.roles"), roles),
            )
            sections.append(SectionView(self.words("map.step", n=str(now.number)), facts))
        for case in opened.state.open_cases()[:3]:
            step = opened.master.step(case.step)
            title = self.words("map.exception_of", n=str(step.number) if step else "-")
            counting = step is not None and bool(unseen(step, opened.state.step(step.id).filled))
            what = self.words("shown.counted") if counting else worded(case.what, language)
            sections.append(SectionView(title, (MarkView(Tone.WARN, case.id), what)))
        return tuple(sections)
