"""A simulated balance that speaks SBI: on request, without stability, with 16 or 22 characters."""

import re

from hardware.sim.balance import Shown, SimulatedBalance

_COMMAND = re.compile(rb"\x1b(?:([A-Z])|([a-z][0-9]*_))(?:\r?\n?)")
_SPECIAL = {"overload": "High", "underload": "Low", "busy": "Cal.Int."}


class SartoriusSbiSimulation(SimulatedBalance):
    """SBI; commands are done and not answered.

    Attributes:
        characters: 16, or 22 with identifiers.
    """

    characters: int = 22

    def hear(self) -> None:
        """Take out whole commands; CR LF behind one may be missing."""
        while (found := _COMMAND.search(self.heard)) is not None:
            letters = (found.group(1) or found.group(2)).decode("ascii")
            del self.heard[: found.end()]
            self._command(letters)
        if len(self.heard) > 20:
            self.heard.clear()

    def _command(self, letters: str) -> None:
        match letters:
            case "P":
                self._print(self.shown())
            case "V" | "T":
                self.when_stable(lambda refused: None if refused else self.zero())
            case "U":
                self.when_stable(lambda refused: None if refused else self.tare())
            case "x1_":
                self._record("Mod.  ", f"{self.model:>14}")
            case "x2_":
                self._tell_serial()
            case _:
                return

    def _tell_serial(self) -> None:
        if self.characters == 22:
            self.answer(f"SerNo. {self.serial_told():>13}")
        else:
            self.answer(f"{self.serial_told():>14}")

    def _print(self, shown: Shown) -> None:
        if shown.refused == "error":
            self._record("Stat", "   Err   54   ")
        elif shown.refused:
            self._record("Stat", f"      {_SPECIAL[shown.refused]:<8}")
        else:
            sign, figures = ("-", shown.value[1:]) if shown.value.startswith("-") else ("+", shown.value)
            self._record("N", f"{sign} {figures:>8} {shown.unit if shown.stable else '':<3}")

    def _record(self, identifier: str, record: str) -> None:
        self.answer(f"{identifier:<6}{record}" if self.characters == 22 else record)
