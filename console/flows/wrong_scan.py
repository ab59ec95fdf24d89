"""Wrong scan: what was scanned beside what was expected; nothing changed, and the attempt is on record."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.step import StepFlow
from core.codes import Code
from core.finding import Finding
from core.language import worded
from screens.operator.wrong_scan import ScannedThingView, WrongScanView
from screens.views import MarkView, Tone, keys


class WrongScanFlow(TaskFlow):
    """Says what a scan was and what is expected; any key, or the right scan, goes back to the step."""

    screen = "wrong_scan"

    def __init__(self, desk: Desk, step: StepFlow, code: Code, found: Finding) -> None:
        """Take the step to go back to, the scan, and why it was refused."""
        super().__init__(desk)
        self._step = step
        self._code = code
        self._found = found

    @property
    def view(self) -> WrongScanView:
        """Show both sides and the one thing to do."""
        step = self._step
        head = header(self.desk, step.open.master, step.batch, step.step)
        name = step.step.name.in_language(self.desk.language)
        view_frame = frame(
            self.desk,
            head,
            self.words("scan.title"),
            self.words("next.leave_wrong"),
            keys("f1", "f3", "f9"),
            subject=name,
        )
        params = self._found.params
        want = params.get("want", "")
        expected = ScannedThingView(self.words("scan.expected"), want) if want else None
        scanned = ScannedThingView(self.words("scan.scanned"), params.get("got") or self._shown(), mark=self._state())
        return WrongScanView(
            view_frame,
            self.words("scan.wrong"),
            self.words("scan.recorded"),
            scanned,
            expected,
            worded(self._found, self.desk.language),
            self.words("scan.settle"),
        )

    async def key(self, name: str) -> None:
        """Any key goes back to the step as it was."""
        if name in ("f3", "f12", "enter"):
            self._back()

    async def scan(self, code: Code) -> None:
        """Take the next scan at once, as the step would."""
        fresh = self._back()
        await fresh.scan(code)

    def _back(self) -> TaskFlow:
        fresh = self.desk.ways.step(self._step.batch)
        self.desk.navigation.go(fresh)
        return fresh

    def _shown(self) -> str:
        for name in ("container", "equipment", "room", "badge", "lot", "sample", "batch"):
            if self._code.get(name):
                return self._code.fields[name]
        return self._code.text

    def _state(self) -> MarkView | None:
        lot = self.desk.recorder.plant.lots.get(self._code.get("lot") or "")
        return MarkView(Tone.FAIL, self.words(f"lot.{lot.state.value}")) if lot else None
