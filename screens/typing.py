"""What is being typed on a screen: the entries of its fields and which of them takes the keys."""

from collections.abc import Mapping, Sequence

from core.secret import Secret
from screens.views import FieldKind, FieldView
from screens.widgets.field import Entry


class Typing:
    """Follow the fields of the view; a field that goes, or starts a new attempt, loses what was typed.

    Attributes:
        entries: One a field, in order.
        at: Which of them takes the keys.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.at = 0

    def follow(self, fields: Sequence[FieldView]) -> bool:
        """Take the fields of the next view; say whether an attempt began, which empties every field."""
        old = {entry.field.name: entry for entry in self.entries}
        renewed = any(field.name in old and old[field.name].field.attempt != field.attempt for field in fields)
        same = [entry.field.name for entry in self.entries] == [field.name for field in fields]
        self.entries = [Entry(field, _kept(old.get(field.name), field, renewed=renewed)) for field in fields]
        if renewed or not same or self.at >= len(self.entries):
            self.at = next((at for at, entry in enumerate(self.entries) if not entry.complete), 0)
        elif any(name not in old for name in self.names) or self._filled_from_outside(old):
            self.at = next((at for at, entry in enumerate(self.entries) if not entry.complete), self.at)
        return renewed

    @property
    def names(self) -> list[str]:
        """Give the names of the fields in order."""
        return [entry.field.name for entry in self.entries]

    def _filled_from_outside(self, old: Mapping[str, Entry]) -> bool:
        """Say whether a scan filled the field that takes the keys."""
        entry = self.entries[self.at] if self.entries else None
        return entry is not None and bool(entry.field.value) and old[entry.field.name].field.value != entry.field.value

    @property
    def current(self) -> Entry | None:
        """Give the entry that takes the keys; None without fields."""
        return self.entries[self.at] if self.entries else None

    def move(self, step: int) -> None:
        """Go to the next or to the former field, not beyond the ends."""
        self.at = max(0, min(len(self.entries) - 1, self.at + step))

    def advance(self) -> bool:
        """Take Enter: go to the first field that is not complete; say whether all are."""
        entry = self.current
        if entry is None or not entry.complete:
            return False
        missing = next((at for at, other in enumerate(self.entries) if not other.complete), None)
        if missing is None:
            return True
        self.at = missing
        return False

    def texts(self) -> dict[str, str]:
        """Give what is typed, by field."""
        return {entry.field.name: entry.text for entry in self.entries}

    def take_secrets(self) -> tuple[Secret, Secret] | None:
        """Give password and code and keep neither; None when the fields ask for something else.

        Where the password alone is asked for, the code is empty.
        """
        by_kind = {entry.field.kind: entry.text for entry in self.entries}
        if FieldKind.PASSWORD not in by_kind or (FieldKind.CODE not in by_kind and len(self.entries) > 1):
            return None
        self.clear()
        return Secret(by_kind[FieldKind.PASSWORD]), Secret(by_kind.get(FieldKind.CODE, ""))

    def clear(self) -> None:
        """Empty every field and start at the first again."""
        for entry in self.entries:
            entry.text = ""
        self.at = 0


def _kept(entry: Entry | None, field: FieldView, *, renewed: bool) -> str:
    if entry is None or renewed or entry.field.value != field.value:
        return field.value
    return entry.text
