"""Log alarm: QA looks at what contradicts, chooses the cause and signs; then this kiosk witnesses again."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.sign import SignFlow
from console.witness import Contradiction, told_of
from core.acts import Manifest, ManifestLine, Meaning
from core.errors import CountersignError
from core.rights import may
from screens.quality.log_alarm import LogAlarmView
from screens.views import ItemView, MarkView, RowView, Tone, keys

CAUSES = ("restored", "founded", "changed")


class LogAlarmFlow(TaskFlow):
    """One contradiction, settled by the signature of QA."""

    screen = "log_alarm"

    def __init__(self, desk: Desk, cause: str = "") -> None:
        """Take the cause that was signed, "" before."""
        super().__init__(desk)
        self._cause = cause

    @property
    def view(self) -> LogAlarmView:
        """Show both logs and the causes."""
        found = self._found
        following = "next.log_cause" if found is not None else "next.done"
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("witness.alarm_title"),
            self.words(following),
            keys("f1", "f3", "f5", "f10"),
            message=self.message,
        )
        if found is None:
            good = RowView(self.words("witness.title"), mark=MarkView(Tone.OK, self.words("witness.settled")))
            return LogAlarmView(view_frame, (good,), "")
        causes = tuple(
            ItemView(number, self.words(f"witness.cause_{cause}"), chosen=number == 1)
            for number, cause in enumerate(CAUSES, 1)
        )
        return LogAlarmView(view_frame, self._rows(found), self.words("witness.causes"), causes)

    async def opened(self) -> None:
        """After the signature: put the decision on record and witness again."""
        if self._cause:
            await self._settle()

    async def digit(self, number: int) -> None:
        """Choose the cause and go on to the signature."""
        found, session = self._found, self.desk.session
        if found is None or session is None or not 1 <= number <= len(CAUSES):
            return
        if not may(session.person.roles, "act.settle_log"):
            self.say(CountersignError("witness.qa_only"))
            return
        if found.record is None:
            self.say(CountersignError("witness.not_on_record"))
            return
        cause = CAUSES[number - 1]
        flow = SignFlow(
            self.desk,
            self._manifest(found, cause),
            Meaning.REVIEWED,
            lambda: LogAlarmFlow(self.desk, cause),
            lambda: LogAlarmFlow(self.desk),
            reason=self.words(f"witness.cause_{cause}"),
        )
        self.desk.navigation.go(flow)

    async def key(self, name: str) -> None:
        """F3 goes back, F5 tries again what could not be put on record after the signature."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f5" and self._cause:
            await self._settle()

    async def _settle(self) -> None:
        witness, session = self.desk.witness, self.desk.session
        if witness is not None and session is not None:
            await self.guarded(witness.settle(self.words(f"witness.cause_{self._cause}"), session.who))

    @property
    def _found(self) -> Contradiction | None:
        return self.desk.witness.memory.contradiction if self.desk.witness is not None else None

    def _rows(self, found: Contradiction) -> tuple[RowView, ...]:
        verdict = MarkView(Tone.FAIL, self.words(f"witness.verdict_{found.verdict.value}"))
        return (
            RowView(self.words("witness.seen"), *told_of(found.seen)),
            RowView(self.words("witness.shown"), *told_of(found.shown), verdict),
        )

    def _manifest(self, found: Contradiction, cause: str) -> Manifest:
        lines = (
            ManifestLine(self.words("witness.seen"), " ".join(told_of(found.seen))),
            ManifestLine(self.words("witness.shown"), " ".join(told_of(found.shown))),
            ManifestLine(self.words("witness.causes"), self.words(f"witness.cause_{cause}")),
        )
        language = "zh-CN" if self.desk.language == "zh" else "en"
        acts = (found.record,) if found.record is not None else ()
        return Manifest("", "log", self.words("witness.alarm_title"), language, lines, acts)
