"""Help: what comes next, what the keys do, who can settle what; F3 goes back to where it was asked for."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from screens.everyone.help import HelpView
from screens.views import FactView, FrameView, ItemView, Look, MarkView, SectionView, Span, Tone, keys

PAGES = 3
_MARKS = (Tone.OK, Tone.WAIT, Tone.WARN, Tone.FAIL, Tone.NONE)


class HelpFlow(TaskFlow):
    """Three pages: this screen with its keys; marks and records; who can settle what."""

    screen = "help"

    def __init__(self, desk: Desk, previous: TaskFlow) -> None:
        """Take the task that was on the screen."""
        super().__init__(desk)
        self._previous = previous
        self._page = 0

    @property
    def view(self) -> HelpView:
        """Show one page."""
        page = self.words("kiosk.page", page=str(self._page + 1), pages=str(PAGES))
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("help.title"),
            self.words("next.help"),
            keys("f3", "f4"),
            aside=(Span(page, Look.MUTED),),
            message=self.message,
        )
        pages = (self._about_screen, self._about_marks, self._about_people)
        return HelpView(view_frame, pages[self._page]())

    async def key(self, name: str) -> None:
        """F3 goes back, F4 shows devices and link, the moving keys turn the page."""
        match name:
            case "f3" | "f12":
                self.desk.navigation.go(self._previous)
            case "f4":
                self.desk.navigation.go(self.desk.ways.devices_and_link(self))
            case "pagedown" | "down" | "enter" | "right":
                self._turn(1)
            case "pageup" | "up" | "left":
                self._turn(-1)
            case _:
                return

    def _turn(self, by: int) -> None:
        self._page = (self._page + by) % PAGES
        self.say(None)

    async def digit(self, number: int) -> None:
        """On the page about people, 1 changes one's own password; asked for from the list of work alone."""
        if number == 1 and self._page == PAGES - 1 and self._own:
            self.desk.navigation.go(self.desk.ways.task("password", "PasswordFlow"))

    @property
    def _own(self) -> bool:
        """Tell whether nothing is under way that would be left."""
        return self.desk.session is not None and self._previous.screen == "my_work"

    def _about_screen(self) -> tuple[SectionView, ...]:
        shown: FrameView = self._previous.view.frame
        live = {key.name: key.does or key.name for key in shown.keys if key.live}
        if self.desk.session is not None:
            live.setdefault("f10", "f10")
        named = sorted(live, key=lambda name: int(name[1:]))
        facts = tuple(FactView(name.upper(), self.words(f"help.key_{live[name]}")) for name in named)
        return (
            SectionView(shown.title, (shown.next,)),
            SectionView(self.words("help.keys"), facts),
        )

    def _about_marks(self) -> tuple[SectionView, ...]:
        marks = tuple(MarkView(tone, self.words(f"help.mark_{tone.value}")) for tone in _MARKS)
        records = tuple(FactView(self.words(f"help.{name}"), self.words(f"help.{name}_is")) for name in _RECORDS)
        return SectionView(self.words("help.marks"), marks), SectionView(self.words("help.records"), records)

    def _about_people(self) -> tuple[SectionView, ...]:
        people = tuple(FactView(self.words(f"help.{name}"), self.words(f"help.{name}_is")) for name in _PEOPLE)
        about = SectionView(self.words("help.people"), people)
        if not self._own:
            return (about,)
        own = ItemView(1, self.words("help.password"), chosen=True)
        return about, SectionView(self.words("help.own"), (own,), rule=True)


_RECORDS = ("stored", "sent", "accepted")
_PEOPLE = ("wrong_scan", "exception", "device", "person")
