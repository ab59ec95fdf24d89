"""Since your last sign-in: what was refused or tried again in the person's name; F6 says that it was somebody else."""

from collections.abc import Callable

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.trail_rows import local
from core.acts import ActKind
from core.alarms import AlarmLine
from core.errors import CountersignError
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone, keys

SHOWN = 8
ASK_S = 3.0


class _Attempts(msgspec.Struct):
    attempts: tuple[AlarmLine, ...]
    since: str


class AttemptsFlow(TaskFlow):
    """A notice that is read before the work; it cannot be missed, and it holds up nothing."""

    screen = "attempts"

    def __init__(
        self, desk: Desk, found: tuple[AlarmLine, ...], since: str, onwards: Callable[[], TaskFlow | None]
    ) -> None:
        """Take what the core told, and what makes the flow that follows; None for the person's own work."""
        super().__init__(desk)
        self._found, self._since, self._onwards = found, since, onwards
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
            subject=self.words("attempts.since", t=local(self.desk, self._since)[:16]) if self._since else "",
            message=self.message,
        )
        items = tuple(self._item(line) for line in self._found[:SHOWN])
        refused = sum(1 for line in self._found if line.kind != "code.replayed")
        counts = self.words("attempts.counts", n=str(refused), m=str(len(self._found) - refused))
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
            "attempts": str(len(self._found)),
            "alarms": ",".join(str(line.id) for line in self._found),
            "kiosks": ",".join(sorted({line.kiosk for line in self._found})),
            "since": self._since,
        }
        act = recorder.act(session.who, ActKind.ATTEMPT_DISOWNED, facts=facts)
        self._disowned = await self.guarded(recorder.record(act))
        self.changed()

    def _item(self, line: AlarmLine) -> ItemView:
        tone = Tone.FAIL if line.kind in ("code.replayed", "code.locked") else Tone.WARN
        mark = MarkView(tone, self.words(f"attempts.{'replayed' if line.kind == 'code.replayed' else 'refused'}"))
        return ItemView(None, self.words(f"attempts.{line.kind}"), line.kiosk, local(self.desk, line.at)[5:19], mark)


async def attempts_flow(desk: Desk, onwards: Callable[[], TaskFlow | None]) -> TaskFlow | None:
    """Ask the core what was tried in the name of the person who has just signed in; give the notice, or None.

    A core that cannot be asked now holds up nobody: what was tried stays on record and on the list of alarms.
    """
    session = desk.session
    if session is None or not session.sign_in:
        return None
    try:
        answer = await desk.ask("attempts", {"session": session.id}, ASK_S)
        told = msgspec.convert(answer, _Attempts)
    except (CountersignError, msgspec.ValidationError):
        return None
    return AttemptsFlow(desk, told.attempts, told.since, onwards) if told.attempts else None
