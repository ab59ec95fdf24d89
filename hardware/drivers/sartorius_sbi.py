"""Balances that speak SBI, the Sartorius Balance Interface, with 16 or 22 characters.

Document: Cubis MSE manual p. 71, Entris II interface description p. 3-4 (frames in `sartorius_sbi_frames`). Verified on
hardware: no.

Settings: protocol SBI (not xBPI), data output on request and **without** stability, no automatic output. `ESC P` is
then answered at once, and the unit tells stable from moving. Commands are not answered: that `ESC V` (zero) and
`ESC U` (tare) were done is seen by a stable zero. The tare cannot be asked for; it is what was shown before, counted
from the tare taken through us before that.
"""

from core.ports import Weight
from hardware.drivers.polled_balance import PolledBalance
from hardware.drivers.sartorius_sbi_frames import command, parse_model, parse_serial, parse_weight
from hardware.errors import DeviceSilent, FrameBroken

_MODEL_S = 0.5


class SartoriusSbiBalance(PolledBalance):
    """A balance (port `core.ports.Balance`)."""

    async def ask_serial(self) -> str:
        """Ask `ESC x2_`."""
        return parse_serial(await self.ask(command("x2_")), self.name)

    async def ask_model(self) -> str:
        """Ask `ESC x1_`; not every balance answers."""
        try:
            return parse_model(await self.ask(command("x1_"), _MODEL_S), self.name)
        except (DeviceSilent, FrameBroken):
            return self.row.model

    async def ask_now(self) -> Weight:
        """Ask `ESC P`."""
        line = await self.ask(command("P"))
        return self.weight(parse_weight(line, self.name), line)

    async def set_zero(self, timeout_s: float) -> None:
        """Send `ESC V`."""
        await self.tell(command("V"))
        await self.until_zero(timeout_s)

    async def set_tare(self, timeout_s: float) -> Weight:
        """Send `ESC U` once the display is stable."""
        before = await self.steady(timeout_s)
        await self.tell(command("U"))
        await self.until_zero(timeout_s)
        return await self.shown_tare(before)
