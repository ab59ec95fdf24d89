"""Correction of a signed value: the new value, the reason, the signature of who corrects, then the second person's."""

from collections.abc import Callable, Mapping
from functools import partial

from console.desk import Desk, Notice
from console.flows import values
from console.flows.checking import Checking
from console.flows.countersign import signed_manifest
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.second_person import SecondPerson
from console.flows.sign import SignFlow
from core.acts import Act, ActKind, Manifest, Meaning, Subject, Value
from core.batch.correcting import OPTION
from core.batch.entries import Entry, entry_of
from core.batch.manifest import entry_label, shown_of
from core.batch.manifest_correction import correction_manifest
from core.batch.state import Correction, Filled
from core.finding import finding
from core.master.choice import Choice
from core.master.model import Step
from core.quantity import QuantityError
from core.secret import Secret
from screens.everyone.listed import ListedView
from screens.operator.countersign import CountersignView
from screens.views import FieldKind, FieldView, FrameView, ItemView, RowView, keys


class CorrectionFlow(TaskFlow):
    """Asks for the new value, then for the reason; both are judged together and then signed."""

    screen = "listed"

    def __init__(self, desk: Desk, batch: str, step: Step, entry: str, back: Callable[[], TaskFlow]) -> None:
        """Take the entry of the step, and what makes the flow to go back to."""
        super().__init__(desk)
        self.batch, self.step, self._entry, self._back = batch, step, entry, back
        self._new: Value | str | None = None
        self._attempt = 0

    @property
    def _old(self) -> Filled | None:
        return self.desk.recorder.batch(self.batch).state.step(self.step.id).filled.get(self._entry)

    @property
    def _known(self) -> Entry | None:
        filled = self.desk.recorder.batch(self.batch).state.step(self.step.id).filled
        return entry_of(self.step, self._entry, filled)

    @property
    def view(self) -> ListedView:
        """Show the value that stands, and what is asked now."""
        old, entry, language = self._old, self._known, self.desk.language
        label = entry_label(self.step, entry, language) if entry else self._entry
        plant = self.desk.recorder.plant
        shown = shown_of(self.step, old.act, language, plant) if old else "-"
        rows = [RowView(self.words("correction.old"), "", f"{label}  {shown}")]
        if self._new is not None:
            rows.append(RowView(self.words("correction.new"), "", self._told(self._new)))
        following = "next.correction_value" if self._new is None else "next.correction_reason"
        if self._new is None and self._answers():
            following = "next.correction_answer"
        return ListedView(self._frame(self.words(following)), self._answers(), tuple(rows), self._fields(label), "")

    async def digit(self, number: int) -> None:
        """Take another answer of a choice."""
        detail = self.step.detail
        if self._new is None and isinstance(detail, Choice) and 1 <= number <= len(detail.options):
            self._new = detail.options[number - 1].id
            self.say(None)

    async def enter(self, typed: str) -> None:
        """Take the value, then the reason."""
        self._attempt += 1
        if self._new is not None:
            await self._correct(self._new, typed.strip())
            return
        old = self._old
        before = next(iter(old.act.values.values()), None) if old else None
        if before is None:
            self.say(finding("refusal.correction_nothing", entry=self._entry, step=str(self.step.number)))
            return
        try:
            self._new = values.typed(typed, before.unit)
        except QuantityError as error:
            self.say(error)
            return
        self.say(None)

    async def key(self, name: str) -> None:
        """F12 takes the value back, F3 leaves; nothing is corrected then."""
        if name == "f12" and self._new is not None:
            self._new = None
            self.say(None)
        elif name in ("f3", "f12"):
            self.desk.navigation.go(self._back())

    async def _correct(self, new: Value | str, reason: str) -> None:
        session, old = self.desk.session, self._old
        if session is None or old is None:
            return
        act = self._act(new, old, reason)
        if not await self.guarded(self.desk.recorder.record(act)):
            self._new = None
            return
        opened = self.desk.recorder.batch(self.batch)
        made = next(item for item in opened.state.corrections.values() if item.new.act.id == act.id)
        manifest = correction_manifest(made, opened.state, opened.master, self.desk.language, self.desk.recorder.plant)
        check = partial(CorrectionCheckFlow, self.desk, self.batch, self.step, made.id, self._back)
        part = self.words("sign.part", n="1", m="2")
        flow = SignFlow(
            self.desk, manifest, Meaning.PERFORMED, check, self._back, master=opened.master, step=self.step, part=part
        )
        self.desk.navigation.go(flow)

    def _act(self, new: Value | str, old: Filled, reason: str) -> Act:
        session, recorder = self.desk.session, self.desk.recorder
        operation = recorder.batch(self.batch).master.operation_of(self.step.id)
        about = Subject(
            batch=self.batch,
            operation=operation.id if operation else None,
            step=self.step.id,
            entry=self._entry,
            record=old.reference.id,
        )
        name, before = next(iter(old.act.values.items()), ("value", None))
        stated: Mapping[str, Value] = {name: new} if isinstance(new, Value) else {}
        told = str(before.quantity) if before else old.act.facts.get(OPTION, "-")
        facts = {"field": self._entry, "old": told, "new": self._plain(new)}
        facts |= {"sha256": old.reference.sha256, "reason": reason}
        if isinstance(new, str):
            facts[OPTION] = new
        who = session.who if session else old.act.who
        return recorder.act(who, ActKind.CORRECTION_MADE, about, stated, facts)

    @staticmethod
    def _plain(new: Value | str) -> str:
        return str(new.quantity) if isinstance(new, Value) else new

    def _told(self, new: Value | str) -> str:
        detail = self.step.detail
        option = detail.option(new) if isinstance(detail, Choice) and isinstance(new, str) else None
        return option.name.in_language(self.desk.language) if option else self._plain(new)

    def _answers(self) -> tuple[ItemView, ...]:
        detail = self.step.detail
        if self._new is not None or not isinstance(detail, Choice):
            return ()
        names = (option.name.in_language(self.desk.language) for option in detail.options)
        return tuple(ItemView(digit, name) for digit, name in enumerate(names, 1))

    def _fields(self, label: str) -> tuple[FieldView, ...]:
        if self._new is not None:
            return (FieldView("reason", self.words("correction.reason"), FieldKind.WORDS, attempt=self._attempt),)
        old = self._old
        before = next(iter(old.act.values.values()), None) if old else None
        if before is None:
            return ()
        return (FieldView("value", label, FieldKind.NUMBER, unit=before.unit, attempt=self._attempt),)

    def _frame(self, following: str) -> FrameView:
        opened = self.desk.recorder.batch(self.batch)
        head = header(self.desk, opened.master, self.batch, self.step)
        subject = self.step.name.in_language(self.desk.language)
        live = keys("f1", "f3", "f10", "f12")
        return frame(
            self.desk, head, self.words("correction.title"), following, live, subject=subject, message=self.message
        )


class CorrectionCheckFlow(Checking):
    """The second person sees old and new value and the reason, and signs the same manifest; or does so later."""

    screen = "countersign"

    def __init__(self, desk: Desk, batch: str, step: Step, correction: str, back: Callable[[], TaskFlow]) -> None:
        """Take the correction by its id, and what makes the flow to go back to."""
        super().__init__(desk)
        self.batch, self.step, self._id, self._back = batch, step, correction, back
        self.second = SecondPerson(self)

    @property
    def _correction(self) -> Correction:
        return self.desk.recorder.batch(self.batch).state.corrections[self._id]

    @property
    def manifest(self) -> Manifest:
        """Give the very manifest that the first signature names."""
        opened = self.desk.recorder.batch(self.batch)
        signed = signed_manifest(opened, self._correction.performed)
        if signed is not None:
            return signed
        language, plant = self.desk.language, self.desk.recorder.plant
        return correction_manifest(self._correction, opened.state, opened.master, language, plant)

    @property
    def view(self) -> CountersignView:
        """Show what becomes what and why, and the fields once the checker is known."""
        opened = self.desk.recorder.batch(self.batch)
        view_frame = frame(
            self.desk,
            header(self.desk, opened.master, self.batch, self.step),
            self.words("correction.check"),
            self.following,
            keys("f1", "f3", "f10", "f12"),
            subject=self._id,
            message=self.shown,
        )
        rows = tuple(RowView(line.label, "", line.value) for line in self.manifest.lines)
        declared, leave = self.words("declaration.verified"), self.words("sign.leave_short")
        return CountersignView(view_frame, None, None, None, rows, declared, leave, self.second.fields())

    async def key(self, name: str) -> None:
        """F3 leaves it to be checked later."""
        if name == "f3":
            self.desk.notice = Notice(finding("correction.waits"))
            self.desk.navigation.go(self._back())
        else:
            await super().key(name)

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign the same manifest as the checker; the correction is in force."""
        if await self.second.verify(self.manifest, password, code):
            self.desk.navigation.go(self._back())
