"""One record of the audit trail: every field, both signatures, its place in chain and log, its hash."""

from collections.abc import Callable, Mapping

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.trail_rows import entry_rows
from core.errors import CountersignError
from core.trail import TrailDetail
from core.trail_words import kind_words
from core.value_words import value_words
from screens.everyone.told import ToldView
from screens.views import MarkView, RowView, Tone, keys

_STEP = 10
_ALL = 10_000


class AuditRecordFlow(TaskFlow):
    """Reads from the top; page keys and arrows go on."""

    screen = "told"

    def __init__(
        self, desk: Desk, seq: int, back: Callable[[], TaskFlow], wish: Mapping[str, object] | None = None
    ) -> None:
        """Take the log index, where to go back to, and of which line of a logbook it is read, where it is one."""
        super().__init__(desk)
        self._seq = seq
        self._wish = wish
        self._back = back
        self._found: TrailDetail | None = None
        self._first = 0

    @property
    def view(self) -> ToldView:
        """Show the rows from the present place on."""
        found = self._found
        kind = kind_words(found.entry.kind, self.desk.language) if found is not None else ""
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("audit.record"),
            self.words("next.audit_record"),
            keys("f1", "f3", "f5", "f10"),
            subject=f"# {self._seq}  {kind}",
            message=self.message,
        )
        return ToldView(view_frame, self._rows(), self._first)

    async def opened(self) -> None:
        """Ask the core."""
        if self._found is None:
            await self._ask()

    async def key(self, name: str) -> None:
        """Go on, go back a page, ask again, leave."""
        match name:
            case "f3":
                self.desk.navigation.go(self._back())
            case "f5":
                await self._ask()
            case "pagedown" | "down" | "enter":
                last = max(0, len(self._rows()) - 1)
                self._first = min(last, self._first + (1 if name == "down" else _STEP))
                self.say(None)
            case "pageup" | "up":
                self._first = max(0, self._first - (1 if name == "up" else _STEP))
                self.say(None)
            case _:
                return

    async def _ask(self) -> None:
        session = self.desk.session.id if self.desk.session else ""
        verb, wish = "audit_record", {"seq": self._seq}
        if self._wish is not None:
            verb, wish = "usage_record", {**self._wish, "record": self._seq}
        try:
            answer = await self.desk.ask(verb, {"session": session, **wish})
            self._found = msgspec.convert(answer["record"], TrailDetail)
            self.say(None)
        except CountersignError as error:
            self.say(error)

    def _rows(self) -> tuple[RowView, ...]:
        found = self._found
        if found is None:
            return ()
        return (
            *entry_rows(self.desk, found.entry, _ALL),
            RowView(""),
            *self._place(found),
            RowView(""),
            *(RowView(name, detail=value) for name, value in found.fields),
        )

    def _place(self, found: TrailDetail) -> tuple[RowView, ...]:
        """Say where it stands in the chain and in the log, and who signed it."""
        entry, words = found.entry, self.words
        chain = words("audit.chain_is", kiosk=entry.kiosk, epoch=str(found.epoch), seq=str(found.kiosk_seq))
        covered = words("audit.covered", size=str(found.covered)) if found.covered > 0 else words("audit.not_covered")
        return (
            RowView(words("audit.hash"), detail=entry.sha256),
            RowView(words("audit.chain"), detail=chain, mark=_good(found.joined, words("audit.in_chain"))),
            RowView(words("audit.before"), detail=found.prev),
            RowView(
                words("audit.log"), detail=f"# {entry.seq}, {covered}", mark=_good(found.logged, words("audit.in_log"))
            ),
            RowView(words("audit.leaf"), detail=found.leaf),
            *(
                RowView(
                    words("audit.signature"),
                    detail=" ".join((self._kind(key.kind), key.owner, key.key)),
                    mark=_good(key.holds, words("audit.holds")),
                )
                for key in found.keys
            ),
        )

    def _kind(self, kind: str) -> str:
        return value_words("kind", kind, self.desk.language) if kind else self.words("audit.key_unknown")


def _good(holds: bool, words: str) -> MarkView:
    return MarkView(Tone.OK if holds else Tone.FAIL, words)
