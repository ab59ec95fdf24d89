"""The plant panel: everything round the terminal that a demo needs a hand for, in pages chosen by digit.

Each choice is made and the panel goes, so that the terminal shows what becomes of it. Codes and passwords stay readable
here, since there is nobody else in the demo to have them.
"""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from functools import partial

import msgspec

from console.composition import Terminal
from console.demo.labels import Labels, as_labelled
from console.demo.pace import RATES
from console.demo.plant import DemoPlant
from console.demo.product import BALANCE, PRINTER, SCANNER
from console.flows.daily_check import DailyCheckFlow
from console.flows.destroy import DestroyFlow
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.labels_due import LabelsDueFlow
from console.flows.picking import PickingFlow
from console.flows.receive import ReceiveFlow
from console.flows.returns import ReturnsFlow
from console.flows.shift_check import ShiftCheckFlow
from console.flows.step import StepFlow
from console.flows.stock_act import StockActFlow
from console.labels import carton_label
from core.batch.weighing import weighings
from core.device_checks import check_code
from core.errors import CountersignError
from core.master.kinds import WeighDispense
from core.plant import LotState
from hardware.row import DeviceKind
from screens.demo.plant_panel import PlantPanelView
from screens.views import ItemView, MarkView, Tone, keys

PAGE = 9
_USER = 13
"""Columns of a user id."""
_PRINTED = 4
"""Labels just printed that are offered to be scanned back."""
_FAULTS = {
    SCANNER: ("unplug", "cut", "garbage", "split"),
    BALANCE: ("unplug", "restart", "unstable", "overload", "other", "garbage", "silent"),
    PRINTER: ("unplug", "paper_out", "paused", "silent"),
}
_FAULTS_OF_EQUIPMENT = ("unplug", "silent", "freeze", "exception")
_LOADS = {"target": Decimal(1), "over": Decimal("1.05"), "under": Decimal("0.95"), "part": Decimal("0.6")}

Do = Callable[[], Awaitable[object]]


class Choice(msgspec.Struct, frozen=True):
    """A row of the panel; `stays` keeps the panel up after it."""

    name: str
    code: str
    do: Do
    count: str = ""
    mark: MarkView | None = None
    stays: bool = False


class PlantPanelFlow(TaskFlow):
    """The panel's pages."""

    screen = "plant_panel"

    def __init__(
        self, terminal: Terminal, plant: DemoPlant, below: TaskFlow | None, close: Do, end: Callable[[], object]
    ) -> None:
        """Take terminal and plant, the task below, what takes the panel away, and what ends the demo."""
        super().__init__(terminal.desk)
        self._end = end
        self._terminal, self._plant, self._below, self._close = terminal, plant, below, close
        self._page: Callable[[], list[Choice]] = self._main
        self._name = "panel.title"
        self._first = 0
        self._printed: Sequence[str] = ()

    @property
    def view(self) -> PlantPanelView:
        """Show one page."""
        choices = self._page()
        shown = choices[self._first : self._first + PAGE]
        items = tuple(
            ItemView(number, choice.name, choice.code, choice.count, choice.mark)
            for number, choice in enumerate(shown, 1)
        )
        head = header(self.desk)
        more = len(choices) > PAGE
        following = self.words("next.panel_pages" if more else "next.panel")
        view_frame = frame(
            self.desk, head, self.words(self._name), following, keys("f3"), subject=self.words("panel.subject"),
            message=self.message,
        )  # fmt: skip
        return PlantPanelView(view_frame, items)

    async def opened(self) -> None:
        """Look at the printer's labels."""
        self._printed = await self._plant.hand.printed()
        self.changed()

    async def key(self, name: str) -> None:
        """F3 goes to the first page, page keys turn."""
        if name == "f3":
            self._turn("panel.title", self._main)
        elif name == "pagedown" and self._first + PAGE < len(self._page()):
            self._first += PAGE
        elif name == "pageup":
            self._first = max(0, self._first - PAGE)
        self.changed()

    async def digit(self, number: int) -> None:
        """Do what the row says."""
        choices = self._page()
        place = self._first + number - 1
        if not 1 <= number <= PAGE or place >= len(choices):
            return
        if not choices[place].stays:
            await self._close()
        try:
            await choices[place].do()
        except CountersignError as error:
            self.say(error)
        self.changed()

    def _turn(self, name: str, page: Callable[[], list[Choice]]) -> None:
        self._name, self._page, self._first = name, page, 0

    # ------------------------------------------------------------------ pages

    def _main(self) -> list[Choice]:
        pages = {
            "panel.labels": self._labels,
            "panel.loads": self._loads,
            "panel.people": self._people,
            "panel.devices": self._devices,
            "panel.rates": self._rates,
        }
        rows = [self._leading_to(name, page) for name, page in pages.items()]
        return [*rows, self._cable(), *self._own_key(), Choice(self.words("panel.end"), "", self._now(self._end))]

    def _own_key(self) -> list[Choice]:
        """Offer the terminal's own F11, which the panel takes from it, where the task below has it."""
        below = self._below
        key = next((each for each in below.view.frame.keys if each.name == "f11"), None) if below is not None else None
        if below is None or key is None:
            return []
        does = self.words(f"frame.key.{key.does or key.name}")

        async def press() -> None:
            await below.key("f11")

        return [Choice(self.words("panel.own_key", does=does), "", press)]

    def _cable(self) -> Choice:
        cable = self._plant.cable
        if cable.is_cut:
            mark = MarkView(Tone.FAIL, self.words("panel.is_cut"))
            return Choice(self.words("panel.mend"), "", self._now(cable.mend), "", mark)
        mark = MarkView(Tone.OK, self.words("panel.is_whole"))
        return Choice(self.words("panel.cut"), "", self._now(cable.cut), "", mark)

    def _labels(self) -> list[Choice]:
        wanted = self._for_shift() if isinstance(self._below, ShiftCheckFlow) else self._expected()
        found = [*self._of_store(), *(("panel.label_expected", code) for code in wanted)]
        batches = self._terminal.recorder.batches()
        if batches:
            found.append(("panel.label_batch", batches[-1].state.number))
            found.extend(("panel.label_sample", sample) for sample in tuple(batches[-1].state.samples)[-1:])
            if batches[-1].state.outputs:
                label = carton_label(1, self._terminal.recorder.plant, batches[-1].master, batches[-1].state)
                found.append(("panel.label_carton", f"]d2{label.code}"))
        return [self._scanning(name, code) for name, code in (*found, *self._wrong())]

    def _of_store(self) -> list[tuple[str, str]]:
        """Give labels for the tasks of the store: those just printed, containers of two lots, free places."""
        if isinstance(self._below, LabelsDueFlow):
            return [("panel.label_printed", code) for code in self._printed[-_PRINTED:]]
        if not isinstance(self._below, StockActFlow | PickingFlow | DestroyFlow | ReturnsFlow | ReceiveFlow):
            return []
        plant = self._terminal.recorder.plant
        standing = [one for one in plant.containers.values() if not one.ended and one.net.value > 0]
        taken = {one.location for one in standing}
        containers = [one.id for one in (*standing[:2], *standing[-1:])]
        free = [place for place in plant.locations if place not in taken][:2]
        found = [("panel.label_container", as_labelled(code)) for code in containers]
        return [*found, *(("panel.label_place", place) for place in free)]

    def _wrong(self) -> list[tuple[str, str]]:
        labels = self._of_batch()
        found: list[tuple[str, str | None]] = []
        if labels is not None:
            step = labels.guidance.step
            if step is not None and isinstance(step.detail, WeighDispense):
                found.append(("panel.label_foreign", labels.foreign(step.detail.material)))
            found.append(("panel.label_expired", labels.expired(self._plant.clock.utc().date())))
            found.append(("panel.label_quarantine", labels.in_state(LotState.QUARANTINE)))
            found.append(("panel.label_on_hold", labels.in_state(LotState.ON_HOLD)))
        found.append(("panel.label_unknown", "4006381333931"))
        return [(name, code) for name, code in found if code is not None]

    def _loads(self) -> list[Choice]:
        labels = self._of_batch()
        step = labels.guidance.step if labels is not None else None
        rows = [self._loading("empty", Decimal(0)), self._loading("drum", self._plant.product.tare)]
        if isinstance(self._below, DailyCheckFlow) and self._below.nominal is not None:
            rows.append(self._loading("test_weight", self._below.nominal.to(self._plant.product.unit).value))
        if step is not None and isinstance(step.detail, WeighDispense):
            recorded = labels.open.state.step(step.id).filled if labels is not None else {}
            target = weighings(step.detail, recorded)[-1].limits.target or Decimal(1)
            loads = {name: (target * share).quantize(target) for name, share in _LOADS.items()}
            rows.extend(self._loading(name, self._plant.product.tare + net) for name, net in loads.items())
        return rows

    def _people(self) -> list[Choice]:
        now = self._plant.clock.utc()
        plant = self._terminal.recorder.plant
        rows: list[Choice] = []
        for user, pocket in self._plant.people.items():
            person = plant.people.get(pocket.person)
            role = self.words(f"role.{person.roles[0].value}") if person else ""
            rows.append(
                Choice(f"{user:<{_USER}}{role}", pocket.password, self._scan(f"U-{user}"), pocket.token.code(now))
            )
        return rows

    def _devices(self) -> list[Choice]:
        devices = (*_FAULTS, *(each.name for each in self._plant.product.equipment))
        return [self._leading_to(device, lambda device=device: self._faults(device), plain=True) for device in devices]

    def _faults(self, device: str) -> list[Choice]:
        return [
            Choice(self.words(f"panel.fault_{kind}"), device, self._fail(device, kind))
            for kind in ("none", *_FAULTS.get(device, _FAULTS_OF_EQUIPMENT))
        ]

    def _rates(self) -> list[Choice]:
        clock = self._plant.clock
        return [
            Choice(self.words("panel.rate", rate=f"{rate:g}"), "", self._now(partial(clock.run_at, rate)))
            for rate in RATES
        ]

    # ------------------------------------------------------------------ rows

    def _leading_to(self, name: str, page: Callable[[], list[Choice]], *, plain: bool = False) -> Choice:
        words = name if plain else self.words(name)
        title = "panel.devices" if plain else name
        return Choice(words, "", self._now(lambda: self._turn(title, page)), stays=True)

    def _scanning(self, name: str, code: str) -> Choice:
        shown = code.removeprefix("]d2").replace("\x1d", " ")
        return Choice(self.words(name), shown[-34:], self._scan(code))

    def _loading(self, name: str, gross: Decimal) -> Choice:
        unit = self._plant.product.unit

        async def load() -> None:
            await self._plant.hand.load(gross, unit)

        return Choice(self.words(f"panel.load_{name}"), f"{gross:f} {unit}", load)

    def _scan(self, code: str) -> Do:
        async def scan() -> None:
            await self._plant.hand.scan(code)

        return scan

    def _fail(self, device: str, kind: str) -> Do:
        async def fail() -> None:
            await self._plant.hand.fault(device, kind)

        return fail

    def _now(self, call: Callable[[], object]) -> Do:
        async def do() -> None:
            call()

        return do

    # ------------------------------------------------------------------ what the task below expects

    def _of_batch(self) -> Labels | None:
        batch = getattr(self._below, "batch", None) if isinstance(self._below, StepFlow) else None
        if batch is None:
            known = [item for item in self._terminal.recorder.batches() if item.state.decided is None]
            batch = known[-1].state.number if known else None
        return Labels(self._terminal, batch) if batch is not None else None

    def _for_shift(self) -> list[str]:
        """Give the check label, the one just printed where there is one, and the labels of the balances."""
        mark = f"]d2{check_code('')}"
        printed = [code for code in self._printed if code.startswith(mark)]
        rows = self._terminal.devices.rows()
        balances = [row.equipment for row, _ in rows if row.kind is DeviceKind.BALANCE and row.equipment]
        return [*(printed[-1:] or [f"{mark}CARD"]), *balances]

    def _expected(self) -> list[str]:
        labels = self._of_batch()
        guidance = labels.guidance if labels is not None else None
        if labels is None or guidance is None or guidance.step is None or guidance.entry is None:
            return []
        code = labels.expected(guidance.step, guidance.entry, self._printed)
        return [code] if code is not None else []
