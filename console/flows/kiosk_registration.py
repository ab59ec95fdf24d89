"""Registration of a kiosk: the fingerprint on its own screen is typed here, then name and room, then one signature."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from core.announcement import read_announcement, registration, renews
from core.finding import finding
from core.times import utc_text
from core.words import Words
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, MarkView, RowView, Tone, keys

LONGEST = 40


class KioskRegistrationFlow(TaskFlow):
    """One announcement. The fingerprint is not shown before it was typed: it is read off the kiosk's own screen."""

    screen = "listed"

    def __init__(self, desk: Desk, announced: str) -> None:
        """Take the announcement as it was scanned."""
        super().__init__(desk)
        self._announced = read_announcement(announced)
        known = desk.recorder.plant.kiosks.get(self._announced.kiosk)
        self._name = known.name if known else None
        self._room = known.room if known else None
        self._known = known is not None
        self._renews = renews(self._announced, desk.recorder.plant)
        self._compared = False
        self._attempt = 0

    @property
    def view(self) -> ListedView:
        """Show what was announced and what is to be typed now."""
        asked = self._asked
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("kiosks.registration"),
            self.words(f"next.kiosk_{asked}"),
            keys("f1", "f3", "f10"),
            subject=self._announced.kiosk,
            message=self.message,
        )
        field = FieldView(asked, self.words(f"kiosks.{asked}"), FieldKind.WORDS, attempt=self._attempt)
        return ListedView(view_frame, (), self._rows(), (field,))

    async def key(self, name: str) -> None:
        """F3 goes back; nothing is registered."""
        if name == "f3":
            self.desk.navigation.go(self._list())

    async def enter(self, typed: str) -> None:
        """Take the fingerprint, then the name, then the room, and propose the registration."""
        text = typed.strip()
        self._attempt += 1
        match self._asked:
            case "fingerprint":
                self._compare(text)
            case "name":
                self._take_name(text)
            case _:
                self._take_room(text)

    def _compare(self, text: str) -> None:
        digits = "".join(text.split()).casefold()
        if digits != self._announced.fingerprint.replace(" ", ""):
            self.say(finding("kiosks.fingerprint_other", kiosk=self._announced.kiosk))
            return
        self._compared = True
        self.say(None)
        if self._known:
            self._propose()

    def _take_name(self, text: str) -> None:
        if not text or len(text) > LONGEST:
            self.say(finding("qualification.typed", n=str(LONGEST)))
            return
        self._name = Words(text, text)
        self.say(None)

    def _take_room(self, text: str) -> None:
        if text != "-" and text not in self.desk.recorder.plant.rooms:
            self.say(finding("change.refused.kiosk_room", kiosk=self._announced.kiosk, room=text[:40] or "-"))
            return
        self._room = None if text == "-" else text
        self._propose()

    def _propose(self) -> None:
        desk, name = self.desk, self._name
        if name is None:
            return
        because = ""
        if self._known:
            because = self.words("kiosks.renewed" if self._renews else "kiosks.replaced")
        now = utc_text(desk.clock.utc())
        proposed = registration(self._announced, desk.recorder.plant, name, self._room, now, because)
        desk.navigation.go(desk.ways.change(proposed, self._list, because))

    def _list(self) -> TaskFlow:
        return self.desk.ways.task("kiosks", "KiosksFlow")

    @property
    def _asked(self) -> str:
        if not self._compared:
            return "fingerprint"
        return "name" if self._name is None else "room"

    def _rows(self) -> tuple[RowView, ...]:
        known = "kiosks.renews" if self._renews else "kiosks.known" if self._known else "kiosks.new"
        rows = [
            RowView(self.words("kiosks.kiosk"), self._announced.kiosk, self.words(known)),
            RowView(self.words("kiosks.enrolment"), str(self._announced.epoch)),
        ]
        if self._compared:
            mark = MarkView(Tone.OK, self.words("kiosks.same"))
            rows.append(RowView(self.words("kiosks.fingerprint"), self._announced.fingerprint, mark=mark))
        return tuple(rows)
