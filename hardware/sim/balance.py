"""A simulated balance, whatever it speaks: settles, drifts, waits for stability, restarts.

A family brings its language: what it makes of the bytes it hears, and how it writes a weight.
"""

import asyncio
import math
import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import msgspec

from hardware.sim.faults import WIRE_FAULTS
from hardware.sim.pty_port import PtyPort

_GRAMS = {"mg": Decimal("0.001"), "g": Decimal(1), "kg": Decimal(1000)}
_STABILITY_TIMEOUT_S = 10.0
_BOOT_S = 1.5
_POLL_S = 0.02
_OTHER = "OTHER-00001"


class Shown(msgspec.Struct, frozen=True):
    """What stands on the display.

    Attributes:
        value: Digits.
        unit: Unit.
        stable: False while it moves.
        refused: `overload`, `underload`, `busy` or `error` in place of a weight, or "".
    """

    value: str
    unit: str
    stable: bool
    refused: str = ""


class SimulatedBalance(ABC):
    """A balance on a pty.

    Attributes:
        serial: Serial number it tells; changing it is putting another balance on the same cable.
        unit: Unit it shows and sends.
        settle_s: Seconds from a change of load to a stable value.
        drift_per_s: Steps by which the weight creeps in a second while it drifts, stable all the same.
        boot_s: Seconds after a restart in which it hears nothing.
        times_asked: How often bytes came in that it heard.
    """

    FAULTS = WIRE_FAULTS | {
        "overload", "underload", "unstable", "busy", "restart", "unplug", "other", "error", "comma", "drift",
    }  # fmt: skip

    def __init__(
        self,
        link: Path,
        serial: str,
        model: str = "XPR10",
        unit: str = "kg",
        capacity: Decimal = Decimal("10.1"),
        readability: Decimal = Decimal("0.001"),
        settle_s: float = 0.8,
        seed: int = 1,
    ) -> None:
        self.serial = serial
        self.unit = unit
        self.settle_s = settle_s
        self.stability_timeout_s = _STABILITY_TIMEOUT_S
        self.drift_per_s = 2
        self.boot_s = _BOOT_S
        self.model = model
        self.port = PtyPort(link, self._received)
        self._capacity_g = capacity * _GRAMS[unit]
        self._step_g = readability * _GRAMS[unit]
        self._noise = random.Random(seed)  # noqa: S311  (noise on a display, not a secret)
        self._from_g = self._load_g = self._zero_g = self._tare_g = Decimal(0)
        self._changed_s = self._deaf_until_s = -math.inf
        self._drifts_from_s = math.inf
        self._faults: set[str] = set()
        self._pending: asyncio.Task[None] | None = None
        self.heard = bytearray()
        self.times_asked = 0

    # ------------------------------------------------------------------ what the world does to it

    def start(self) -> None:
        """Plug it in."""
        self.port.plug()

    def stop(self) -> None:
        """Unplug it for good."""
        self.drop_pending()
        self.port.close()

    def load(self, amount: Decimal, unit: str = "kg") -> None:
        """Put a load on the pan in place of what was there."""
        self._from_g, self._load_g = self._true_g(), amount * _GRAMS[unit]
        self._changed_s = now_s()

    def fault(self, kind: str) -> None:
        """Let something go wrong; `none` repairs everything. Kinds: `FAULTS` and `unit:g`."""
        if kind == "none":
            self._repair()
        elif kind == "restart":
            self.restart()
        elif kind == "unplug":
            self.drop_pending()
            self.port.unplug()
        elif kind == "drift":
            self._drifts_from_s = now_s()
        elif kind.startswith("unit:"):
            self.unit = kind.removeprefix("unit:")
        elif kind in WIRE_FAULTS:
            self.port.faults.set(kind)
        else:
            self._faults.add(kind)

    def restart(self) -> None:
        """Switch it off and on: zero and tare are lost, what lies on it is the new zero."""
        self.drop_pending()
        self.heard.clear()
        self._zero_g, self._tare_g = self._load_g, Decimal(0)
        self.restarted()

    def _repair(self) -> None:
        self._faults.clear()
        self._drifts_from_s = math.inf
        self.port.faults.clear()
        self.port.plug()

    # ------------------------------------------------------------------ what a family brings

    @abstractmethod
    def hear(self) -> None:
        """Answer whatever is whole in `heard`, and take it out."""

    def restarted(self) -> None:
        """Be deaf for a while, as balances are that start; a family may announce itself instead."""
        self._deaf_until_s = now_s() + self.boot_s

    # ------------------------------------------------------------------ what a family works with

    def serial_told(self) -> str:
        """Give the serial number to tell."""
        return _OTHER if "other" in self._faults else self.serial

    def shown(self) -> Shown:
        """Look at the display."""
        stable = self.is_stable()
        jitter = Decimal(0) if stable else self._step_g * self._noise.randint(-3, 3)
        value = self.digits(self._true_g() - self._zero_g - self._tare_g + jitter)
        value = value.replace(".", ",") if "comma" in self._faults else value
        return Shown(value, self.unit, stable, self.refusal())

    def tare_shown(self) -> str:
        """Give the digits of the tare stored."""
        return self.digits(self._tare_g)

    def capacity_shown(self) -> str:
        """Give the digits of the capacity."""
        return self.digits(self._capacity_g)

    def digits(self, grams: Decimal) -> str:
        """Write a weight in the unit shown, to the step."""
        places = self._step_g / _GRAMS[self.unit]
        return f"{(grams / _GRAMS[self.unit]).quantize(places, ROUND_HALF_EVEN):f}"

    def is_stable(self) -> bool:
        """Tell whether the display stands still."""
        return "unstable" not in self._faults and now_s() - self._changed_s >= self.settle_s

    def refusal(self) -> str:
        """Tell what stands on the display in place of a weight, or ""."""
        net_g = self._true_g() - self._zero_g
        for kind in ("error", "busy"):
            if kind in self._faults:
                return kind
        if "overload" in self._faults or net_g > self._capacity_g:
            return "overload"
        if "underload" in self._faults or net_g < -self._capacity_g / 20:
            return "underload"
        return ""

    def zero(self) -> None:
        """Zero; a tare is cleared."""
        self._zero_g, self._tare_g = self._true_g(), Decimal(0)

    def tare(self) -> None:
        """Tare what is shown."""
        self._tare_g = Decimal(self.digits(self._true_g() - self._zero_g)) * _GRAMS[self.unit]

    def clear_tare(self) -> None:
        """Clear the tare."""
        self._tare_g = Decimal(0)

    def when_stable(self, do: Callable[[str], None]) -> None:
        """Do something as soon as the display is stable; it is given the refusal, `timeout` or ""."""
        self.drop_pending()
        self._pending = asyncio.get_running_loop().create_task(self._wait(do))

    def answer(self, text: str) -> None:
        """Send a line."""
        self.port.write(text.encode("ascii") + b"\r\n")

    def drop_pending(self) -> None:
        """Forget what was to be done when stable."""
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None

    # ------------------------------------------------------------------ the physics

    async def _wait(self, do: Callable[[str], None]) -> None:
        deadline = now_s() + self.stability_timeout_s
        while not (refused := self.refusal()) and not self.is_stable():
            if now_s() >= deadline:
                do("timeout")
                return
            await asyncio.sleep(_POLL_S)
        do(refused)

    def _true_g(self) -> Decimal:
        drifted = max(now_s() - self._drifts_from_s, 0.0) * self.drift_per_s
        load_g = self._load_g + self._step_g * int(drifted)
        age = now_s() - self._changed_s
        if self.settle_s <= 0 or age >= self.settle_s:
            return load_g
        rest = Decimal(math.exp(-6 * age / self.settle_s))
        return load_g + (self._from_g - load_g) * rest

    def _received(self, data: bytes) -> None:
        if now_s() >= self._deaf_until_s:
            self.times_asked += 1
            self.heard += data
            self.hear()


class LineBalance(SimulatedBalance):
    """A balance that hears commands ended by CR LF."""

    def hear(self) -> None:
        """Take out whole lines."""
        while (end := self.heard.find(b"\r\n")) >= 0:
            text = self.heard[:end].decode("ascii", "replace")
            del self.heard[: end + 2]
            self.command(text)

    @abstractmethod
    def command(self, text: str) -> None:
        """Answer a command."""


def now_s() -> float:
    """Tell the time of the event loop."""
    return asyncio.get_running_loop().time()
