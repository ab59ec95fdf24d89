"""Radwag balances.

Document: Radwag PS manual p. 82, PS R2 manual p. 158, PUE HY10 manual p. 232 (frames in `radwag_frames`). Verified on
hardware: no.

Settings: continuous transmission and automatic printing off. `SI` is asked until the marker says stable: it gives the
weight in the unit of adjustment, as `OT` gives the tare, whatever unit the display is switched to.
"""

from core.ports import Weight
from hardware.drivers.polled_balance import PolledBalance
from hardware.drivers.radwag_frames import command, parse_answer, parse_tare, parse_text, parse_weight
from hardware.errors import DeviceRefused


class RadwagBalance(PolledBalance):
    """A balance (port `core.ports.Balance`)."""

    async def ask_serial(self) -> str:
        """Ask `NB`."""
        return parse_text(await self.ask(command("NB")), "NB", self.name)

    async def ask_model(self) -> str:
        """Ask `BN`; not every balance knows it."""
        try:
            return parse_text(await self.ask(command("BN")), "BN", self.name)
        except DeviceRefused:
            return self.row.model

    async def ask_now(self) -> Weight:
        """Ask `SI`."""
        line = await self.ask(command("SI"))
        return self.weight(parse_weight(line, "SI", self.name), line)

    async def ask_tare(self) -> Weight:
        """Ask `OT`."""
        line = await self.ask(command("OT"))
        return self.weight(parse_tare(line, self.name), line)

    async def set_zero(self, timeout_s: float) -> None:
        """Send `Z`."""
        await self._do("Z", timeout_s)

    async def set_tare(self, timeout_s: float) -> Weight:
        """Send `T` once the display is stable."""
        before = await self.steady(timeout_s)
        await self._do("T", timeout_s)
        return await self.shown_tare(before)

    async def _do(self, text: str, timeout_s: float) -> None:
        """Send a command that is answered twice: when it is understood and when it is done."""
        done = parse_answer(await self.ask(command(text)), text, self.name)
        if not done and not parse_answer(await self.more(timeout_s), text, self.name):
            raise DeviceRefused("device.cannot_execute", device=self.name)
