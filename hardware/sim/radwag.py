"""A simulated Radwag balance."""

from collections.abc import Callable

from hardware.sim.balance import LineBalance, Shown

_REFUSED = {"overload": "^", "underload": "v", "busy": "I", "timeout": "E", "error": "I"}


class RadwagSimulation(LineBalance):
    """The commands of a PS; frames of 21 characters, without a blank before the marker."""

    def command(self, text: str) -> None:
        """Answer a command."""
        match text:
            case "SI":
                self._weigh("SI", self.shown())
            case "S":
                self.answer("S A")
                self.when_stable(self._stable)
            case "Z":
                self._twice("Z", self.zero)
            case "T":
                self._twice("T", self.tare)
            case "OT":
                self.answer(f"OT {self.tare_shown():>9} {self.unit:<3} ")
            case "NB":
                self.answer(f'NB A "{self.serial_told()}"')
            case "BN":
                self.answer(f'BN A "{self.model}"')
            case _:
                self.answer("ES")

    def _stable(self, refused: str) -> None:
        if refused == "timeout":
            self.answer("S E")
        else:
            self._weigh("S", self.shown())

    def _twice(self, text: str, do: Callable[[], None]) -> None:
        def finish(refused: str) -> None:
            if not refused:
                do()
            self.answer(f"{text} {_REFUSED[refused] if refused else 'D'}")

        self.answer(f"{text} A")
        self.when_stable(finish)

    def _weigh(self, text: str, shown: Shown) -> None:
        if shown.refused in ("busy", "error"):
            self.answer(f"{text} I")
            return
        marker = {"overload": "^", "underload": "v"}.get(shown.refused, " " if shown.stable else "?")
        sign, figures = ("-", shown.value[1:]) if shown.value.startswith("-") else (" ", shown.value)
        self.answer(f"{text:<3}{marker} {sign}{figures:>9} {shown.unit:<3}")
