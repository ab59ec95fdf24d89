"""A simulated balance that speaks MT-SICS: settles, drifts, waits for stability, restarts."""

import asyncio
import math
import random
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from hardware.sim.faults import WIRE_FAULTS
from hardware.sim.pty_port import PtyPort

_GRAMS = {"mg": Decimal("0.001"), "g": Decimal(1), "kg": Decimal(1000)}
_STABILITY_TIMEOUT_S = 10.0
_POLL_S = 0.02
_PLAIN = {"@", "I1", "I2", "I3", "I4"}


class SimulatedBalance:
    """A balance on a pty.

    Attributes:
        serial: Serial number it tells; changing it is putting another balance on the same cable.
        unit: Unit it shows and sends.
        settle_s: Seconds from a change of load to a stable value.
    """

    FAULTS = WIRE_FAULTS | {"overload", "underload", "unstable", "busy", "restart", "unplug", "other", "error", "comma"}

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
        self.port = PtyPort(link, self._received)
        self._model = model
        self._capacity_g = capacity * _GRAMS[unit]
        self._step_g = readability * _GRAMS[unit]
        self._noise = random.Random(seed)  # noqa: S311  (noise on a display, not a secret)
        self._from_g = self._load_g = self._zero_g = self._tare_g = Decimal(0)
        self._changed_s = -math.inf
        self._faults: set[str] = set()
        self._pending: asyncio.Task[None] | None = None
        self._buffer = bytearray()

    # ------------------------------------------------------------------ what the world does to it

    def start(self) -> None:
        """Plug it in."""
        self.port.plug()

    def stop(self) -> None:
        """Unplug it for good."""
        self._drop_pending()
        self.port.close()

    def load(self, amount: Decimal, unit: str = "kg") -> None:
        """Put a load on the pan in place of what was there."""
        self._from_g, self._load_g = self._true_g(), amount * _GRAMS[unit]
        self._changed_s = _now()

    def fault(self, kind: str) -> None:
        """Let something go wrong; `none` repairs everything. Kinds: `FAULTS` and `unit:g`."""
        if kind == "none":
            self._repair()
        elif kind == "restart":
            self.restart()
        elif kind == "unplug":
            self._drop_pending()
            self.port.unplug()
        elif kind.startswith("unit:"):
            self.unit = kind.removeprefix("unit:")
        elif kind in WIRE_FAULTS:
            self.port.faults.set(kind)
        else:
            self._faults.add(kind)

    def restart(self) -> None:
        """Switch it off and on: zero and tare are lost, the serial number is told unasked."""
        self._drop_pending()
        self._buffer.clear()
        self._zero_g, self._tare_g = self._load_g, Decimal(0)
        self._answer(f'I4 A "{self.serial}"')

    def _repair(self) -> None:
        self._faults.clear()
        self.port.faults.clear()
        self.port.plug()

    # ------------------------------------------------------------------ the physics

    def _true_g(self) -> Decimal:
        age = _now() - self._changed_s
        if self.settle_s <= 0 or age >= self.settle_s:
            return self._load_g
        rest = Decimal(math.exp(-6 * age / self.settle_s))
        return self._load_g + (self._from_g - self._load_g) * rest

    def _is_stable(self) -> bool:
        return "unstable" not in self._faults and _now() - self._changed_s >= self.settle_s

    def _shown(self, grams: Decimal) -> str:
        places = self._step_g / _GRAMS[self.unit]
        return f"{(grams / _GRAMS[self.unit]).quantize(places, ROUND_HALF_EVEN):f}"

    def _net(self) -> tuple[str, bool]:
        stable = self._is_stable()
        jitter = Decimal(0) if stable else self._step_g * self._noise.randint(-3, 3)
        return self._shown(self._true_g() - self._zero_g - self._tare_g + jitter), stable

    # ------------------------------------------------------------------ the protocol

    def _received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n")) >= 0:
            text = self._buffer[:end].decode("ascii", "replace")
            del self._buffer[: end + 2]
            self._drop_pending()
            self._command(text)

    def _command(self, text: str) -> None:
        if text in _PLAIN:
            self._tell(text)
        elif text in ("S", "T", "Z"):
            self._pending = asyncio.get_running_loop().create_task(self._when_stable(text))
        elif text in ("SI", "ZI", "TI"):
            self._now_or_never(text)
        elif text == "TA":
            self._answer(f"TA A {self._shown(self._tare_g):>10} {self.unit}")
        elif text == "TAC":
            self._tare_g = Decimal(0)
            self._answer("TAC A")
        else:
            self._answer("ES")

    def _tell(self, text: str) -> None:
        serial = '"OTHER-00001"' if "other" in self._faults else f'"{self.serial}"'
        if text == "@":
            self._tare_g = Decimal(0)
        told = {
            "I1": '"01" "2.30" "2.20" "" ""',
            "I2": f'"{self._model} {self._shown(self._capacity_g)} {self.unit}"',
            "I3": '"1.00"',
        }
        self._answer(f"{'I4' if text == '@' else text} A {told.get(text, serial)}")

    async def _when_stable(self, text: str) -> None:
        deadline = _now() + self.stability_timeout_s
        while (refused := self._refusal()) is None and not self._is_stable():
            if _now() >= deadline:
                self._answer(f"{text} I")
                return
            await asyncio.sleep(_POLL_S)
        if refused is not None:
            self._answer(f"{text} {refused}")
        else:
            self._do(text, stable=True)

    def _now_or_never(self, text: str) -> None:
        refused = self._refusal()
        if refused is not None:
            self._answer(f"{text[0] if text == 'SI' else text} {refused}")
        else:
            self._do(text, stable=self._is_stable())

    def _do(self, text: str, stable: bool) -> None:
        mark = "S" if stable else "D"
        if text in ("Z", "ZI"):
            self._zero_g, self._tare_g = self._true_g(), Decimal(0)
            self._answer("Z A" if text == "Z" else f"ZI {mark}")
        elif text in ("T", "TI"):
            self._tare_g = Decimal(self._shown(self._true_g() - self._zero_g)) * _GRAMS[self.unit]
            self._answer(f"{text} {mark} {self._shown(self._tare_g):>10} {self.unit}")
        else:
            value, stable = self._net()
            value = value.replace(".", ",") if "comma" in self._faults else value
            self._answer(f"S {'S' if stable else 'D'} {value:>10} {self.unit}")

    def _refusal(self) -> str | None:
        if "error" in self._faults:
            return "S Error 10b"
        if "busy" in self._faults:
            return "I"
        if "overload" in self._faults or self._true_g() - self._zero_g > self._capacity_g:
            return "+"
        if "underload" in self._faults or self._true_g() - self._zero_g < -self._capacity_g / 20:
            return "-"
        return None

    def _answer(self, text: str) -> None:
        self.port.write(text.encode("ascii") + b"\r\n")

    def _drop_pending(self) -> None:
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None


def _now() -> float:
    return asyncio.get_running_loop().time()
