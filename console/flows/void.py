"""Void a record: QA chooses what was issued in error, says why, and signs; nothing of it is deleted."""

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.arrived import arrived
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.pages import Pages
from console.flows.sign import SignFlow
from console.recorder import OpenBatch
from core.acts import Manifest, Meaning
from core.batch.rounds import complete
from core.batch.voiding import not_voidable, void_manifest
from core.codes import Code
from core.finding import finding
from core.said import says_something
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Span, Tone, keys

PAGE = 9


class VoidListFlow(TaskFlow):
    """Every batch and round under way that is not decided; what cannot be voided says why."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> ListedView:
        """Show one page."""
        batches = self._batches()
        page = self._pages.words(batches)
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("work.void"),
            self.words("next.void" if batches else "next.work_none"),
            keys("f1", "f3", "f10"),
            aside=(Span(page),) if page else (),
            message=self.message,
        )
        return ListedView(view_frame, self._pages.items(batches, self._item), empty=self.words("void.none"))

    async def digit(self, number: int) -> None:
        """Open a batch."""
        chosen = self._pages.chosen(self._batches(), number)
        if chosen is not None:
            self._open(chosen)

    async def scan(self, code: Code) -> None:
        """Open the batch of a scanned label."""
        named = next((batch for batch in self._batches() if batch.state.number == code.get("batch")), None)
        if named is None:
            await super().scan(code)
            return
        self._open(named)

    async def key(self, name: str) -> None:
        """F3 goes back, page keys turn."""
        if name == "f3":
            self.desk.navigation.home()
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._batches())

    def _open(self, batch: OpenBatch) -> None:
        if found := not_voidable(batch.state, batch.master):
            self.say(found)
            return
        self.desk.navigation.go(VoidFlow(self.desk, batch.state.number))

    def _batches(self) -> list[OpenBatch]:
        known = self.desk.recorder.batches()
        under_way = (batch for batch in known if batch.state.thing is None or not complete(batch.state, batch.master))
        return [batch for batch in under_way if batch.state.decided is None]

    def _item(self, number: int, batch: OpenBatch) -> ItemView:
        name = f"{batch.master.name.in_language(self.desk.language)} {batch.master.strength}"
        found = not_voidable(batch.state, batch.master)
        mark = MarkView(Tone.FAIL, self.words(found.key.replace("refusal.void_", "void."))) if found else None
        return ItemView(number, name, batch.state.number, "", mark, open=found is None, chosen=number == 1)


class VoidFlow(TaskFlow):
    """One batch: how far it had come, the reason, then the signature and the core's decision."""

    screen = "listed"

    def __init__(self, desk: Desk, batch: str, *, signed: bool = False) -> None:
        """Take the batch; `signed` when the signature was given and the core is to decide now."""
        super().__init__(desk)
        self.batch = batch
        self._signed = signed
        self._attempt = 0

    @property
    def open(self) -> OpenBatch:
        """Give the batch as it stands."""
        return self.desk.recorder.batch(self.batch)

    @property
    def view(self) -> ListedView:
        """Show what is voided, and the field for the reason until it is."""
        batch = self.open
        decided = batch.state.decided is not None
        view_frame = frame(
            self.desk,
            header(self.desk, batch.master, self.batch),
            self.words("work.void"),
            self.words("next.voided" if decided else "next.void_reason"),
            keys("f1", "f3", "f10") if decided else keys("f1", "f3", "f5", "f10"),
            subject=self.batch,
            message=self.message,
        )
        rows = tuple(RowView(line.label, line.value) for line in self._manifest().lines)
        field = FieldView("reason", self.words("void.reason"), FieldKind.WORDS, attempt=self._attempt)
        return ListedView(view_frame, (), rows, () if decided else (field,))

    async def opened(self) -> None:
        """After the signature, ask the core for its decision."""
        if self._signed:
            await self._decide()

    async def enter(self, typed: str) -> None:
        """Take the reason and go on to the signature."""
        if self.open.state.decided is not None:
            return
        self._attempt += 1
        if not says_something(typed):
            self.say(finding("refusal.void_reason"))
            return
        flow = SignFlow(
            self.desk,
            self._manifest(),
            Meaning.VOIDED,
            lambda: VoidFlow(self.desk, self.batch, signed=True),
            lambda: VoidFlow(self.desk, self.batch),
            reason=typed.strip(),
            master=self.open.master,
        )
        self.desk.navigation.go(flow)

    async def key(self, name: str) -> None:
        """F3 goes back; F5 asks the core again where a signature still waits for its decision."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f5" and self.open.state.voiding is not None:
            await self._decide()

    def _manifest(self) -> Manifest:
        return void_manifest(self.open.state, self.open.master, self.desk.language)

    async def _decide(self) -> None:
        """Ask the core to decide on the signature that is on record; it must have arrived there first."""
        by = self.open.state.voiding
        if by is None or self.open.state.decided is not None:
            return
        await arrived(self.desk)
        body = {"batch": self.batch, "person": by.person, "signature": by.reference.id}
        await self.guarded(ask_for_records(self.desk.ask, self.desk.recorder, "void_batch", body))
