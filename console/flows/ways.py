"""Where a flow can lead: the one place that knows every flow, so that flows do not know each other.

Flows are imported when they are first opened; a terminal starts with those it shows.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, cast

from console.desk import Desk
from console.flows.flow import TaskFlow
from core.acts import Meaning
from core.changes import Change
from core.codes import Code
from core.finding import Finding
from core.own_changes import held_token, statement_due, token_due
from core.rights import may_sign
from core.times import local_day

if TYPE_CHECKING:
    from console.flows.step import StepFlow


class FlowWays:
    """Makes the flow that comes next."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk that every flow works with."""
        self._desk = desk

    def step(self, batch: str, operation: str = "") -> TaskFlow:
        """Make the flow for what comes next in a batch, or in one of its operations; raises `UnknownBatch`."""
        from console.flows.steps import open_step

        return open_step(self._desk, batch, operation)

    def batch_map(self, batch: str) -> TaskFlow:
        """Make the map of a batch."""
        return self._made("batch_map", "BatchMapFlow", batch)

    def kit(self, batch: str) -> TaskFlow:
        """Make the list of a batch's dispensed containers."""
        return self._made("kit", "KitFlow", batch)

    def wrong_scan(self, step: "StepFlow", code: Code, found: Finding) -> TaskFlow:
        """Make the dialog of a wrong scan."""
        return self._made("wrong_scan", "WrongScanFlow", step, code, found)

    def samples(self) -> TaskFlow:
        """Make the list of samples due."""
        return self._made("samples_due", "SamplesDueFlow")

    def sample(self, batch: str, sample: str) -> TaskFlow:
        """Make the flow for what a sample needs next: results, their check, or nothing more."""
        state = self._desk.recorder.batch(batch).state.samples[sample]
        if state.verified is not None:
            return self.samples()
        name = "ResultCheckFlow" if state.performed is not None else "ResultEntryFlow"
        return self._made("result_check" if state.performed else "result_entry", name, batch, sample)

    def reviews(self) -> TaskFlow:
        """Make the list of batches to review."""
        return self._made("review_list", "ReviewListFlow")

    def review(self, batch: str) -> TaskFlow:
        """Make the review of a batch."""
        return self._made("review", "ReviewFlow", batch)

    def release(self, batch: str, *, signed: bool = False) -> TaskFlow:
        """Make the release of a batch."""
        return self._made("release", "ReleaseFlow", batch, signed)

    def trace(self, lot: str) -> TaskFlow:
        """Make the trace of a lot, forward first."""
        return self._made("trace", "TraceFlow", lot)

    def devices_and_link(self, previous: TaskFlow) -> TaskFlow:
        """Make the page of devices and link, which goes back to where it was called."""
        return self._made("devices_and_link", "DevicesAndLinkFlow", previous)

    def change(
        self, changes: Sequence[Change], then: Callable[[], TaskFlow] | None = None, reason: str = ""
    ) -> TaskFlow:
        """Make the flow in which changes are signed and put in force; then on to `then`, or home."""
        return self._made("change", "ChangeFlow", tuple(changes), then, reason)

    def own_due(self) -> TaskFlow | None:
        """Make the flow of what the person in session must do before signing anything; None where nothing is due."""
        session, plant = self._desk.session, self._desk.recorder.plant
        if session is None or not may_sign(session.person.roles, Meaning.PERFORMED):
            return None
        if statement_due(session.person.id, plant):
            return self._made("statement", "StatementFlow")
        token = held_token(session.person.id, plant)
        today = local_day(self._desk.clock.utc(), plant.offset_min)
        if token is not None and token_due(token, plant) < today:
            return self._made("token_test", "TokenTestFlow")
        return None

    def task(self, module: str, flow: str, *particulars: object) -> TaskFlow:
        """Make the flow of a task that is no batch, by the names of its module and class, with what it is about."""
        return self._made(module, flow, *particulars)

    def _made(self, module: str, name: str, *particulars: object) -> TaskFlow:
        made = getattr(import_module(f"console.flows.{module}"), name)
        return cast(TaskFlow, made(self._desk, *particulars))
