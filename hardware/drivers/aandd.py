"""A&D balances and scales in "A&D standard format".

Document: A&D FX-i/FZ-i manual p. 59-63 (frames in `aandd_frames`). Verified on hardware: no.

Settings: `5if type 0` (A&D standard format), terminator CR LF, `erCd 1` (acknowledgements and error codes), data output
by command only. The factory setting of many is 2400 baud, 7 bits, even parity: say so in the address.
"""

from core.ports import Weight
from hardware.drivers.aandd_frames import command, parse_acknowledged, parse_told, parse_weight
from hardware.drivers.polled_balance import PolledBalance
from hardware.errors import DeviceRefused


class AandDBalance(PolledBalance):
    """A balance (port `core.ports.Balance`)."""

    async def ask_serial(self) -> str:
        """Ask `?SN`."""
        return parse_told(await self.ask(command("?SN")), "SN", self.name)

    async def ask_model(self) -> str:
        """Ask `?TN`; not every balance knows it."""
        try:
            return parse_told(await self.ask(command("?TN")), "TN", self.name)
        except DeviceRefused:
            return self.row.model

    async def ask_now(self) -> Weight:
        """Ask `Q`."""
        line = await self.ask(command("Q"))
        return self.weight(parse_weight(line, self.name), line)

    async def ask_tare(self) -> Weight:
        """Ask `?PT`."""
        line = await self.ask(command("?PT"))
        return self.weight(parse_weight(line, self.name, "PT"), line)

    async def set_zero(self, timeout_s: float) -> None:
        """Send `Z`."""
        await self._do("Z", timeout_s)

    async def set_tare(self, timeout_s: float) -> Weight:
        """Send `T` once the display is stable."""
        before = await self.steady(timeout_s)
        await self._do("T", timeout_s)
        return await self.shown_tare(before)

    async def _do(self, text: str, timeout_s: float) -> None:
        """Send a command that is acknowledged twice: when it is understood and when it is done."""
        parse_acknowledged(await self.ask(command(text)), self.name)
        parse_acknowledged(await self.more(timeout_s), self.name)
