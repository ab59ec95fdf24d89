"""A simulated A&D balance: A&D standard format, acknowledgements and error codes on."""

from collections.abc import Callable

from hardware.sim.balance import LineBalance, Shown

_FAILED = {"busy": "E02", "timeout": "E11", "overload": "E02", "underload": "E02", "error": "E17"}
_AK = "\x06"


class AandDSimulation(LineBalance):
    """The commands of an FX-i."""

    def command(self, text: str) -> None:
        """Answer a command."""
        match text:
            case "Q" | "SI":
                self._weigh(self.shown())
            case "S":
                self.when_stable(lambda refused: None if self._failed(refused) else self._weigh(self.shown()))
            case "Z" | "R":
                self._twice(self.zero)
            case "T":
                self._twice(self.tare)
            case "?SN":
                self.answer(f"SN,{self.serial_told()}")
            case "?TN":
                self.answer(f"TN,{self.model}")
            case "?PT":
                self.answer(f"PT,{_padded(self.tare_shown())}{self.unit:>3}")
            case "C":
                self.drop_pending()
            case _:
                self.answer("EC,E01")

    def _twice(self, do: Callable[[], None]) -> None:
        def finish(refused: str) -> None:
            if not self._failed(refused):
                do()
                self.answer(_AK)

        self.answer(_AK)
        self.when_stable(finish)

    def _weigh(self, shown: Shown) -> None:
        if shown.refused in ("overload", "underload"):
            self.answer(f"OL,{'+' if shown.refused == 'overload' else '-'}9999999E+19")
        elif not self._failed(shown.refused):
            self.answer(f"{'ST' if shown.stable else 'US'},{_padded(shown.value)}{shown.unit:>3}")

    def _failed(self, refused: str) -> bool:
        if refused:
            self.answer(f"EC,{_FAILED[refused]}")
        return bool(refused)


def _padded(value: str) -> str:
    sign, figures = ("-", value[1:]) if value.startswith("-") and value.strip("-0.,") else ("+", value.lstrip("-"))
    return f"{sign}{figures:0>8}"
