"""Choosing roles by digit, page by page, as enrolment and change of roles both do."""

from collections.abc import Iterable

from console.flows.flow import TaskFlow
from core.people import Role
from screens.views import ItemView, MarkView, Tone

PAGE = 6


class RoleChoice:
    """Roles that are switched on and off.

    Attributes:
        chosen: Those that are on, in the order of the roles.
    """

    def __init__(self, flow: TaskFlow, chosen: Iterable[Role] = ()) -> None:
        """Belong to a flow."""
        self._flow = flow
        self._on = set(chosen)
        self._page = 0

    @property
    def chosen(self) -> tuple[Role, ...]:
        """Give the roles that are on."""
        return tuple(role for role in Role if role in self._on)

    @property
    def page(self) -> str:
        """Word which page is shown."""
        pages = -(-len(Role) // PAGE)
        return self._flow.words("kiosk.page", page=str(self._page + 1), pages=str(pages))

    def items(self) -> tuple[ItemView, ...]:
        """Give one page of roles."""
        return tuple(
            ItemView(
                digit,
                self._flow.words(f"role.{role.value}"),
                mark=MarkView(Tone.OK, self._flow.words("person.has_role")) if role in self._on else None,
            )
            for digit, role in enumerate(self._shown(), 1)
        )

    def switch(self, digit: int) -> None:
        """Switch a role of this page."""
        shown = self._shown()
        if 1 <= digit <= len(shown):
            self._on ^= {shown[digit - 1]}
            self._flow.say(None)

    def turn(self) -> None:
        """Turn the page."""
        self._page = (self._page + 1) % -(-len(Role) // PAGE)
        self._flow.changed()

    def _shown(self) -> list[Role]:
        return list(Role)[self._page * PAGE : (self._page + 1) * PAGE]
