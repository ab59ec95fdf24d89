"""Ohaus balances with their own command set; models set to SICS use the driver `mt_sics`.

Document: Ohaus Explorer manual p. 153-156 (frames in `ohaus_frames`). Verified on hardware: no.

Settings: automatic print off, numeric output with unit, responses on (`1RL`). The display is asked by `IP` until no `?`
is behind the weight: `SP` would stay pending in the balance for 40 s.
"""

from core.ports import Weight
from hardware.drivers.ohaus_frames import command, parse_done, parse_told, parse_weight
from hardware.drivers.polled_balance import PolledBalance


class OhausBalance(PolledBalance):
    """A balance (port `core.ports.Balance`)."""

    async def ask_serial(self) -> str:
        """Ask `PSN`."""
        return parse_told(await self.ask(command("PSN")), self.name)

    async def ask_now(self) -> Weight:
        """Ask `IP`."""
        line = await self.ask(command("IP"))
        return self.weight(parse_weight(line, self.name), line)

    async def ask_tare(self) -> Weight:
        """Ask `PT`."""
        line = await self.ask(command("PT"))
        return self.weight(parse_weight(line, self.name, "GNT"), line)

    async def set_zero(self, timeout_s: float) -> None:
        """Send `Z`, then wait for a stable zero: `OK!` says that the key was pressed."""
        parse_done(await self.ask(command("Z"), timeout_s), self.name)
        await self.until_zero(timeout_s)

    async def set_tare(self, timeout_s: float) -> Weight:
        """Send `T` once the display is stable, then wait for a stable zero."""
        before = await self.steady(timeout_s)
        parse_done(await self.ask(command("T"), timeout_s), self.name)
        await self.until_zero(timeout_s)
        return await self.shown_tare(before)
