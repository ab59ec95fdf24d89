"""Trace: a lot back to its suppliers or forward to its customers, as a tree; one question to the core each way."""

from decimal import Decimal

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from core.codes import Code
from core.errors import CountersignError
from core.genealogy import Trace, TracedLot
from screens.quality.trace import BranchView, TraceView
from screens.views import MarkView, Tone, keys

MOST_BRANCHES = 400
_TONES = {"released": Tone.OK, "rejected": Tone.FAIL, "on_hold": Tone.WARN, "quarantine": Tone.WAIT}


class TraceFlow(TaskFlow):
    """Shows one direction at a time; F5 asks again, left and right turn the direction."""

    screen = "trace"

    def __init__(self, desk: Desk, lot: str, forward: bool = True) -> None:
        """Take what to start from: a lot, or another number that stands for lots."""
        super().__init__(desk)
        self._lot = lot
        self._forward = forward
        self._found: Trace | None = None
        self._chosen = 0

    @property
    def view(self) -> TraceView:
        """Show the tree."""
        title = self.words("trace.forward" if self._forward else "trace.backward")
        following = self.words("next.trace")
        count = self._found.count if self._found else 0
        view_frame = frame(
            self.desk,
            header(self.desk),
            title,
            following,
            keys("f1", "f3", "f4", "f5", "f10"),
            subject=self.words("trace.subject", lot=self._lot, n=str(count)),
            message=self.message,
        )
        heads = (self.words("trace.lot"), self.words("trace.quantity"), self.words("trace.state"))
        return TraceView(view_frame, heads, self._branches())

    async def opened(self) -> None:
        """Ask the core."""
        await self._ask()

    async def key(self, name: str) -> None:
        """Move, turn the direction, search another number, ask again, go back."""
        match name:
            case "f3":
                self.desk.navigation.home()
            case "f4":
                self.desk.navigation.go(self.desk.ways.task("trace_search", "TraceSearchFlow"))
            case "f5":
                await self._ask()
            case "left" | "right":
                self._forward = name == "right"
                self._chosen = 0
                await self._ask()
            case "up" | "down":
                self._chosen = max(0, min(len(self._branches()) - 1, self._chosen + (1 if name == "down" else -1)))
                self.changed()
            case "enter":
                await self._turn_to(self._branches()[self._chosen].code if self._branches() else self._lot)
            case _:
                return

    async def scan(self, code: Code) -> None:
        """Start from the lot or container of a scanned label; a donation number is that of a container."""
        named = code.get("lot") or code.get("container")
        if named is None:
            await super().scan(code)
        else:
            self._lot, self._chosen = named, 0
            await self._ask()

    async def _turn_to(self, lot: str) -> None:
        if self._found is not None and any(item.number == lot for item in self._found.lots):
            self._lot, self._chosen = lot, 0
            await self._ask()

    async def _ask(self) -> None:
        direction = "forward" if self._forward else "backward"
        try:
            answer = await self.desk.ask("trace", {"lot": self._lot, "direction": direction})
            self._found = msgspec.convert(answer["trace"], Trace)
            self.message = ""
        except CountersignError as error:
            self._found = None
            self.say(error)
        self.changed()

    def _branches(self) -> tuple[BranchView, ...]:
        found = self._found
        if found is None:
            return ()
        rows: list[BranchView] = []
        seen: set[str] = set()
        for item in (item for item in found.lots if item.depth == 0):
            self._grow(found, item.number, "", 0, rows, seen)
        return tuple(_with_choice(row, index == self._chosen) for index, row in enumerate(rows))

    def _grow(self, found: Trace, lot: str, quantity: str, depth: int, rows: list[BranchView], seen: set[str]) -> None:
        """Add a lot, its ends, and what it leads to; a lot that stands already is not unfolded again."""
        item = next((item for item in found.lots if item.number == lot), None)
        if item is None or len(rows) >= MOST_BRANCHES:
            return
        again = lot in seen
        seen.add(lot)
        rows.append(self._branch(item, quantity, depth, again))
        if again:
            return
        for end in (end for end in found.ends if end.lot == lot):
            customer = self.desk.recorder.plant.customers.get(end.party)
            name = customer.name if customer else end.party
            shown = f"{Decimal(end.quantity).normalize():f} {self._unit(end.unit)}"
            word = self.words("trace.shipped" if self._forward else "trace.received")
            rows.append(BranchView(depth + 1, end.party, name, shown, MarkView(Tone.WAIT, word)))
        for edge in found.edges:
            near, far = (edge.parent, edge.child) if self._forward else (edge.child, edge.parent)
            if near == lot:
                shown = f"{Decimal(edge.quantity).normalize():f} {self._unit(edge.unit)}"
                self._grow(found, far, shown, depth + 1, rows, seen)

    def _branch(self, item: TracedLot, quantity: str, depth: int, again: bool) -> BranchView:
        material = self.desk.recorder.plant.materials.get(item.material)
        name = material.name.in_language(self.desk.language) if material else item.material
        name = "  ".join((name, *(each for each in (item.batch, item.supplier_lot) if each)))
        mark = MarkView(_TONES.get(item.state, Tone.NONE), self.words(f"lot.{item.state}"))
        return BranchView(depth, item.number, name, quantity, mark, more=again)

    def _unit(self, unit: str) -> str:
        return self.words("unit.pcs") if unit == "pcs" else unit


def _with_choice(row: BranchView, chosen: bool) -> BranchView:
    """Mark a row as chosen or not."""
    return BranchView(row.depth, row.code, row.name, row.quantity, row.mark, chosen, row.more)
