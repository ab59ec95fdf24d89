"""Choosing roles by digit, page by page, as enrolment and change of roles both do."""

from collections.abc import Iterable

from console.flows.flow import TaskFlow
from console.flows.pages import Pages
from core.people import Role
from screens.views import ItemView, MarkView, Tone

PAGE = 6
_ROLES = tuple(Role)


class RoleChoice:
    """Roles that are switched on and off.

    Attributes:
        chosen: Those that are on, in the order of the roles.
    """

    def __init__(self, flow: TaskFlow, chosen: Iterable[Role] = ()) -> None:
        """Belong to a flow."""
        self._flow = flow
        self._on = set(chosen)
        self._pages = Pages(flow, PAGE)

    @property
    def chosen(self) -> tuple[Role, ...]:
        """Give the roles that are on."""
        return tuple(role for role in Role if role in self._on)

    @property
    def page(self) -> str:
        """Word which page is shown."""
        return self._pages.words(_ROLES)

    def items(self) -> tuple[ItemView, ...]:
        """Give one page of roles."""
        return self._pages.items(_ROLES, self._item)

    def switch(self, digit: int) -> None:
        """Switch a role of this page."""
        role = self._pages.chosen(_ROLES, digit)
        if role is not None:
            self._on ^= {role}
            self._flow.say(None)

    def turn(self, name: str) -> None:
        """Take `pagedown` or `pageup`."""
        self._pages.turn(name, _ROLES)

    def _item(self, digit: int, role: Role) -> ItemView:
        mark = MarkView(Tone.OK, self._flow.words("person.has_role")) if role in self._on else None
        return ItemView(digit, self._flow.words(f"role.{role.value}"), mark=mark)
