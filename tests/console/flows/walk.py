"""Walk through a batch by the public methods of flows, as screens and scanners call them."""

import base64
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import cast

import msgspec

from console.desk import Devices
from console.flows.flow import TaskFlow
from console.flows.sign import SignFlow
from console.flows.steps import open_step
from console.recorder import OpenBatch
from core.acts import ActKind, Subject
from core.batch.blind import first_counters, second_counters
from core.batch.entries import SECOND, Entry, Expected
from core.batch.guide import Guidance, Stage, guide
from core.batch.planned import due_at
from core.batch.state import BatchState
from core.batch.weighing import named
from core.codes import identify
from core.finding import Finding
from core.master.choice import Choice, Severity
from core.master.kinds import InProcessControl, Measurement, Reconciliation, Timer, WeighDispense, Yield
from core.master.limits import Limits
from core.master.model import SignPolicy, Step
from core.people import Role
from core.ports import Ask
from core.quantity import Quantity
from core.secret import Secret
from tests.fakes.devices import FakeDevices
from tests.fakes.terminal import CODE, KIOSK, Terminal, password

BATCH = "B2611-0001"


class Walk:
    """The hands of the people at a kiosk.

    Attributes:
        flow: The flow that is shown.
        number: The batch that is worked on.
        seen: Names of the screens, in order.
        said: Messages that flows left behind, in order.
    """

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.desk = terminal.desk
        self.devices = FakeDevices({i: e.serial for i, e in terminal.recorder.plant.equipment.items()})
        self.desk.devices = cast(Devices, self.devices)
        self.desk.navigation = self
        self.desk.ask = cast(Ask, self._ask)
        self.desk.ceremony._ask = cast(Ask, self._ask)
        self.flow: TaskFlow = TaskFlow(self.desk)
        self.codes = 0
        self.number = BATCH
        self.seen: list[str] = []
        self._waiting: list[TaskFlow] = []

    # ------------------------------------------------------------------ navigation

    def go(self, flow: TaskFlow) -> None:
        self._waiting.append(flow)

    def home(self) -> None:
        self.seen.append("home")

    def lock(self) -> None:
        self.seen.append("lock")

    async def settle(self) -> None:
        """Open what flows have gone to, until one stays."""
        while self._waiting:
            await self.flow.closed()
            self.flow = self._waiting.pop(0)
            self.seen.append(self.flow.screen)
            await self.flow.opened()
            _ = self.flow.view

    async def end(self) -> None:
        """Let go of what runs."""
        await self.flow.closed()

    # ------------------------------------------------------------------ beginning

    async def begin(self) -> None:
        """Issue the batch, reserve its containers and sign the operator in."""
        core, recorder = self.terminal.core, self.terminal.recorder
        issued = [core.issue(self.number)]
        master = recorder._masters(issued[0].act.facts["master"])
        containers = dict(core.plant.containers)
        for line in master.bill:
            for container in containers.values():
                lot = core.plant.lots[container.lot]
                enough = lot.material == line.material and container.net.value >= line.quantity.value
                free = enough and container.reserved_for is None
                if free and lot.state == "released" and (lot.expiry is None or lot.expiry >= self._today()):
                    containers[container.id] = msgspec.structs.replace(container, reserved_for=self.number)
                    about = Subject(batch=self.number, container=container.id, lot=container.lot)
                    issued.append(core.state(ActKind.CONTAINER_RESERVED, about))
                    break
        equipment = {
            i: msgspec.structs.replace(e, checked_on=self._today()) if e.minimum else e
            for i, e in core.plant.equipment.items()
        }
        core.plant = msgspec.structs.replace(core.plant, containers=containers, equipment=equipment)
        await self.terminal.following.refresh()
        await recorder.take_in([record.envelope for record in issued])
        self.terminal.enter("operator1")
        self.go(open_step(self.desk, self.number))
        await self.settle()

    def _today(self) -> date:
        return self.terminal.clock.utc().date()

    async def _ask(self, verb: str, body: Mapping[str, object], timeout_s: float = 5.0) -> Mapping[str, object]:
        core = self.terminal.core
        if verb == "check_code" and core.online and body["code"] == CODE:
            self.codes += 1
            return {"confirmation": f"C-{self.codes}", "step": self.codes}
        if verb in ("lease_operation", "hand_over") and core.online:
            about = Subject(batch=str(body["batch"]), operation=str(body["operation"]))
            kiosk = KIOSK if verb == "lease_operation" else ""
            leased = core.state(ActKind.OPERATION_LEASED, about, None, {"kiosk": kiosk})
            return {"records": [base64.b64encode(leased.envelope).decode()]}
        return await core(verb, body, timeout_s)

    # ------------------------------------------------------------------ hands

    @property
    def batch(self) -> OpenBatch:
        return self.terminal.recorder.batch(self.number)

    @property
    def state(self) -> BatchState:
        return self.batch.state

    @property
    def guidance(self) -> Guidance:
        return guide(self.state, self.batch.master, KIOSK)

    async def scan(self, text: str) -> None:
        """Scan a label: `]C0` and its text, or a GS1 message with its own AIM identifier."""
        raw = text.encode() if text.startswith("]") else b"]C0" + text.encode()
        await self.flow.scan(identify(raw, self._today()))
        await self.settle()

    async def key(self, name: str) -> None:
        await self.flow.key(name)
        await self.settle()

    async def enter(self, text: str) -> None:
        await self.flow.enter(text)
        await self.settle()

    async def digit(self, number: int) -> None:
        await self.flow.digit(number)
        await self.settle()

    async def sign(self, user_id: str, code: str = CODE, typed: str | None = None) -> None:
        await self.flow.submit(Secret(typed or password(user_id)), Secret(code))
        await self.settle()

    def user(self, role: Role) -> str:
        people = self.terminal.recorder.plant.people.values()
        return next(person.user_id for person in people if role in person.roles)

    async def until(self, done: Callable[[Guidance], bool]) -> None:
        """Do what is asked until something is asked for, or the batch is complete."""
        for _ in range(1500):
            guidance = self.guidance
            if done(guidance) or guidance.stage == Stage.COMPLETE:
                return
            await self.follow(guidance)
        raise AssertionError(f"no end at {self.guidance}")

    async def to(self, kind: type[object], entry: str) -> Guidance:
        """Go on until an entry of a kind of step is due."""

        def due(g: Guidance) -> bool:
            return bool(g.entry and g.step and isinstance(g.step.detail, kind) and g.entry.name == entry)

        await self.until(due)
        assert due(self.guidance)
        return self.guidance

    async def follow(self, guidance: Guidance) -> None:
        """Do the one thing that is asked, as a good operator or checker would."""
        step = guidance.step
        assert step is not None
        await self.right_person(step)
        match guidance.stage:
            case Stage.START:
                assert self.guidance.stage != Stage.START, self.flow.message
            case Stage.ENTRY:
                assert guidance.entry is not None
                await self.fill(step, guidance.entry)
            case Stage.EXPLAIN:
                await self.digit(1)
            case Stage.DISPOSE:
                await self.scan(f"U-{self.user(Role.SUPERVISOR)}")
                await self.digit(1)
                await self.sign(self.user(Role.SUPERVISOR))
            case Stage.SIGN:
                signer = self.flow.person if isinstance(self.flow, SignFlow) else None
                await self.sign(signer.user_id if signer else "")
            case Stage.VERIFY:
                second = second_counters(step, self.state.step(step.id).filled)
                people = self.terminal.recorder.plant.people
                checker = people[min(second)].user_id if second else self.user(Role.SUPERVISOR)
                await self.scan(f"U-{checker}")
                await self.sign(checker)
            case _:
                raise AssertionError(f"{guidance.stage} does not wait for hands; message: {self.flow.message}")

    async def second_counter(self, step: Step) -> None:
        """Sign in another person whose role may perform the step."""
        first = first_counters(step, self.state.step(step.id).filled)
        people = self.terminal.recorder.plant.people.values()
        able = [one for one in people if set(one.roles) & set(step.roles) and one.id not in first]
        if self.desk.session is not None and self.desk.session.person.id in first:
            self.terminal.enter(able[0].user_id)
            self.go(open_step(self.desk, BATCH))
            await self.settle()

    async def right_person(self, step: Step) -> None:
        """Sign in who may perform the step."""
        session = self.desk.session
        if session is None or not set(step.roles) & set(session.person.roles):
            self.terminal.enter(self.user(step.roles[0]))
            self.go(open_step(self.desk, self.number))
            await self.settle()

    async def fill(self, step: Step, entry: Entry) -> None:
        """Fill an entry by scanner, balance, keys or typing."""
        if entry.second:
            await self.second_counter(step)
        match entry.act:
            case ActKind.CONFIRMED | ActKind.TIMER_STARTED | ActKind.SAMPLE_DRAWN | ActKind.LABEL_PRINTED:
                await self.key("enter")
            case ActKind.TIMER_ENDED:
                assert isinstance(step.detail, Timer)
                self.terminal.clock.advance(step.detail.minimum_s)
                await self.key("enter")
            case ActKind.ZERO_CHECKED:
                await self.weigh("0.000", "f2")
            case ActKind.HOLD_ENDED:
                await self.key("enter")
            case ActKind.CONTAINER_TARED:
                await self.key("f2")
            case ActKind.WEIGHT_TAKEN:
                await self.weigh(self.good(step, entry))
            case ActKind.FILE_ATTACHED:
                self.desk.files.watched.mkdir(exist_ok=True)
                (self.desk.files.watched / "bowl.jpg").write_bytes(b"\xff\xd8\xff photo")
                await self.key("f5")
                await self.digit(1)
            case ActKind.SETTING_MADE:
                machine = self.devices.machine(self.bound("equipment", step))
                machine.unit = entry.unit
                await self.key("f8" if machine.may_write(entry.of) else "enter")
            case ActKind.TAG_READ:
                machine = self.devices.machine(self.bound("equipment", step))
                machine.values[entry.of], machine.unit = Decimal(self.good(step, entry)), entry.unit
                await self.key("f8")
            case ActKind.CHOICE_MADE:
                assert isinstance(step.detail, Choice)
                good = [option.exception == Severity.NONE for option in step.detail.options]
                await self.digit(good.index(True) + 1)
            case ActKind.VALUE_ENTERED | ActKind.SECOND_COUNT_MADE | ActKind.OUTPUT_RECORDED:
                due = due_at(step, self.state, entry.weighing)
                if due is not None:
                    self.terminal.clock.advance(max(0.0, (due - self.terminal.clock.utc()).total_seconds()))
                await self.enter(self.good(step, entry))
            case _:
                await self.scan(self.label(step, entry))

    async def weigh(self, load: str, key: str = "f8") -> None:
        """Load the bound balance and press F8."""
        guidance = self.guidance
        assert guidance.step is not None
        nth = guidance.entry.weighing if guidance.entry else 1
        self.devices.balances[self.bound(named("balance", nth), guidance.step)].load = Decimal(load)
        await self.key(key)

    def bound(self, entry: str, step: Step) -> str:
        return self.state.step(step.id).filled[entry].act.subject.equipment or ""

    def label(self, step: Step, entry: Entry) -> str:
        """Find the label that an entry expects."""
        plant = self.terminal.recorder.plant
        match entry.expected:
            case Expected.ROOM:
                return f"R-{entry.of}"
            case Expected.EQUIPMENT:
                return self._equipment(step, entry)
            case Expected.CONTAINER:
                lots = self.state.reserved
                return next(c for c, lot in lots.items() if plant.lots[lot].material == entry.of)
            case Expected.DISPENSED:
                dispensed = self.state.dispensed.values()
                return next(d.container for d in dispensed if d.material == entry.of and not d.charged)
            case _:
                printed = self.state.step(step.id).filled[named("label", entry.weighing)].act.facts
                label = printed[f"label_{entry.item + 1}"]
                return label if label[0] in "CS" else f"]d2010694000000001010{label[:10]}\x1d21{label}"

    def _equipment(self, step: Step, entry: Entry) -> str:
        plant, operation = self.terminal.recorder.plant, self.batch.master.operation_of(step.id)
        assert operation is not None
        items = [e for e in plant.equipment.values() if e.equipment_class == entry.of and e.room == operation.room]
        if isinstance(step.detail, WeighDispense) and step.detail.limits.target is not None:
            target = Quantity(step.detail.limits.target, step.detail.unit)
            items = [e for e in items if e.minimum is None or e.minimum.to("kg").value <= target.value]
            items = [e for e in items if e.capacity is None or e.capacity.to("kg").value >= target.value]
        return items[0].id

    def good(self, step: Step, entry: Entry) -> str:
        """Choose a value in the middle of the limits."""
        match step.detail:
            case Yield(theoretical=theoretical) if entry.act == ActKind.OUTPUT_RECORDED:
                return f"{(theoretical.value * Decimal('0.99')).quantize(Decimal(1)):f}"
            case Reconciliation(material=material):
                planned = [line.quantity.value for line in self.batch.master.bill if line.material == material]
                return (
                    f"{planned[0] if planned else 100:f}"
                    if entry.name.removeprefix(SECOND) in ("issued", "used")
                    else "0"
                )
            case Measurement(limits=limits) if step.sign == SignPolicy.BLIND_SECOND_COUNT:
                return _middle(limits, entry.decimals)
            case InProcessControl() | _:
                return _middle(entry.limits, entry.decimals)

    async def refusals(self) -> list[Finding]:
        """Give what was refused, in order."""
        acts = await self.terminal.acts()
        refused = [act.facts for act in acts if act.kind == ActKind.REFUSED]
        return [Finding(facts["why"], facts) for facts in refused]


def _middle(limits: Limits | None, places: int | None) -> str:
    known = [limit for limit in (limits.low, limits.high) if limit is not None] if limits else []
    if not known:
        return "1"
    value = limits.target if limits and limits.target is not None else sum(known, Decimal(0)) / len(known)
    return f"{value:f}" if places is None else f"{value.quantize(Decimal(1).scaleb(-places)):f}"
