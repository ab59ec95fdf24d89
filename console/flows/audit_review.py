"""A review of the audit trail, put on record: what was looked at, how much of it, and what came of it."""

from collections.abc import Callable

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.trail_rows import filter_words
from core.acts import ActKind
from core.errors import CountersignError
from core.finding import Finding
from core.trail import TrailCount, TrailFilter
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, RowView, keys

CONCLUSIONS = ("no_finding", "finding")
ASK_S = 20.0


class AuditReviewFlow(TaskFlow):
    """The conclusion by digit, then a comment; without a finding F8 records it without one."""

    screen = "listed"

    def __init__(self, desk: Desk, wanted: TrailFilter, back: Callable[[], TaskFlow]) -> None:
        """Take what was looked for, and where to go back to."""
        super().__init__(desk)
        self._filter = wanted
        self._back = back
        self._counted: TrailCount | None = None
        self._conclusion = ""
        self._attempt = 0

    @property
    def view(self) -> ListedView:
        """Show what is reviewed, the conclusions, and the comment once one is chosen."""
        counted = self._counted
        live = ["f8"] if counted is not None and self._conclusion == CONCLUSIONS[0] else []
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("audit.review"),
            self.words("next.audit_comment" if self._conclusion else "next.audit_conclusion"),
            keys("f1", "f3", *live, "f10", "f12"),
            message=self.message,
        )
        items = tuple(
            ItemView(number, self.words(f"audit.{name}"), chosen=name == self._conclusion)
            for number, name in enumerate(CONCLUSIONS, 1)
        )
        rows = (
            RowView(self.words("audit.looked_for"), detail=filter_words(self.desk, self._filter)),
            RowView(self.words("audit.entries"), detail=self._span(counted) if counted is not None else "-"),
        )
        label = self.words("audit.comment")
        field = FieldView("comment", label, FieldKind.WORDS, attempt=self._attempt)
        return ListedView(view_frame, items, rows, (field,) if self._conclusion else ())

    async def opened(self) -> None:
        """Have the core count what the filter finds."""
        session = self.desk.session.id if self.desk.session else ""
        body = {"session": session, "filter": msgspec.to_builtins(self._filter), "most": 1, "count": True}
        try:
            answer = await self.desk.ask("audit_trail", body, ASK_S)
            self._counted = msgspec.convert(answer["counted"], TrailCount)
            self.say(None)
        except CountersignError as error:
            self.say(error)

    async def digit(self, number: int) -> None:
        """Choose the conclusion."""
        if 1 <= number <= len(CONCLUSIONS):
            self._conclusion = CONCLUSIONS[number - 1]
            self._attempt += 1
            self.say(None)

    async def enter(self, typed: str) -> None:
        """Record the review with a comment."""
        if typed.strip():
            await self._record(typed.strip()[:200])

    async def key(self, name: str) -> None:
        """F8 records a review without a finding; F12 chooses anew; F3 leaves, nothing is recorded."""
        match name:
            case "f3":
                self.desk.navigation.go(self._back())
            case "f8" if self._conclusion == CONCLUSIONS[0]:
                await self._record("")
            case "f12":
                self._conclusion = ""
                self.say(None)
            case _:
                return

    async def _record(self, comment: str) -> None:
        session, counted = self.desk.session, self._counted
        if session is None:
            return
        if counted is None:
            self.say(Finding("audit.not_counted"))
            return
        facts = {
            "filter": self._filter.told(),
            "from": str(counted.first),
            "to": str(counted.last),
            "entries": str(counted.count),
            "conclusion": self._conclusion,
            **({"comment": comment} if comment else {}),
        }
        recorder = self.desk.recorder
        act = recorder.act(session.who, ActKind.AUDIT_TRAIL_REVIEWED, facts=facts)
        if await self.guarded(recorder.record(act)):
            self.desk.navigation.go(self._back())

    def _span(self, counted: TrailCount) -> str:
        if not counted.count:
            return "0"
        return f"{counted.count}  # {counted.first} .. # {counted.last}"
