"""Operations: those that are open in a batch, who holds each, and handing one over to another terminal."""

from console.desk import Desk
from console.flows.chosen import ChosenTask
from console.flows.frame import header
from console.flows.lease import records_of
from console.flows.own_operation import is_here, operation_of
from core.batch.guide import Guidance, guides
from core.finding import finding
from core.master.model import Operation
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone

Open = tuple[Operation, Guidance]
"""An operation, and what comes next in it."""


class OperationsFlow(ChosenTask[Open]):
    """One row each; Enter goes on with the chosen one, F12 lets go of it."""

    def __init__(self, desk: Desk, batch: str) -> None:
        """Take the batch number."""
        super().__init__(desk)
        self._batch = batch

    @property
    def view(self) -> ListedView:
        """Show where each operation stands and where it is worked on."""
        found = self.found()
        chosen = self.rows.row(found)
        held = chosen is not None and self._holder(chosen[0]) == self.desk.place.kiosk
        return self.listed(
            self.words("operations.title"),
            self.words("next.operation_held" if held else "next.operation" if found else "next.back"),
            found=found,
            live=("f1", "f3", "f5", "f10", *(("f12",) if held else ())),
            empty=self.words("operations.none"),
            subject=self._batch,
            head=header(self.desk, self.desk.recorder.batch(self._batch).master, self._batch),
        )

    async def opened(self) -> None:
        """Ask the core where the operations are worked on by now; what is known here is there at once."""
        await self.guarded(self.desk.reload())

    async def digit(self, number: int) -> None:
        """Choose a row."""
        chosen = self.rows.chosen(self.found(), number)
        if chosen is not None:
            self.rows.choose(chosen)
            self.changed()

    async def key(self, name: str) -> None:
        """F12 hands the chosen one over."""
        if name != "f12":
            await super().key(name)
        elif (chosen := self.rows.row(self.found())) is not None:
            await self._hand_over(chosen[0])

    def back(self) -> None:
        """Go to the map of the batch."""
        self.desk.navigation.go(self.desk.ways.batch_map(self._batch))

    async def open(self, one: Open) -> None:
        """Go on with one that is worked on here; of any other say where."""
        operation, _ = one
        if is_here(self.desk, operation) or self._holder(operation) == self.desk.place.kiosk:
            self.desk.navigation.go(self.desk.ways.step(self._batch, operation.id))
        else:
            self.say(finding("operations.go_there", room=operation.room))

    async def _hand_over(self, operation: Operation) -> None:
        if self._holder(operation) == self.desk.place.kiosk:
            await self.guarded(self._let_go(operation))
            self.changed()

    async def _let_go(self, operation: Operation) -> None:
        session = self.desk.session
        body = {"batch": self._batch, "operation": operation.id, **(session.asks if session else {})}
        await self.desk.recorder.take_in(records_of(await self.desk.ask("hand_over", body)))
        self.desk.working.pop(self._batch, None)

    def found(self) -> list[Open]:
        """List the operations that are open in the batch."""
        opened = self.desk.recorder.batch(self._batch)
        due = guides(opened.state, opened.master, self.desk.place.kiosk)
        found = ((operation_of(opened, guidance), guidance) for guidance in due)
        return [(operation, guidance) for operation, guidance in found if operation is not None]

    def name(self, one: Open) -> str:
        """Name it by the operation."""
        return one[0].id

    def _holder(self, operation: Operation) -> str:
        return self.desk.recorder.batch(self._batch).state.leases.get(operation.id, "")

    def item(self, number: int, one: Open) -> ItemView:
        """Draw a row."""
        operation, guidance = one
        holder, steps = self._holder(operation), operation.steps
        mark = MarkView(Tone.NONE, self.words("work.held", kiosk=holder))
        if holder in ("", self.desk.place.kiosk):
            mark = MarkView(Tone.WAIT, self.words("work.in_process" if holder else "work.ready"))
        first = guidance.step.number if guidance.step else 0
        count = f"{first - steps[0].number + 1}/{len(steps)}"
        name = operation.name.in_language(self.desk.language)
        return ItemView(number, name, operation.room, count, mark)

    def about(self, one: Open) -> tuple[RowView, ...]:
        """Say which step comes next, and where."""
        operation, guidance = one
        step = guidance.step
        name = f"{step.number} {step.name.in_language(self.desk.language)}" if step else "-"
        room = RowView(self.words("map.room"), operation.room, "", self._place_mark(operation))
        return (RowView(self.words("operations.step"), "", name), room)

    def _place_mark(self, operation: Operation) -> MarkView | None:
        return None if is_here(self.desk, operation) else MarkView(Tone.WARN, self.words("operations.elsewhere"))
