"""The kit: every container dispensed for a batch, what is missing, and the way back into stock before the charge."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.pages import Pages
from core.acts import ActKind, Subject
from core.batch.judge_reversal import reversal_facts
from core.batch.kit import Kit, kit_of
from core.batch.state import Dispensed
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Span, Tone, keys

PAGE = 9


class KitFlow(TaskFlow):
    """Lists dispensed containers; a digit and a reason put back what was dispensed and not charged."""

    screen = "listed"
    _chosen: Dispensed | None = None

    def __init__(self, desk: Desk, batch: str) -> None:
        """Take the batch number."""
        super().__init__(desk)
        self._batch = batch
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> ListedView:
        """Show the containers, whether the kit is complete, and the reason where one is asked for."""
        opened, kit = self.desk.recorder.batch(self._batch), self._kit
        chosen, page = self._chosen, self._pages.words(kit.containers)
        following = "next.kit_reason" if chosen else "next.kit" if kit.containers else "next.kit_only"
        view_frame = frame(
            self.desk,
            header(self.desk, opened.master, self._batch),
            self.words("kit.title"),
            self.words(following),
            keys("f1", "f3", "f10", *(("f12",) if chosen else ())),
            subject=self._batch,
            aside=(Span(page),) if page else (),
            message=self.message,
        )
        items = self._pages.items(kit.containers, self._item)
        label = self.words("kit.reason", c=chosen.container) if chosen else ""
        fields = (FieldView(f"reason-{chosen.container}", label, FieldKind.WORDS),) if chosen else ()
        return ListedView(view_frame, items, (self._completeness(kit),), fields, self.words("kit.none"))

    async def key(self, name: str) -> None:
        """F12 leaves the reason, F3 goes back to the map; the page keys turn."""
        if name == "f12" and self._chosen is not None:
            self._chosen = None
            self.changed()
        elif name in ("pageup", "pagedown"):
            self._pages.turn(name, self._kit.containers)
        elif name in ("f3", "f12"):
            self.desk.navigation.go(self.desk.ways.batch_map(self._batch))

    async def digit(self, number: int) -> None:
        """Choose the container that goes back."""
        item = self._pages.chosen(self._kit.containers, number)
        if self._chosen is None and item is not None:
            self._chosen = None if item.charged else item
            self.changed()

    async def enter(self, typed: str) -> None:
        """Take the reason, and put back what the container's weighing has dispensed."""
        session, item = self.desk.session, self._chosen
        opened = self.desk.recorder.batch(self._batch)
        step = opened.master.step(item.step) if item else None
        if session is None or item is None or step is None:
            return
        operation = opened.master.operation_of(step.id)
        about = Subject(
            batch=self._batch,
            operation=operation.id if operation else None,
            step=step.id,
            container=item.container,
            lot=item.lot,
        )
        facts = reversal_facts(opened.state, step, typed.strip())
        recorder = self.desk.recorder
        act = recorder.act(session.who, ActKind.DISPENSE_REVERSED, about, None, facts)
        if await self.guarded(recorder.record(act)):
            self._chosen = None
        self.changed()

    @property
    def _kit(self) -> Kit:
        opened = self.desk.recorder.batch(self._batch)
        return kit_of(opened.state, opened.master)

    def _completeness(self, kit: Kit) -> RowView:
        label = self.words("kit.complete")
        if kit.missing:
            named = ", ".join(self._material(code) for code in kit.missing)
            return RowView(label, "", self.words("kit.missing", names=named), MarkView(Tone.WARN))
        said = self.words("kit.is_complete", n=str(len(kit.containers)))
        return RowView(label, "", said, MarkView(Tone.OK))

    def _material(self, code: str) -> str:
        known = self.desk.recorder.plant.materials.get(code)
        return known.name.in_language(self.desk.language) if known else code

    def _item(self, digit: int, item: Dispensed) -> ItemView:
        words = self.words("kit.charged" if item.charged else "kit.to_charge")
        mark = MarkView(Tone.OK if item.charged else Tone.NONE, words)
        chosen = self._chosen is not None and self._chosen.container == item.container
        return ItemView(
            None if item.charged else digit,
            self._material(item.material),
            f"{item.container} {item.lot}",
            str(item.net),
            mark,
            chosen=chosen,
            open=not item.charged,
        )
