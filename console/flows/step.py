"""What every step flow has: its batch and step, the next entry, and how an act is put on record."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.values import calculated
from console.recorder import OpenBatch
from core.acts import Act, ActKind, Subject, Value, Who
from core.batch.calculate import calculate
from core.batch.entries import Entry, entry_of
from core.batch.guide import Guidance, Stage, guide
from core.batch.manifest import entry_label, shown_unless_blind
from core.batch.progress import lacking
from core.batch.state import StepState
from core.codes import Code, CodeKind
from core.finding import Finding, finding
from core.master.model import Step
from core.people import Role
from core.ports import Device
from screens.views import (
    FrameView,
    KeyView,
    LimitsBarView,
    Line,
    Look,
    MarkView,
    RowView,
    Span,
    Tone,
    VerdictView,
)


class StepFlow(TaskFlow):
    """A step of a batch in execution.

    Attributes:
        batch: Batch number.
        step: The step of the master record.
        live: Keys that every step has.
    """

    live: ClassVar[tuple[str, ...]] = ("f1", "f3", "f4", "f9", "f10", "f11", "f12")

    def __init__(self, desk: Desk, batch: str, step: Step) -> None:
        """Take the desk, the batch and its step."""
        super().__init__(desk)
        self.batch = batch
        self.step = step

    # ------------------------------------------------------------------ where it stands

    @property
    def open(self) -> OpenBatch:
        """Give the batch as it stands now."""
        return self.desk.recorder.batch(self.batch)

    @property
    def recorded(self) -> StepState:
        """Give what is recorded of the step."""
        return self.open.state.step(self.step.id)

    @property
    def entry(self) -> Entry | None:
        """Give the next entry, or None when all are there."""
        return next(iter(lacking(self.step, self.open.state)), None)

    @property
    def guidance(self) -> Guidance:
        """Give what comes next in the operation of this step."""
        operation = self.open.master.operation_of(self.step.id)
        place = self.desk.place.kiosk
        return guide(self.open.state, self.open.master, place, operation.id if operation else "")

    # ------------------------------------------------------------------ what happens

    async def opened(self) -> None:
        """Start the step on record, once, and work out what needs nobody.

        Who may not start it sees why; somebody else can sign in.
        """
        started = self.guidance.stage != Stage.START or await self.guarded(
            self._record(ActKind.STEP_STARTED, Subject(), facts={"step": self.step.name.en})
        )
        if started:
            await self.advance()

    async def key(self, name: str) -> None:
        """Leave, look at the map, or cancel what is not yet signed."""
        match name:
            case "f3":
                self.desk.navigation.home()
            case "f4":
                self.desk.navigation.go(self.desk.ways.batch_map(self.batch))
            case "f6" if self.may_leave_out:
                self.desk.navigation.go(
                    self.desk.ways.task("not_applicable", "NotApplicableFlow", self.batch, self.step)
                )
            case "f9":
                self.say(self._who_can_help())
            case "f11":
                again = partial(self.desk.ways.step, self.batch)
                self.desk.navigation.go(self.desk.ways.task("comment", "CommentFlow", self.batch, self.step, again))
            case "f12" if self.recorded.filled:
                await self.guarded(self._record(ActKind.ENTRIES_UNDONE, Subject()))
                await self.advance()
            case _:
                return

    @property
    def may_leave_out(self) -> bool:
        """Tell whether the step may now be declared not applicable."""
        return self.step.optional and not self.recorded.filled

    def _who_can_help(self) -> Finding:
        """Name the supervisors, who can check and settle at this kiosk."""
        people = self.desk.recorder.plant.people.values()
        names = [f"{p.name} {p.user_id}" for p in people if p.active and Role.SUPERVISOR in p.roles]
        return finding("kiosk.who_can_help", names=", ".join(names[:4]))

    async def put(
        self,
        entry: Entry,
        subject: Subject | None = None,
        values: Mapping[str, Value] | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> bool:
        """Put an entry on record, then go on to what comes next; False when it was refused."""
        about = msgspec.structs.replace(subject or Subject(), entry=entry.name)
        taken = await self.guarded(self._record(entry.act, about, values, facts))
        if taken:
            await self.advance()
        return taken

    async def advance(self) -> None:
        """Record what is calculated, then stay with this flow or hand over to the next one."""
        while (entry := self.entry) is not None and entry.act == ActKind.VALUE_CALCULATED:
            due = entry
            if self.guidance.stage != Stage.ENTRY:
                break
            value = {"value": calculated(calculate(self.step, due, self.open.state))}
            about = Subject(entry=due.name)
            if not await self.guarded(self._record(ActKind.VALUE_CALCULATED, about, value, self.beside(due))):
                return
        guidance = self.guidance
        if self.stays(guidance):
            self.changed()
            return
        self.desk.navigation.go(self.desk.ways.step(self.batch))

    def beside(self, entry: Entry) -> Mapping[str, str]:  # noqa: ARG002 - most calculated entries take none
        """Give the facts that a calculated entry takes beside its value."""
        return {}

    def stays(self, guidance: Guidance) -> bool:
        """Tell whether this flow shows what comes next."""
        return (
            guidance.stage == Stage.ENTRY
            and guidance.step is not None
            and guidance.step.id == self.step.id
            and guidance.entry is not None
            and self.takes(guidance.entry)
        )

    def takes(self, entry: Entry) -> bool:
        """Tell whether this flow records an entry; labels have a flow of their own."""
        return entry.act not in (ActKind.LABEL_PRINTED, ActKind.LABEL_SCANNED_BACK)

    async def wrong(self, code: Code, found: Finding) -> None:
        """Keep a wrong scan and show it beside what was expected."""
        await self.desk.devices.signal(False)
        self.desk.navigation.go(self.desk.ways.wrong_scan(self, code, found))

    async def scanned(self, entry: Entry, code: Code, subject: Subject, facts: Mapping[str, str] | None = None) -> None:
        """Offer the scan for an entry, with what else it says."""
        about = msgspec.structs.replace(subject, entry=entry.name)
        await self.offered(self._act(entry.act, about, facts={"code": code.text, **(facts or {})}), code)

    async def offered(self, act: Act, code: Code) -> None:
        """Judge the act that a scan makes: record it, or record and show why it is refused."""
        found = self.desk.recorder.judged(act)
        if found:
            await self.guarded(self.desk.recorder.refuse(act, found[0]))
            await self.wrong(code, found[0])
        elif await self.guarded(self.desk.recorder.record(act)):
            await self.desk.devices.signal(True)
            await self.advance()

    async def unexpected(self, code: Code) -> None:
        """Refuse a scan that does not fit what comes next."""
        entry = self.entry
        expected = self.words(f"expected.{entry.expected.value}") if entry and entry.expected else "-"
        found = finding("refusal.scan_unexpected", got=code.text, want=expected)
        act = self._act(entry.act if entry else ActKind.CONFIRMED, Subject(), facts={"code": code.text})
        await self.guarded(self.desk.recorder.refuse(act, found))
        await self.wrong(code, found)

    async def scan(self, code: Code) -> None:
        """Take a room or equipment label when one is due; anything else is unexpected."""
        entry = self.entry
        if entry is not None and code.kind == CodeKind.ROOM and entry.act == ActKind.ROOM_SCANNED:
            await self.scanned(entry, code, Subject(room=code.get("room")))
        elif entry is not None and code.kind == CodeKind.EQUIPMENT and entry.act == ActKind.EQUIPMENT_SCANNED:
            await self.scanned(entry, code, Subject(equipment=code.get("equipment")))
        else:
            await self.unexpected(code)

    def _act(
        self,
        kind: ActKind,
        subject: Subject,
        values: Mapping[str, Value] | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> Act:
        session = self.desk.session
        operation = self.open.master.operation_of(self.step.id)
        about = msgspec.structs.replace(
            subject, batch=self.batch, step=self.step.id, operation=operation.id if operation else None
        )
        return self.desk.recorder.act(session.who if session else Who(service="kiosk"), kind, about, values, facts)

    def _record(self, kind: ActKind, subject: Subject, *content: Any, **more: Any) -> Any:
        return self.desk.recorder.record(self._act(kind, subject, *content, **more))

    # ------------------------------------------------------------------ what is shown

    def frame(
        self,
        title: str,
        following: str,
        *more: str,
        aside: Line = (),
        device: tuple[str, Device] | None = None,
        subject: str | None = None,
    ) -> FrameView:
        """Word the frame; `more` are live keys beside those of every step, `following` is the NEXT line."""
        head = header(self.desk, self.open.master, self.batch, self.step, device)
        name = self.step.name.in_language(self.desk.language) if subject is None else subject
        if self.may_leave_out:
            more = (*more, "f6")
            aside = aside or (Span(self.words("step.optional"), Look.MUTED),)
        order = sorted({*self.live, *more}, key=lambda key: int(key[1:]))
        words = self.key_words()
        live = tuple(KeyView(key, does=words.get(key, "")) for key in order)
        return frame(self.desk, head, title, following, live, subject=name, aside=aside, message=self.shown)

    def key_words(self) -> Mapping[str, str]:
        """Name the keys that do something else here than elsewhere, each with the word of its label."""
        return {}

    def row(self, name: str, state: str, detail: str = "") -> RowView:
        """Show an entry as a row of evidence: muted and to come, or with its value and a state word."""
        language = self.desk.language
        entry = entry_of(self.step, name, self.recorded.filled)
        filled = self.recorded.filled.get(name)
        label = entry_label(self.step, entry, language) if entry else name
        if filled is None:
            return RowView(label, "", detail, MarkView(Tone.NONE, self.words("frame.to_come")))
        code = filled.act.subject.equipment or shown_unless_blind(
            self.step, name, self.recorded.filled, language, self.desk.recorder.plant
        )
        return RowView(label, code, detail, MarkView(Tone.OK, self.words(state)))


def limits_bar(entry: Entry, value: Decimal | None, tone: Tone) -> LimitsBarView | None:
    """Draw an entry's limits with a value, or nothing where it has no limits."""
    limits = entry.limits
    if limits is None or (limits.low is None and limits.high is None):
        return None
    return LimitsBarView(
        limits.low,
        limits.high,
        limits.target,
        value,
        tone,
        *(f"{item:f}" if item is not None else "" for item in (limits.low, limits.high, limits.target)),
    )


def limits_verdict(flow: TaskFlow, entry: Entry, value: Decimal | None) -> VerdictView | None:
    """Say in limits, in the alert range, or out of limits."""
    if entry.limits is None or value is None:
        return None
    if not entry.limits.hold(value):
        return VerdictView(Tone.FAIL, flow.words("verdict.out_of_limits"))
    if entry.limits.alert(value):
        return VerdictView(Tone.WARN, flow.words("verdict.alert"))
    return VerdictView(Tone.OK, flow.words("verdict.in_limits"))
