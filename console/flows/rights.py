"""Rights: the matrix of what each role may do, and who has each right now; read only."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from core.people import Role
from core.rights import RIGHTS, RightKind, kind_of
from core.rights_matrix import matrix, right_words
from screens.everyone.matrix import MatrixRowView, MatrixView
from screens.everyone.told import ToldView
from screens.views import RowView, keys

PAGE = 9
"""Rows that a page key turns: as many as 80x24 shows."""


class RightsFlow(TaskFlow):
    """Roles across, rights down; F4 shows the people instead."""

    screen = "matrix"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._first = 0

    @property
    def view(self) -> MatrixView:
        """Show the rights from one on, under the heading of their kind."""
        heads = [self.words(f"role.short.{role.value}") for role in Role]
        legend = tuple(f"{head} {self.words(f'role.{role.value}')}" for head, role in zip(heads, Role, strict=True))
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("rights.title"),
            self.words("next.rights"),
            keys("f1", "f3", "f4", "f10"),
            subject=self.words("rights.by_role", n=str(len(RIGHTS))),
            message=self.message,
        )
        return MatrixView(view_frame, tuple(heads), self._rows(), self._first, legend)

    async def key(self, name: str) -> None:
        """Page keys turn, F4 shows the people, F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f4":
            self.desk.navigation.go(self.desk.ways.task("rights", "RightsOfPeopleFlow"))
        elif name in ("pagedown", "pageup"):
            self._first = turned(self._first, name, len(self._rows()))
            self.changed()

    def _rows(self) -> tuple[MatrixRowView, ...]:
        rows: list[MatrixRowView] = []
        for kind in RightKind:
            rows.append(MatrixRowView(self.words(f"rights.kind.{kind.value}")))
            for right in (right for right in RIGHTS if kind_of(right) == kind):
                cells = tuple(role in RIGHTS[right] for role in Role)
                rows.append(MatrixRowView(f"  {right_words(right, self.desk.language)}", cells))
        return tuple(rows)


class RightsOfPeopleFlow(TaskFlow):
    """Who has each right now."""

    screen = "told"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._first = 0

    @property
    def view(self) -> ToldView:
        """Show right by right the user ids of those who have it."""
        found = matrix(self.desk.recorder.plant)
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("rights.title"),
            self.words("next.rights"),
            keys("f1", "f3", "f4", "f10"),
            subject=self.words("rights.by_person", n=str(len(found.people))),
            message=self.message,
        )
        rows = tuple(
            RowView(
                right_words(right, self.desk.language),
                detail=", ".join(person.user_id for person in found.people if right in person.rights) or "-",
            )
            for right in found.rights
        )
        return ToldView(view_frame, rows, self._first)

    async def key(self, name: str) -> None:
        """Page keys turn, F4 shows the roles, F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f4":
            self.desk.navigation.go(self.desk.ways.task("rights", "RightsFlow"))
        elif name in ("pagedown", "pageup"):
            self._first = turned(self._first, name, len(RIGHTS))
            self.changed()


def turned(first: int, name: str, count: int) -> int:
    """Give the first row after a page key."""
    step = PAGE if name == "pagedown" else -PAGE
    return max(0, first + step if first + step < count else first)
