"""The desk: what a flow may reach, handed to it in its constructor; one desk a terminal process."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from console.attached import AttachedFiles
from console.ceremony import Ceremony, Session
from console.enrolling import Enrolling
from console.kept_attempts import NobodysAttempts
from console.recorder import Recorder
from core.alarms import AlarmLine
from core.announcement import Announcement
from core.changes import Change
from core.codes import Code
from core.finding import Finding
from core.language import Language
from core.plant import Room
from core.ports import Ask, Balance, Clock, Device, Equipment, LinkState, Printer, Scan
from hardware.row import DeviceRow
from screens.views import Tone

if TYPE_CHECKING:
    from console.checkup import CheckUp
    from console.flows.flow import TaskFlow
    from console.flows.step import StepFlow
    from console.witness import LogWitness


class Devices(Protocol):
    """The devices of this kiosk, by equipment id of the plant."""

    def balance(self, equipment: str) -> Balance | None:
        """Give the balance with this equipment id, or None when it is not attached here."""
        ...

    def equipment(self, equipment: str) -> Equipment | None:
        """Give process equipment, or None when it is not attached here."""
        ...

    def printer(self) -> Printer | None:
        """Give the label printer, or None."""
        ...

    def all(self) -> tuple[tuple[str, Device], ...]:
        """List every device with its name."""
        ...

    def rows(self) -> tuple[tuple[DeviceRow, Device], ...]:
        """List every device with its registry row."""
        ...

    async def signal(self, accepted: bool, again: bool = False) -> None:
        """Sound accepted, scanned again or refused, where a scanner can."""
        ...


class Navigation(Protocol):
    """How a flow hands over to another one; the app shows the screen that belongs to it."""

    def go(self, flow: "TaskFlow") -> None:
        """Close the current flow and open this one."""
        ...

    def home(self) -> None:
        """Go to the person's work, or to the sign-in when nobody is signed in."""
        ...

    def lock(self) -> None:
        """Blank the data and keep the step."""
        ...


class Ways(Protocol):
    """Makes the flow that comes next; see `console.flows.ways`."""

    def step(self, batch: str, operation: str = "") -> "TaskFlow":
        """Make the flow for what comes next in a batch, or in one of its operations."""
        ...

    def batch_map(self, batch: str) -> "TaskFlow":
        """Make the map of a batch."""
        ...

    def wrong_scan(self, step: "StepFlow", code: Code, found: Finding) -> "TaskFlow":
        """Make the dialog of a wrong scan."""
        ...

    def samples(self) -> "TaskFlow":
        """Make the list of samples due."""
        ...

    def sample(self, batch: str, sample: str) -> "TaskFlow":
        """Make the flow for what a sample needs next."""
        ...

    def reviews(self) -> "TaskFlow":
        """Make the list of batches to review."""
        ...

    def review(self, batch: str) -> "TaskFlow":
        """Make the review of a batch."""
        ...

    def release(self, batch: str, *, signed: bool = False) -> "TaskFlow":
        """Make the release of a batch."""
        ...

    def trace(self, lot: str) -> "TaskFlow":
        """Make the trace of a lot."""
        ...

    def devices_and_link(self, previous: "TaskFlow") -> "TaskFlow":
        """Make the page of devices and link."""
        ...

    def change(
        self, changes: Sequence[Change], then: "Callable[[], TaskFlow] | None" = None, reason: str = ""
    ) -> "TaskFlow":
        """Make the flow in which changes are signed and put in force; then on to `then`, or home."""
        ...

    def own_due(self) -> "TaskFlow | None":
        """Make the flow of what the person in session must do before signing anything; None where nothing is due."""
        ...

    def kit(self, batch: str) -> "TaskFlow":
        """Make the list of what was dispensed for a batch."""
        ...

    def task(self, module: str, flow: str, *particulars: object) -> "TaskFlow":
        """Make the flow of a task that is no batch, by the names of its module and class, with what it is about."""
        ...


class Place(msgspec.Struct, frozen=True):
    """Where this kiosk stands: its id, and its room unless it is an office terminal."""

    kiosk: str
    room: Room | None


class Notice(msgspec.Struct, frozen=True):
    """What the terminal itself has to say, such as that it locks soon; the next key takes it away.

    Attributes:
        what: The sentence.
        tone: How it is meant.
    """

    what: Finding
    tone: Tone = Tone.WARN


class Desk:
    """What flows work with; the app changes session, language and link as they change."""

    def __init__(
        self,
        place: Place,
        recorder: Recorder,
        ceremony: Ceremony,
        ask: Ask,
        devices: Devices,
        clock: Clock,
        link: Callable[[], LinkState],
        language: Language = "zh",
    ) -> None:
        """Join the parts; `navigation`, `ways` and `reload` are set before the first flow opens."""
        self.place = place
        self.recorder = recorder
        self.ceremony = ceremony
        self.ask = ask
        self.devices = devices
        self.clock = clock
        self.link = link
        self.language: Language = language
        self.session: Session | None = None
        # Shown where the task has no message of its own.
        self.notice: Notice | None = None
        # What the core holds against this kiosk; shown where there is nothing else to say.
        self.alarms: tuple[AlarmLine, ...] = ()
        # What this kiosk announces of its own keys; set where the parts are joined.
        self.announced: Announcement | None = None
        self.nobodys = NobodysAttempts()
        # Likewise of its new keys, while they wait to be registered; and what is to be said of the end of the old ones.
        self.next_announced: Callable[[], Announcement | None] = lambda: None
        self.key_warning: Callable[[], Finding | None] = lambda: None
        # Watches the core's log; set where the parts are joined.
        self.witness: LogWitness | None = None
        # The material that is weighed for one batch after another, while it is.
        self.campaign: str | None = None
        # Of each batch the operation that was last worked on here.
        self.working: dict[str, str] = {}
        # Files that people attach; set where the parts are joined.
        self.files: AttachedFiles
        # The scan that is being taken, for who scanned it.
        self.last_scan: Scan | None = None
        self.navigation: Navigation
        self.ways: Ways
        # The terminal's look at itself; set where the parts are joined.
        self.checkup: CheckUp
        # Asks the core for what is new: plant, batches and their records; set where the parts are joined.
        self.reload: Callable[[], Awaitable[None]]
        # Takes the steps of an enrolment at the core; set where the parts are joined.
        self.enrolling: Enrolling
