"""A simulated balance that speaks MT-SICS."""

from hardware.sim.balance import LineBalance, Shown

_PLAIN = {"@", "I1", "I2", "I3", "I4"}
_REFUSED = {"overload": "+", "underload": "-", "busy": "I", "timeout": "I", "error": "S Error 10b"}


class MtSicsSimulation(LineBalance):
    """MT-SICS level 0 and 1."""

    def restarted(self) -> None:
        """Tell the serial number unasked."""
        self.answer(f'I4 A "{self.serial}"')

    def command(self, text: str) -> None:
        """Answer a command; a new one ends one that waits."""
        self.drop_pending()
        if text in _PLAIN:
            self._tell(text)
        elif text in ("S", "T", "Z"):
            self.when_stable(lambda refused: self._do(text, refused))
        elif text in ("SI", "ZI", "TI"):
            self._do(text, self.refusal())
        elif text == "TA":
            self.answer(f"TA A {self.tare_shown():>10} {self.unit}")
        elif text == "TAC":
            self.clear_tare()
            self.answer("TAC A")
        else:
            self.answer("ES")

    def _tell(self, text: str) -> None:
        if text == "@":
            self.clear_tare()
        told = {
            "I1": '"01" "2.30" "2.20" "" ""',
            "I2": f'"{self.model} {self.capacity_shown()} {self.unit}"',
            "I3": '"1.00"',
        }
        self.answer(f"{'I4' if text == '@' else text} A {told.get(text, _quoted(self.serial_told()))}")

    def _do(self, text: str, refused: str) -> None:
        mark = "S" if self.is_stable() else "D"
        if refused:
            self.answer(f"{'S' if text == 'SI' else text} {_REFUSED[refused]}")
        elif text in ("Z", "ZI"):
            self.zero()
            self.answer("Z A" if text == "Z" else f"ZI {mark}")
        elif text in ("T", "TI"):
            self.tare()
            self.answer(f"{text} {mark} {self.tare_shown():>10} {self.unit}")
        else:
            self._weigh(self.shown())

    def _weigh(self, shown: Shown) -> None:
        self.answer(f"S {'S' if shown.stable else 'D'} {shown.value:>10} {shown.unit}")


def _quoted(text: str) -> str:
    return f'"{text}"'
