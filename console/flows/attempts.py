"""Since your last sign-in: what was refused or tried again in the person's name; F6 says that it was somebody else."""

from collections.abc import Callable

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.trail_rows import local
from core.acts import ActKind
from core.alarms import REPLAYED, AlarmLine
from core.errors import CountersignError
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone, keys

SHOWN = 8
ASK_S = 3.0


class ToldAttempts(msgspec.Struct):
    """Answer to `attempts`; the newest are listed, all are counted."""

    attempts: tuple[AlarmLine, ...]
    since: str
    refused: int
    replayed: int


class AttemptsFlow(TaskFlow):
    """A notice that is read before the work; it cannot be missed, and it holds up nothing."""

    screen = "attempts"

    def __init__(self, desk: Desk, told: ToldAttempts, onwards: Callable[[], TaskFlow | None]) -> None:
        """Take what the core told, and what makes the flow that follows; None for the person's own work."""
        super().__init__(desk)
        self._told, self._onwards = told, onwards
        self._disowned = False

    @property
    def view(self) -> ListedView:
        """Show every attempt with place and time, the newest first."""
        following = "next.attempts_told" if self._disowned else "next.attempts"
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("attempts.title"),
            self.words(following),
            keys("f1", *([] if self._disowned else ["f6"]), "f10"),
            subject=self.words("attempts.since", t=local(self.desk, self._told.since)[:16]) if self._told.since else "",
            message=self.message,
        )
        items = tuple(self._item(line) for line in self._told.attempts[:SHOWN])
        counts = self.words("attempts.counts", n=str(self._told.refused), m=str(self._told.replayed))
        rows = [RowView(self.words("attempts.together"), detail=counts)]
        if self._disowned:
            rows.append(RowView(self.words("attempts.disowned"), detail=self.words("attempts.alarm_raised")))
        return ListedView(view_frame, items, tuple(rows))

    async def key(self, name: str) -> None:
        """Enter goes on; F6 puts on record that it was not this person."""
        if name == "enter":
            following = self._onwards()
            if following is None:
                self.desk.navigation.home()
            else:
                self.desk.navigation.go(following)
        elif name == "f6" and not self._disowned:
            await self._disown()

    async def _disown(self) -> None:
        session, recorder = self.desk.session, self.desk.recorder
        if session is None:
            return
        facts = {
            "attempts": str(self._told.refused + self._told.replayed),
            "alarms": ",".join(str(line.id) for line in self._told.attempts),
            "kiosks": ",".join(sorted({line.kiosk for line in self._told.attempts})),
            "since": self._told.since,
        }
        act = recorder.act(session.who, ActKind.ATTEMPT_DISOWNED, facts=facts)
        self._disowned = await self.guarded(recorder.record(act))
        self.changed()

    def _item(self, line: AlarmLine) -> ItemView:
        tone = Tone.FAIL if line.kind in (REPLAYED, "code.locked") else Tone.WARN
        mark = MarkView(tone, self.words(f"attempts.{'replayed' if line.kind == REPLAYED else 'refused'}"))
        what = self.words(f"attempts.{line.kind}")
        if line.times > 1:
            what = self.words("attempts.times", what=what, n=str(line.times))
        return ItemView(None, what, line.kiosk, local(self.desk, line.at)[5:19], mark)


async def attempts_flow(desk: Desk, onwards: Callable[[], TaskFlow | None]) -> TaskFlow | None:
    """Ask the core what was tried in the name of the person who has just signed in; give the notice, or None.

    A core that cannot be asked now holds up nobody: what was tried stays on record and on the list of alarms.
    """
    session = desk.session
    if session is None or not session.sign_in:
        return None
    try:
        answer = await desk.ask("attempts", {"session": session.id}, ASK_S)
        told = msgspec.convert(answer, ToldAttempts)
    except (CountersignError, msgspec.ValidationError):
        return None
    return AttemptsFlow(desk, told, onwards) if told.attempts else None
