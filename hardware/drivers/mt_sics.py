"""Balances that speak MT-SICS: Mettler Toledo and compatible ones, over a serial line or raw TCP.

Document: MT-SICS reference manual, levels 0 and 1 (frames in `mt_sics_frames`). Verified on hardware: no.

A serial number nobody asked for means that the balance was switched off and on. The deadline of `take_stable` must be
longer than the balance's own stability timeout, or the balance's reason is lost behind ours.
"""

from core.ports import Weight
from hardware.drivers.mt_sics_frames import command, is_restart, model_of, parse_done, parse_text, parse_weight
from hardware.drivers.polled_balance import PolledBalance
from hardware.errors import DeviceRefused, DeviceSilent, NotStable


class MtSicsBalance(PolledBalance):
    """A balance (port `core.ports.Balance`)."""

    ANNOUNCES_RESTART = True

    def says_restart(self, line: bytes) -> bool:
        """See whether it is the serial number that a balance sends when it is switched on."""
        return is_restart(line)

    async def ask_serial(self) -> str:
        """Ask `I4`."""
        return parse_text(await self.ask(command("I4"), identity=True), "I4", self.name)

    async def ask_model(self) -> str:
        """Ask `I2`; level 0 is mandatory, yet compatible balances leave it out."""
        try:
            return model_of(parse_text(await self.ask(command("I2")), "I2", self.name))
        except DeviceRefused:
            return self.row.model

    async def ask_now(self) -> Weight:
        """Ask `SI`."""
        return self._read(await self.ask(command("SI")), "S")

    async def ask_stable(self, timeout_s: float) -> Weight:
        """Ask `S`, which the balance answers when it is stable."""
        try:
            return self._read(await self.ask(command("S"), timeout_s, recorded=True), "S")
        except DeviceSilent as error:
            # `S` is still pending in the balance; a new SI ends it, `@` would lose the tare.
            await self.tell(command("SI"))
            raise NotStable("device.not_stable", device=self.name) from error

    async def ask_tare(self) -> Weight:
        """Ask `TA`, of level 1."""
        return self._read(await self.ask(command("TA")), "TA")

    async def set_zero(self, timeout_s: float) -> None:
        """Send `Z`."""
        parse_done(await self.ask(command("Z"), timeout_s), "Z", self.name)

    async def set_tare(self, timeout_s: float) -> Weight:
        """Send `T`, which is answered with the tare."""
        return self._read(await self.ask(command("T"), timeout_s), "T")

    def _read(self, line: bytes, answered: str) -> Weight:
        return self.weight(parse_weight(line, answered, self.name), line)
