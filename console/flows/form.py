"""What every flow has that asks for one thing after another on a form."""

from collections.abc import Mapping

from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from core.secret import Secret
from screens.everyone.form import FormView
from screens.views import FieldKind, FieldView, ItemView, RowView, keys


class FormTask(TaskFlow):
    """A task on a form. Subclasses give `view` by `form` and take what is typed in `fill`."""

    screen = "form"
    _attempt = 0

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take what was typed into every field, by name."""

    @property
    def session(self) -> str:
        """Give the session by which the core knows who asks."""
        return self.desk.session.id if self.desk.session else ""

    def form(
        self,
        title: str,
        following: str,
        *,
        live: tuple[str, ...] = ("f1", "f3", "f10"),
        subject: str = "",
        words: str = "",
        rows: tuple[RowView, ...] = (),
        items: tuple[ItemView, ...] = (),
        fields: tuple[FieldView, ...] = (),
        page: str = "",
        empty: str = "",
    ) -> FormView:
        """Make the view of the form as it stands."""
        view_frame = frame(
            self.desk, header(self.desk), title, following, keys(*live), subject=subject, message=self.message
        )
        return FormView(view_frame, words, rows, items, page, empty, fields)

    def field(self, name: str, label: str, kind: FieldKind = FieldKind.WORDS, hint: str = "") -> FieldView:
        """Make a field that `retry` empties."""
        return FieldView(name, label, kind, hint, attempt=self._attempt)

    def retry(self) -> None:
        """Empty the fields."""
        self._attempt += 1
        self.changed()
