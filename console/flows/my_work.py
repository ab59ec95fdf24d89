"""My work: what this person can do now at this terminal, chosen by digit or by scanning a batch label."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from console.desk import Desk, Notice
from console.flows.campaign import all_due
from console.flows.controls_due import control_mark
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.holds import hold_mark
from console.flows.labels_due import labels_due
from console.flows.logbooks import dirty_by, due_here, due_mark, named
from console.flows.pages import Pages
from console.flows.round_review import rounds_for
from console.flows.sign_in import end_session
from console.flows.to_verify import waiting_for
from console.recorder import OpenBatch
from core.acts import ActKind
from core.batch.campaign import campaigns
from core.batch.guide import Guidance, Stage, guides
from core.codes import Code, CodeKind
from core.device_checks import shift_check_due
from core.logbook_forms import FormDue
from core.own_changes import held_token, token_due
from core.people import Role
from core.rights import holders, may
from core.times import local_day
from core.usage.line import thing_in
from screens.operator.my_work import MyWorkView
from screens.views import ItemView, MarkView, Tone, keys

PAGE = 5
MOST_OVERDUE = 3
"""Most rounds that stand in the list by themselves; the others are counted at their task."""
TEST_NEAR = timedelta(days=30)


class _Task(NamedTuple):
    """A task that is no batch: its words, and its flow by name, loaded when opened; `core.rights` says who may."""

    name: str
    module: str
    flow: str

    @property
    def roles(self) -> frozenset[Role]:
        """Give who finds it in the list."""
        return holders(f"screen.{self.name}")


_TASKS = (
    _Task("issue", "issue", "IssueFlow"),
    _Task("samples", "samples_due", "SamplesDueFlow"),
    _Task("review", "review_list", "ReviewListFlow"),
    _Task("receive", "receive", "ReceiveFlow"),
    _Task("material_release", "material_release", "MaterialReleaseFlow"),
    _Task("held_lots", "held_lots", "HeldLotsFlow"),
    _Task("held_goods", "held_goods", "HeldGoodsFlow"),
    _Task("void", "void", "VoidListFlow"),
    _Task("ship", "ship", "ShipFlow"),
    _Task("returns", "returns", "ReturnsFlow"),
    _Task("recalls", "recalls", "RecallsFlow"),
    _Task("specifications", "specifications", "SpecificationsFlow"),
    _Task("store", "store", "StoreFlow"),
    _Task("expiry", "expiry", "ExpiryFlow"),
    _Task("audit_trail", "audit_trail", "AuditTrailFlow"),
    _Task("alarms", "alarms", "AlarmsFlow"),
    _Task("locked_persons", "locked_persons", "LockedPersonsFlow"),
    _Task("people", "people", "PeopleFlow"),
    _Task("qualifications", "qualifications", "QualificationsFlow"),
    _Task("masters", "masters", "MastersFlow"),
    _Task("procedures", "procedures", "ProceduresFlow"),
    _Task("roster", "roster", "RosterFlow"),
    _Task("policy", "policy", "PolicyFlow"),
    _Task("rule_set", "rule_set", "RuleSetFlow"),
    _Task("rights", "rights", "RightsFlow"),
    _Task("kiosks", "kiosks", "KiosksFlow"),
    _Task("master_data", "master_data", "MasterDataFlow"),
    _Task("equipment", "equipment", "EquipmentFlow"),
    _Task("usage_log", "usage_log", "UsageLogFlow"),
    _Task("trace", "trace_search", "TraceSearchFlow"),
)

_CHECK = _Task("daily_check", "daily_check", "DailyCheckFlow")
"""Offered while a balance of this kiosk has not been checked today."""

_SHIFT = _Task("shift_check", "shift_check", "ShiftCheckFlow")
"""Offered where devices are attached, while this kiosk has not passed it within a shift."""

_CAMPAIGN = _Task("campaign", "campaign", "CampaignFlow")
"""Offered while several batches wait for the same material to be weighed here."""

_LABELS = _Task("labels_due", "labels_due", "LabelsResumedFlow")
"""Offered while containers stand without the label that was printed for them."""

_TEST = _Task("token_test", "token_test", "TokenTestFlow")
"""Offered from a month before the test is due."""

_LOGBOOKS = _Task("logbooks", "logbooks", "LogbooksFlow")
"""Offered where a logbook form is about something here; what is due of it stands in the list itself."""

_ROUNDS = _Task("round_review", "round_review", "RoundReviewFlow")
"""Offered while a round waits for this person's review, or an exception in one."""

_VERIFY = _Task("verify", "to_verify", "ToVerifyFlow")
"""Offered while something that others performed waits for this person."""

_LOG_ALARM = _Task("log_alarm", "log_alarm", "LogAlarmFlow")
"""Offered while the core's log contradicts what this kiosk saw."""

_MARKS: dict[Stage, tuple[Tone, str]] = {
    Stage.LEASE: (Tone.WAIT, "work.ready"),
    Stage.START: (Tone.WAIT, "work.ready"),
    Stage.ENTRY: (Tone.WAIT, "work.in_process"),
    Stage.EXPLAIN: (Tone.WARN, "work.exception"),
    Stage.DISPOSE: (Tone.WARN, "work.needs_supervisor"),
    Stage.HOLD: (Tone.FAIL, "work.on_hold"),
    Stage.SIGN: (Tone.WAIT, "work.to_sign"),
    Stage.VERIFY: (Tone.WAIT, "work.to_verify"),
}

Opener = Callable[[], TaskFlow]


class MyWorkFlow(TaskFlow):
    """Lists batches whose next step is due in this room, then the other tasks of the person's roles."""

    screen = "my_work"

    def __init__(self, desk: Desk) -> None:
        """Take the desk; the list is made anew with each view."""
        super().__init__(desk)
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> MyWorkView:
        """Show one page of the list."""
        rows = self._rows()
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("work.title"),
            self.words("next.work" if rows else "next.work_none"),
            keys("f1", "f3", "f4", "f5", "f10"),
            subject=self.words("work.count", n=str(len(rows))) if rows else "",
            message=self.message,
        )
        items, page = self._pages.items(rows, _numbered), self._pages.words(rows)
        return MyWorkView(view_frame, items, page, "" if rows else self.words("work.empty"))

    async def opened(self) -> None:
        """Look for batches that became known to the core since; the list is there at once without waiting."""
        self.desk.campaign = None
        self.changed()

    async def digit(self, number: int) -> None:
        """Open a row of this page."""
        chosen = self._pages.chosen(self._rows(), number)
        if chosen is not None and chosen[0].open:
            await self.guarded(self._open(chosen[1]))

    async def key(self, name: str) -> None:
        """Turn pages; F3 signs out, F4 shows devices and link, F5 asks the core what is new."""
        match name:
            case "pagedown" | "pageup":
                self._pages.turn(name, self._rows())
            case "f3":
                await self._sign_out()
            case "f4":
                self.desk.navigation.go(self.desk.ways.devices_and_link(self))
            case "f5":
                await self.guarded(self.desk.reload())
            case _:
                return

    async def scan(self, code: Code) -> None:
        """Open the batch of a batch label, the trace of the lot on any label, the logbook of equipment or a room."""
        number = code.get("batch") if code.kind == CodeKind.BATCH else None
        lot, session = code.get("lot") or code.get("container"), self.desk.session
        if lot is not None and session is not None and may(session.person.roles, "screen.trace"):
            self.desk.navigation.go(self.desk.ways.trace(lot))
            await self.desk.devices.signal(True)
            return
        thing = thing_in(code)
        if thing is not None and session is not None and may(session.person.roles, "screen.usage_scan"):
            self.desk.navigation.go(self.desk.ways.task("usage_thing", "UsageThingFlow", *thing))
            await self.desk.devices.signal(True)
            return
        if number is None:
            await super().scan(code)
            return
        if await self.guarded(self._open(partial(self.desk.ways.step, number))):
            await self.desk.devices.signal(True)

    async def _open(self, opener: Opener) -> None:
        self.desk.navigation.go(opener())

    async def _sign_out(self) -> None:
        trouble = await end_session(self.desk, ActKind.SIGNED_OUT, "key")
        self.desk.navigation.home()
        if trouble is not None:
            self.desk.notice = Notice(trouble, Tone.FAIL)

    # ------------------------------------------------------------------ the list

    def _rows(self) -> list[tuple[ItemView, Opener]]:
        session = self.desk.session
        roles = frozenset(session.person.roles) if session else frozenset[Role]()
        found = [row for batch in self.desk.recorder.batches() for row in self._open_in(batch, roles)]
        if _LABELS.roles & roles and labels_due(self.desk):
            found.insert(0, (self._task(_LABELS), partial(self.desk.ways.task, _LABELS.module, _LABELS.flow)))
        if _CAMPAIGN.roles & roles and campaigns(all_due(self.desk)):
            found.insert(0, (self._task(_CAMPAIGN), partial(self.desk.ways.task, _CAMPAIGN.module, _CAMPAIGN.flow)))
        if session is not None and _ROUNDS.roles & roles and rounds_for(self.desk, session.person):
            found.append((self._task(_ROUNDS), partial(self.desk.ways.task, _ROUNDS.module, _ROUNDS.flow)))
        if session is not None and _VERIFY.roles & roles and waiting_for(self.desk, session.person):
            found.append((self._task(_VERIFY), partial(self.desk.ways.task, _VERIFY.module, _VERIFY.flow)))
        found.extend(self._overdue(roles))
        found.extend(
            (self._task(task), partial(self.desk.ways.task, task.module, task.flow))
            for task in _TASKS
            if task.roles & roles
        )
        if _LOGBOOKS.roles & roles:
            found.extend(self._logbooks(roles))
        if _LOG_ALARM.roles & roles and self._log_contradicted():
            alarm = partial(self.desk.ways.task, _LOG_ALARM.module, _LOG_ALARM.flow)
            found.insert(0, (self._task(_LOG_ALARM), alarm))
        if _CHECK.roles & roles and self._check_due():
            found.append((self._task(_CHECK), partial(self.desk.ways.task, _CHECK.module, _CHECK.flow)))
        if _SHIFT.roles & roles and self._shift_due():
            found.append((self._task(_SHIFT), partial(self.desk.ways.task, _SHIFT.module, _SHIFT.flow)))
        if _TEST.roles & roles and self._test_near():
            found.append((self._task(_TEST), partial(self.desk.ways.task, _TEST.module, _TEST.flow)))
        return found

    def _overdue(self, roles: frozenset[Role]) -> list[tuple[ItemView, Opener]]:
        """Give a row for each cleaning that waits for its limit, then each overdue round, the most overdue first."""
        dirty = [item for item in self._dirty(roles) if item not in self._due(roles)]
        due = [*dirty, *(item for item in self._due(roles) if item.at is not None)]
        return [(self._round(item), partial(self._logbook, named(item))) for item in due[:MOST_OVERDUE]]

    def _logbooks(self, roles: frozenset[Role]) -> list[tuple[ItemView, Opener]]:
        """Give the list of all rounds where a form is about something here, with how many are due."""
        if not due_here(self.desk):
            return []
        due, task = len(self._due(roles)), self._task(_LOGBOOKS)
        mark = MarkView(Tone.WARN, self.words("logbook.count_due", n=str(due))) if due else None
        return [(ItemView(None, task.name, mark=mark, detail=task.detail), self._logbook)]

    def _due(self, roles: frozenset[Role]) -> list[FormDue]:
        here, now = due_here(self.desk), self.desk.clock.utc()
        return [item for item in here if item.overdue(now) is not None and roles & set(item.record.steps()[0].roles)]

    def _dirty(self, roles: frozenset[Role]) -> list[FormDue]:
        """Give the cleanings of equipment here that have to begin within a time, the next to end first."""
        mine = (item for item in due_here(self.desk) if roles & set(item.record.steps()[0].roles))
        found = [(until, item) for item in mine if (until := dirty_by(self.desk, item)) is not None]
        return [item for _, item in sorted(found, key=lambda pair: pair[0])]

    def _round(self, item: FormDue) -> ItemView:
        name = item.record.name.in_language(self.desk.language)
        return ItemView(None, name, item.thing.id, "", due_mark(self.desk, item), self.words("logbook.due_here"))

    def _logbook(self, chosen: str = "") -> TaskFlow:
        return self.desk.ways.task(_LOGBOOKS.module, _LOGBOOKS.flow, chosen)

    def _test_near(self) -> bool:
        session, plant = self.desk.session, self.desk.recorder.plant
        token = held_token(session.person.id, plant) if session else None
        today = local_day(self.desk.clock.utc(), plant.offset_min)
        return token is not None and token_due(token, plant) <= today + TEST_NEAR

    def _shift_due(self) -> bool:
        if not self.desk.devices.all():
            return False
        return shift_check_due(self.desk.recorder.checks.acts, self.desk.clock.utc())

    def _log_contradicted(self) -> bool:
        witness = self.desk.witness
        return witness is not None and witness.memory.contradiction is not None

    def _check_due(self) -> bool:
        today = (self.desk.clock.utc() + timedelta(minutes=self.desk.recorder.plant.offset_min)).date()
        equipment = self.desk.recorder.plant.equipment.values()
        balances = [item for item in equipment if item.capacity and self.desk.devices.balance(item.id)]
        return any(item.checked_on != today for item in balances)

    def _open_in(self, batch: OpenBatch, roles: frozenset[Role]) -> list[tuple[ItemView, Opener]]:
        """Give a row for each operation that is open in a batch."""
        if batch.state.decided is not None:
            return []
        due = guides(batch.state, batch.master, self.desk.place.kiosk)
        return [row for guidance in due if (row := self._operation(batch, guidance, roles)) is not None]

    def _operation(
        self, batch: OpenBatch, guidance: Guidance, roles: frozenset[Role]
    ) -> tuple[ItemView, Opener] | None:
        step = guidance.step
        if step is None:
            return None
        operation = batch.master.operation_of(step.id)
        room = self.desk.place.room
        if Role.PLANNER not in roles:
            if room is not None and operation is not None and operation.room != room.id:
                return None
            if not roles & {*step.roles, Role.SUPERVISOR, Role.QA}:
                return None
        language = self.desk.language
        product = f"{batch.master.name.in_language(language)} {batch.master.strength}"
        detail = f"{product}, {operation.name.in_language(language)}" if operation else product
        held, mark = hold_mark(self.desk, batch)
        mark = control_mark(self.desk, batch) or mark
        lost = self._lost(batch)
        if lost:
            held, mark = lost, MarkView(Tone.FAIL, self.words("work.reservation_ended"))
        item = ItemView(
            None,
            step.name.in_language(language),
            batch.state.number,
            f"{step.number}/{len(batch.master.steps())}",
            mark or self._mark(batch, guidance),
            f"{held}; {detail}" if held else detail,
        )
        # A planner follows how the batches come on and performs nothing.
        if Role.PLANNER in roles:
            return item, partial(self.desk.ways.batch_map, batch.state.number)
        return item, partial(self.desk.ways.step, batch.state.number, operation.id if operation else "")

    def _lost(self, batch: OpenBatch) -> str:
        """Name what a hold has taken from a batch and nothing has replaced, or ""."""
        plant, state = self.desk.recorder.plant, batch.state
        have = {plant.lots[lot].material for lot in state.reserved.values() if lot in plant.lots}
        missing = [
            f"{container} {lot}"
            for container, lot in state.unreserved.items()
            if lot in plant.lots and plant.lots[lot].material not in have
        ]
        return self.words("work.reservation_of", names=", ".join(missing)) if missing else ""

    def _mark(self, batch: OpenBatch, guidance: Guidance) -> MarkView:
        step = guidance.step
        operation = batch.master.operation_of(step.id) if step else None
        holder = batch.state.leases.get(operation.id) if operation else None
        if guidance.stage == Stage.LEASE and holder is not None:
            return MarkView(Tone.NONE, self.words("work.held", kiosk=holder))
        tone, key = _MARKS[guidance.stage]
        return MarkView(tone, self.words(key))

    def _task(self, task: _Task) -> ItemView:
        return ItemView(None, self.words(f"work.{task.name}"), detail=self.words(f"work.{task.name}_is"))


def _numbered(digit: int, row: tuple[ItemView, Opener]) -> ItemView:
    return replace(row[0], digit=digit, chosen=digit == 1)
