"""Kiosks and keys: what is registered, whose chain has forked; a scanned announcement leads to registration."""

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.qualified import PAGE
from core.announcement import MARK, AnnouncementUnreadable, read_announcement, registered, revocation
from core.codes import Code
from core.errors import CountersignError
from core.finding import finding
from core.plant import Kiosk
from core.times import utc_text
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Span, Tone, keys

LONGEST = 80


class _Heard(msgspec.Struct):
    """What the core knows of a kiosk's chain."""

    epoch: int
    seq: int
    forked: bool


class _Answer(msgspec.Struct):
    kiosks: dict[str, _Heard] = {}


class KiosksFlow(TaskFlow):
    """The kiosks, one row each; scan an announcement to register, press F12 to revoke the chosen one."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._chosen = 0
        self._revoking = False
        self._attempt = 0
        self._heard: dict[str, _Heard] = {}

    @property
    def view(self) -> ListedView:
        """Show a page, and keys and chain of the chosen one."""
        kiosks, start = self._kiosks(), self._chosen // PAGE * PAGE
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("kiosks.title"),
            self.words("next.kiosk_revoke" if self._revoking else "next.kiosks"),
            keys("f1", "f3", "f4", "f5", "f10", "f12"),
            aside=(Span(self.words("audit.page", n=str(start // PAGE + 1))),),
            message=self.message,
        )
        shown = enumerate(kiosks[start : start + PAGE], 1)
        items = tuple(self._item(number, kiosk, start + number == self._chosen + 1) for number, kiosk in shown)
        field = FieldView("reason", self.words("change.reason"), FieldKind.WORDS, attempt=self._attempt)
        rows = self._rows(kiosks[self._chosen]) if kiosks else ()
        return ListedView(view_frame, items, rows, (field,) if self._revoking else ())

    async def opened(self) -> None:
        """Ask the core how far each chain is."""
        await self._ask()

    async def digit(self, number: int) -> None:
        """Choose."""
        place = self._chosen // PAGE * PAGE + number - 1
        if 1 <= number <= PAGE and place < len(self._kiosks()):
            self._chosen = place
            self._turn(revoking=False)

    async def key(self, name: str) -> None:
        """Move, look again, see earlier versions, revoke, go back."""
        steps = {"up": -1, "down": 1, "pageup": -PAGE, "pagedown": PAGE}
        kiosks = self._kiosks()
        if name in ("f3", "f12") and self._revoking:
            self._turn(revoking=False)
        elif name == "f3":
            self.desk.navigation.home()
        elif name == "f12" and kiosks and registered(kiosks[self._chosen].id, self.desk.recorder.plant):
            self._turn(revoking=True)
        elif name == "f4" and kiosks:
            versions = ("kiosks", kiosks[self._chosen].id, lambda: self)
            self.desk.navigation.go(self.desk.ways.task("versions", "VersionsFlow", *versions))
        elif name == "f5":
            await self._ask()
        elif name in steps:
            self._chosen = max(0, min(len(kiosks) - 1, self._chosen + steps[name]))
            self._turn(revoking=False)

    async def scan(self, code: Code) -> None:
        """Take the announcement that a kiosk shows."""
        if not code.text.startswith(MARK):
            await super().scan(code)
            return
        try:
            read_announcement(code.text)
        except AnnouncementUnreadable as error:
            self.say(error)
            return
        self.desk.navigation.go(self.desk.ways.task("kiosk_registration", "KioskRegistrationFlow", code.text))

    async def enter(self, typed: str) -> None:
        """Propose the revocation, with the reason typed."""
        because = typed.strip()
        self._attempt += 1
        if not because or len(because) > LONGEST:
            self.say(finding("qualification.typed", n=str(LONGEST)))
            return
        desk, kiosk = self.desk, self._kiosks()[self._chosen]
        ended = revocation(kiosk.id, desk.recorder.plant, utc_text(desk.clock.utc()), because)
        desk.navigation.go(desk.ways.change(ended, lambda: KiosksFlow(desk), because))

    async def _ask(self) -> None:
        session = self.desk.session.id if self.desk.session else ""
        try:
            answer = await self.desk.ask("kiosks", {"session": session})
            self._heard = msgspec.convert(answer, _Answer).kiosks
            self.say(None)
        except CountersignError as error:
            self.say(error)

    def _turn(self, *, revoking: bool) -> None:
        self._revoking = revoking
        self._attempt += 1
        self.say(None)

    def _kiosks(self) -> list[Kiosk]:
        return sorted(self.desk.recorder.plant.kiosks.values(), key=lambda kiosk: kiosk.id)

    def _item(self, number: int, kiosk: Kiosk, chosen: bool) -> ItemView:
        heard = self._heard.get(kiosk.id)
        mark = MarkView(Tone.OK, self.words("kiosks.registered"))
        if registered(kiosk.id, self.desk.recorder.plant) is None:
            mark = MarkView(Tone.NONE, self.words("kiosks.revoked"))
        elif heard is not None and heard.forked:
            mark = MarkView(Tone.FAIL, self.words("kiosks.forked"))
        name = f"{kiosk.id}  {kiosk.name.in_language(self.desk.language)}"
        return ItemView(number, name, kiosk.room or "", mark=mark, chosen=chosen)

    def _rows(self, kiosk: Kiosk) -> tuple[RowView, ...]:
        plant, heard = self.desk.recorder.plant, self._heard.get(kiosk.id)
        announced = registered(kiosk.id, plant)
        chain = self.words("kiosks.chain_is", epoch=str(kiosk.epoch), seq=str(heard.seq if heard else 0))
        rows = [
            RowView(self.words("kiosks.fingerprint"), announced.fingerprint if announced and kiosk.nkey else "-"),
            RowView(self.words("kiosks.chain"), detail=chain),
        ]
        if heard is not None and heard.forked:
            rows.append(RowView(self.words("kiosks.forked"), detail=self.words("kiosks.forked_is")))
        return tuple(rows)
