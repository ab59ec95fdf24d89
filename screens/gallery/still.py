"""A flow that stands still: it shows one view and notes what the screen asked of it."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from core.language import LANGUAGES, Language
from core.secret import Secret
from screens.canvas import Canvas
from screens.frame import Framed
from screens.gallery.examples import EXAMPLES
from screens.gallery.register import screen_of
from screens.theme import Theme

ViewT = TypeVar("ViewT", bound=Framed)
SIZES = ((80, 24), (120, 40))


class StillFlow(Generic[ViewT]):
    """Show a view until `show` gives another one.

    Attributes:
        view: The view.
        asked: Every call, in order: name of the method and what came with it.
    """

    def __init__(self, view: ViewT) -> None:
        self.view = view
        self.asked: list[tuple[str, object]] = []
        self._listeners: list[Callable[[], None]] = []

    def show(self, view: ViewT) -> None:
        """Change the view and tell the screen."""
        self.view = view
        for listener in tuple(self._listeners):
            listener()

    @property
    def listeners(self) -> int:
        """Count who listens."""
        return len(self._listeners)

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call back after `show`."""
        self._listeners.append(changed)
        return lambda: self._listeners.remove(changed)

    def key(self, name: str) -> None:
        """Note a key."""
        self.asked.append(("key", name))

    def digit(self, number: int) -> None:
        """Note a digit."""
        self.asked.append(("digit", number))

    def enter(self, text: str) -> None:
        """Note a text."""
        self.asked.append(("enter", text))

    def submit(self, password: Secret, code: Secret) -> None:
        """Note both secrets."""
        self.asked.append(("submit", (password, code)))

    def fill(self, answers: Mapping[str, Secret]) -> None:
        """Note what was typed, by field."""
        self.asked.append(("fill", answers))

    def sign_in(self, user_id: str, password: Secret, code: Secret) -> None:
        """Note user id and both secrets."""
        self.asked.append(("sign_in", (user_id, password, code)))


def picture(name: str, language: Language, theme: Theme, width: int, height: int) -> Canvas:
    """Draw an example without a terminal."""
    return screen_of(StillFlow(EXAMPLES[name](language)), theme).draw(width, height)


def golden(name: str) -> str:
    """Give the plain text of an example at both sizes in both languages."""
    parts: list[str] = []
    for width, height in SIZES:
        for language in LANGUAGES:
            text = picture(name, language, Theme.DARK, width, height).text()
            parts.append(f"=== {name} {language} {width}x{height}\n{text}")
    return "".join(parts)
