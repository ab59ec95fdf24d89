"""What a screen knows of the task behind it: a View to show and one method per user action."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeVar

from core.secret import Secret

Answer = Awaitable[None] | None
"""An action may be done at once or be awaited; the screen waits in a worker and takes no second one meanwhile."""

ViewT_co = TypeVar("ViewT_co", covariant=True)


class Flow(Protocol[ViewT_co]):
    """A task as its screen sees it. Scans reach the flow from the scanner, never from a screen."""

    @property
    def view(self) -> ViewT_co:
        """Give what is to be shown now, already worded."""
        ...

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` after each change of `view`, in the loop's thread; give what ends the listening."""
        ...

    def key(self, name: str) -> Answer:
        """Take a key: `f1` to `f12`, `enter`, `up`, `down`, `left`, `right`, `pageup`, `pagedown`.

        Function keys come only while the View's `keys` has them live.
        """
        ...

    def digit(self, number: int) -> Answer:
        """Take the digit of a row, 0 to 9."""
        ...

    def enter(self, text: str) -> Answer:
        """Take what was typed into the View's one field, after Enter."""
        ...


class SigningFlow(Flow[ViewT_co], Protocol[ViewT_co]):
    """A task that ends in a signature or an unlocking by the person it already knows."""

    def submit(self, password: Secret, code: Secret) -> Answer:
        """Take both secrets at once; a refusal comes back as a View with the next `attempt`."""
        ...


class SignInFlow(Flow[ViewT_co], Protocol[ViewT_co]):
    """The way in; `digit` chooses the language."""

    def sign_in(self, user_id: str, password: Secret, code: Secret) -> Answer:
        """Take user id (scanned or typed) and both secrets at once."""
        ...


class FormFlow(Flow[ViewT_co], Protocol[ViewT_co]):
    """A task with fields of any kind, filled one after another."""

    def fill(self, answers: Mapping[str, Secret]) -> Answer:
        """Take what was typed into every field, by name; each may be a secret."""
        ...
