"""What every flow has: a View for its screen, one method per user action, and the scans that reach it."""

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from console.desk import Desk
from console.recorder import Refused
from core.codes import Code
from core.errors import CountersignError
from core.finding import Finding
from core.language import text, worded
from core.secret import Secret


class TaskFlow:
    """A task in progress. Subclasses name their screen and give `view`.

    Attributes:
        screen: Name of the screen that shows it, see `console.app`.
        desk: What it may reach.
        message: The last refusal or warning, worded; "" when the last action was fine.
        said: Its key in the catalogue, or "".
    """

    screen: ClassVar[str]

    def __init__(self, desk: Desk) -> None:
        """Take the desk; nothing happens before `opened`."""
        self.desk = desk
        self.message = ""
        self.said = ""
        self._listeners: list[Callable[[], None]] = []

    @property
    def view(self) -> Any:
        """Give what the screen shows, worded; each flow gives a View of its own kind."""
        raise NotImplementedError

    @property
    def shown(self) -> str:
        """Give the message as it is shown now; flows in which something counts down say it anew."""
        return self.message

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` after each change of `view`; give what ends the listening."""
        self._listeners.append(changed)
        return lambda: self._listeners.remove(changed)

    def changed(self) -> None:
        """Tell the screen that `view` has changed."""
        for listener in tuple(self._listeners):
            listener()

    async def opened(self) -> None:
        """Begin: the screen is up."""

    async def closed(self) -> None:
        """End: another flow takes over; let go of what runs."""

    async def key(self, name: str) -> None:
        """Take a function or moving key."""

    async def digit(self, number: int) -> None:
        """Take the digit of a row."""

    async def enter(self, typed: str) -> None:
        """Take what was typed into the View's field."""

    async def submit(self, password: Secret, code: Secret) -> None:
        """Take both secrets of a signature."""

    async def scan(self, code: Code) -> None:
        """Take a scan; a flow that expects none says so."""
        self.say(Finding("kiosk.scan_not_expected", {"got": code.text}))

    def say(self, what: Finding | CountersignError | None) -> None:
        """Show a sentence, or clear it."""
        self.message = "" if what is None else worded(what, self.desk.language)
        self.said = "" if what is None else what.key
        self.changed()

    def words(self, key: str, /, **params: str) -> str:
        """Word a text of the catalogue in the language shown."""
        return text(key, self.desk.language, **params)

    async def guarded(self, action: Awaitable[object]) -> bool:
        """Await an action that may be refused; say why it was, and tell whether it went through."""
        try:
            await action
        except CountersignError as error:
            if isinstance(error, Refused):
                await self.desk.devices.signal(False)
            self.say(error)
            return False
        self.message = self.said = ""
        self.changed()
        return True
