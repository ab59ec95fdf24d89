"""A simulated Ohaus balance with its own command set, responses on."""

from collections.abc import Callable

from hardware.sim.balance import LineBalance, Shown

_FAILED = {"overload": "Err 8.3", "underload": "Err 8.4", "busy": "ES", "error": "Err 53"}


class OhausSimulation(LineBalance):
    """The commands of an Explorer."""

    def command(self, text: str) -> None:
        """Answer a command."""
        match text:
            case "IP" | "P":
                self._weigh(self.shown())
            case "SP":
                self.when_stable(
                    lambda refused: self.answer("ES") if refused == "timeout" else self._weigh(self.shown())
                )
            case "Z":
                self._press(self.zero)
            case "T":
                self._press(self.tare)
            case "PSN":
                self.answer(self.serial_told())
            case "PT":
                self.answer(f"{self.tare_shown():>10} {self.unit:<5}   T")
            case "PV":
                self.answer("1.00")
            case "0P":
                self.answer("OK!")
            case _:
                self.answer("ES")

    def _stable(self, refused: str) -> None:
        if refused == "timeout":
            self.answer("ES")
        else:
            self._weigh(self.shown())

    def _press(self, do: Callable[[], None]) -> None:
        if self.refusal():
            self.answer("ES")
        else:
            self.answer("OK!")
            self.when_stable(lambda refused: None if refused else do())

    def _weigh(self, shown: Shown) -> None:
        if shown.refused:
            self.answer(_FAILED[shown.refused])
        else:
            self.answer(f"{shown.value:>10} {shown.unit}{'' if shown.stable else ' ?'}")
