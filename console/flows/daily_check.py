"""Daily check of a balance: two external weights, 5 % and 100 % of its capacity, each within 0.1 %.

Source: GMP articles 90, 94; USP chapters 41 and 1251 for the points and the tolerance.
"""

import asyncio

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.values import weighed
from core.acts import ActKind, Subject, Value
from core.codes import Code, CodeKind
from core.device_checks import DAILY, PASSED
from core.finding import Finding
from core.plant import EquipmentItem
from core.ports import Balance, DeviceError, Weight
from core.quantity import Quantity
from core.stock import check_refusal, check_weights
from screens.operator.measurement import MeasurementView
from screens.views import MarkView, ReadingView, RowView, Tone, VerdictView, keys

STABLE_TIMEOUT_S = 12.0
_NAMES = ("low", "high")


class DailyCheckFlow(TaskFlow):
    """Scans the balance, then weighs both test weights; what passes holds for the day."""

    screen = "measurement"

    def __init__(self, desk: Desk, equipment: str = "", back: TaskFlow | None = None) -> None:
        """Take the desk; where the balance is known already, its equipment id, and the task to go back to."""
        super().__init__(desk)
        self._known = equipment
        self._back = back
        self._item: EquipmentItem | None = None
        self._taken: dict[str, Value] = {}
        self._reading: Weight | None = None
        self._following: asyncio.Task[None] | None = None
        self._passed = False

    @property
    def nominal(self) -> Quantity | None:
        """Give the test weight that belongs on the balance now."""
        if self._item is None or self._passed or len(self._taken) == len(_NAMES):
            return None
        return check_weights(self._item)[len(self._taken)]

    @property
    def view(self) -> MeasurementView:
        """Show the live weight and both points."""
        weighing = self.nominal is not None
        live = keys("f1", "f3", *(("f8",) if weighing else ()), "f10", *(("f12",) if weighing else ()))
        subject = self._item.id if self._item else ""
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("check.title"),
            self._next(),
            live,
            subject=subject,
            message=self.message,
        )
        verdict = VerdictView(Tone.OK, self.words("check.passed")) if self._passed else None
        name = self.words("check.reading")
        return MeasurementView(view_frame, name, self._large(), verdict=verdict, rows=self._rows())

    async def opened(self) -> None:
        """Bind the balance whose label was scanned before."""
        item = self.desk.recorder.plant.equipment.get(self._known)
        if item is not None and self._item is None:
            await self._bind(item)

    async def scan(self, code: Code) -> None:
        """Bind the balance by its label."""
        item = self.desk.recorder.plant.equipment.get(code.get("equipment") or "")
        if code.kind != CodeKind.EQUIPMENT or item is None or self._item is not None:
            await super().scan(code)
            return
        await self._bind(item)

    async def _bind(self, item: EquipmentItem) -> None:
        balance = self.desk.devices.balance(item.id)
        if balance is None or item.capacity is None:
            self.say(Finding("kiosk.balance_not_attached", {"balance": item.id}))
            return
        self._item = item
        self._following = asyncio.create_task(self._follow(balance))
        await self.desk.devices.signal(True)
        self.say(None)

    async def key(self, name: str) -> None:
        """F8 takes the point, F12 begins again, F3 goes back."""
        if name == "f3" and self._back is not None:
            self.desk.navigation.go(self._back)
        elif name == "f3":
            self.desk.navigation.home()
        elif name == "f12":
            self._taken.clear()
            self.say(None)
        elif name == "f8" and self.nominal is not None:
            await self._take(self.nominal)

    async def closed(self) -> None:
        """Stop following the balance."""
        if self._following is not None:
            self._following.cancel()

    async def _take(self, nominal: Quantity) -> None:
        item, session = self._item, self.desk.session
        balance = self.desk.devices.balance(item.id) if item else None
        if item is None or balance is None or session is None:
            return
        attempt = self.desk.recorder.act(session.who, ActKind.DEVICE_CHECKED, Subject(equipment=item.id))
        try:
            weight = await balance.take_stable(nominal.unit, STABLE_TIMEOUT_S)
        except DeviceError as error:
            await self.guarded(self.desk.recorder.refuse(attempt, Finding(error.key, error.params)))
            self.say(error)
            return
        found = check_refusal(nominal, weight.quantity)
        if found is not None:
            await self.guarded(self.desk.recorder.refuse(attempt, found))
            self.say(found)
            return
        self._taken[_NAMES[len(self._taken)]] = weighed(weight)
        if len(self._taken) == len(_NAMES):
            await self._record(item)
        self.changed()

    async def _record(self, item: EquipmentItem) -> None:
        session = self.desk.session
        if session is None:
            return
        points = {f"nominal_{name}": str(weight) for name, weight in zip(_NAMES, check_weights(item), strict=True)}
        facts = {"result": PASSED, "check": DAILY, **points}
        subject = Subject(equipment=item.id)
        act = self.desk.recorder.act(session.who, ActKind.DEVICE_CHECKED, subject, self._taken, facts)
        self._passed = await self.guarded(self.desk.recorder.record(act))
        self._taken = {} if not self._passed else self._taken

    async def _follow(self, balance: Balance) -> None:
        async for item in balance.live():
            self._reading = item if isinstance(item, Weight) else None
            self.changed()

    def _next(self) -> str:
        if self._passed:
            return self.words("next.done")
        nominal = self.nominal
        if nominal is None:
            return self.words("next.scan_balance")
        return self.words("next.test_weight", w=str(nominal))

    def _large(self) -> ReadingView | None:
        reading = self._reading
        return None if reading is None else ReadingView(f"{reading.value:f}", reading.unit, not reading.stable)

    def _rows(self) -> tuple[RowView, ...]:
        if self._item is None:
            return ()
        rows: list[RowView] = []
        for name, weight in zip(_NAMES, check_weights(self._item), strict=True):
            taken = self._taken.get(name)
            mark = MarkView(Tone.NONE, self.words("frame.to_come"))
            if taken is not None:
                mark = MarkView(Tone.OK, self.words("state.recorded"))
            rows.append(RowView(self.words("check.weight"), str(weight), str(taken.quantity) if taken else "", mark))
        return tuple(rows)
