"""Operations: those that are open in a batch, who holds each, and handing one over to another terminal."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.lease import records_of
from console.flows.own_operation import is_here, operation_of
from core.batch.guide import Guidance, guides
from core.finding import finding
from core.master.model import Operation
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone, keys


class OperationsFlow(TaskFlow):
    """One row each; Enter goes on with the chosen one, F12 lets go of it."""

    screen = "listed"

    def __init__(self, desk: Desk, batch: str) -> None:
        """Take the batch number."""
        super().__init__(desk)
        self._batch = batch
        self._chosen = 0

    @property
    def view(self) -> ListedView:
        """Show where each operation stands and where it is worked on."""
        opened, rows = self.desk.recorder.batch(self._batch), self._rows()
        self._chosen = max(0, min(self._chosen, len(rows) - 1))
        held = bool(rows) and self._holder(rows[self._chosen][0]) == self.desk.place.kiosk
        view_frame = frame(
            self.desk,
            header(self.desk, opened.master, self._batch),
            self.words("operations.title"),
            self.words("next.operation_held" if held else "next.operation" if rows else "next.back"),
            keys("f1", "f3", "f5", "f10", *(("f12",) if held else ())),
            subject=self._batch,
            message=self.message,
        )
        items = tuple(self._item(number, *row) for number, row in enumerate(rows, 1))
        about = self._about(*rows[self._chosen]) if rows else ()
        return ListedView(view_frame, items, about, (), self.words("operations.none"))

    async def opened(self) -> None:
        """Ask the core where the operations are worked on by now; what is known here is there at once."""
        await self.guarded(self.desk.reload())

    async def digit(self, number: int) -> None:
        """Choose a row."""
        if 1 <= number <= len(self._rows()):
            self._chosen = number - 1
            self.changed()

    async def key(self, name: str) -> None:
        """Arrows choose, Enter opens, F12 hands over, F5 asks the core, F3 goes back to the map."""
        rows = self._rows()
        match name:
            case "up" | "down":
                self._chosen += 1 if name == "down" else -1
                self.changed()
            case "enter" if rows:
                self._open(rows[self._chosen][0])
            case "f12" if rows:
                await self._hand_over(rows[self._chosen][0])
            case "f5":
                await self.guarded(self.desk.reload())
            case "f3":
                self.desk.navigation.go(self.desk.ways.batch_map(self._batch))
            case _:
                return

    def _open(self, operation: Operation) -> None:
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

    def _rows(self) -> list[tuple[Operation, Guidance]]:
        opened = self.desk.recorder.batch(self._batch)
        due = guides(opened.state, opened.master, self.desk.place.kiosk)
        found = ((operation_of(opened, guidance), guidance) for guidance in due)
        return [(operation, guidance) for operation, guidance in found if operation is not None]

    def _holder(self, operation: Operation) -> str:
        return self.desk.recorder.batch(self._batch).state.leases.get(operation.id, "")

    def _item(self, number: int, operation: Operation, guidance: Guidance) -> ItemView:
        holder, steps = self._holder(operation), operation.steps
        mark = MarkView(Tone.NONE, self.words("work.held", kiosk=holder))
        if holder in ("", self.desk.place.kiosk):
            mark = MarkView(Tone.WAIT, self.words("work.in_process" if holder else "work.ready"))
        first = guidance.step.number if guidance.step else 0
        count = f"{first - steps[0].number + 1}/{len(steps)}"
        name = operation.name.in_language(self.desk.language)
        return ItemView(number, name, operation.room, count, mark, chosen=number == self._chosen + 1)

    def _about(self, operation: Operation, guidance: Guidance) -> tuple[RowView, ...]:
        step = guidance.step
        name = f"{step.number} {step.name.in_language(self.desk.language)}" if step else "-"
        room = RowView(self.words("map.room"), operation.room, "", self._place_mark(operation))
        return (RowView(self.words("operations.step"), "", name), room)

    def _place_mark(self, operation: Operation) -> MarkView | None:
        return None if is_here(self.desk, operation) else MarkView(Tone.WARN, self.words("operations.elsewhere"))
