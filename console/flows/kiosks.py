"""Kiosks and keys: what is registered, whose chain has forked; a scanned announcement leads to registration."""

import msgspec

from console.desk import Desk
from console.flows.chosen import ChosenTask
from console.flows.pages import MOVES
from core.announcement import MARK, AnnouncementUnreadable, read_announcement, registered, revocation
from core.codes import Code
from core.errors import CountersignError
from core.finding import finding
from core.key_times import WARNING
from core.plant import Kiosk
from core.record.keys import KeyKind, PublicKey, held_key
from core.times import local_text, utc_from, utc_text
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Tone

LONGEST = 80


class _Heard(msgspec.Struct):
    """What the core knows of a kiosk's chain."""

    epoch: int
    seq: int
    forked: bool


class _Answer(msgspec.Struct):
    kiosks: dict[str, _Heard] = {}


class KiosksFlow(ChosenTask[Kiosk]):
    """The kiosks, one row each; scan an announcement to register, press F12 to revoke the chosen one."""

    size = 8

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._revoking = False
        self._attempt = 0
        self._heard: dict[str, _Heard] = {}

    @property
    def view(self) -> ListedView:
        """Show a page, and keys and chain of the chosen one."""
        field = FieldView("reason", self.words("change.reason"), FieldKind.WORDS, attempt=self._attempt)
        return self.listed(
            self.words("kiosks.title"),
            self.words("next.kiosk_revoke" if self._revoking else "next.kiosks"),
            found=self.found(),
            live=("f1", "f3", "f4", "f5", "f10", "f12"),
            fields=(field,) if self._revoking else (),
        )

    async def opened(self) -> None:
        """Ask the core how far each chain is."""
        await self.again()

    async def open(self, one: Kiosk) -> None:
        """Leave what was begun with another; there is nothing behind a kiosk."""
        self.rows.choose(one)
        self._turn(revoking=False)

    async def key(self, name: str) -> None:
        """See earlier versions with F4, revoke with F12; F3, F12 and choosing another leave what is typed."""
        chosen = self.rows.row(self.found())
        if name in ("f3", "f12") and self._revoking:
            self._turn(revoking=False)
        elif name == "f12" and chosen is not None and registered(chosen.id, self.desk.recorder.plant):
            self._turn(revoking=True)
        elif name == "f4" and chosen is not None:
            versions = ("kiosks", chosen.id, lambda: self)
            self.desk.navigation.go(self.desk.ways.task("versions", "VersionsFlow", *versions))
        elif name != "enter":
            await super().key(name)
            if name in MOVES:
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
        desk, kiosk = self.desk, self.rows.row(self.found())
        if kiosk is None:
            return
        ended = revocation(kiosk.id, desk.recorder.plant, utc_text(desk.clock.utc()), because)
        desk.navigation.go(desk.ways.change(ended, lambda: KiosksFlow(desk), because))

    async def again(self) -> None:
        """Ask the core how far each chain is."""
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

    def found(self) -> list[Kiosk]:
        """List them by their ids."""
        return sorted(self.desk.recorder.plant.kiosks.values(), key=lambda kiosk: kiosk.id)

    def name(self, one: Kiosk) -> str:
        """Name it by its id."""
        return one.id

    def item(self, number: int, one: Kiosk) -> ItemView:
        """Draw a row."""
        name = f"{one.id}  {one.name.in_language(self.desk.language)}"
        return ItemView(number, name, one.room or "", mark=self._mark(one))

    def _mark(self, one: Kiosk) -> MarkView:
        heard, key, now = self._heard.get(one.id), self._key(one), self.desk.clock.utc()
        if key is None:
            return MarkView(Tone.NONE, self.words("kiosks.revoked"))
        if heard is not None and heard.forked:
            return MarkView(Tone.FAIL, self.words("kiosks.forked"))
        if key.over_at(now):
            return MarkView(Tone.FAIL, self.words("kiosks.ended"))
        if key.over_at(now + WARNING):
            return MarkView(Tone.WARN, self.words("kiosks.ending"))
        return MarkView(Tone.OK, self.words("kiosks.registered"))

    def _key(self, one: Kiosk) -> PublicKey | None:
        """Give the signing key that a kiosk has now, or None."""
        return held_key(self.desk.recorder.plant.keys, KeyKind.DEVICE, one.id)

    def about(self, one: Kiosk) -> tuple[RowView, ...]:
        """Give its fingerprint, how far its chain is, and when its keys end."""
        plant, heard = self.desk.recorder.plant, self._heard.get(one.id)
        announced = registered(one.id, plant)
        chain = self.words("kiosks.chain_is", epoch=str(one.epoch), seq=str(heard.seq if heard else 0))
        rows = [
            RowView(self.words("kiosks.fingerprint"), announced.fingerprint if announced and one.nkey else "-"),
            RowView(self.words("kiosks.chain"), detail=chain),
        ]
        if (key := self._key(one)) is not None and key.valid_to is not None:
            ends = local_text(utc_from(key.valid_to), plant.offset_min)[:16]
            rows.append(RowView(self.words("kiosks.ends"), ends))
        if heard is not None and heard.forked:
            rows.append(RowView(self.words("kiosks.forked"), detail=self.words("kiosks.forked_is")))
        return tuple(rows)
