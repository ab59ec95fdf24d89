"""What the steps share whose numbers a person types, one after another."""

from collections.abc import Iterable
from decimal import Decimal

from console.flows import values
from console.flows.step import StepFlow
from core.acts import ActKind, Value
from core.batch.blind import first_counters
from core.batch.entries import Entry
from core.batch.manifest import entry_label
from core.quantity import QuantityError
from screens.views import FieldKind, FieldView

TYPED = (ActKind.VALUE_ENTERED, ActKind.OUTPUT_RECORDED, ActKind.SECOND_COUNT_MADE)


class TypedFlow(StepFlow):
    """A step with numbers to type. Subclasses show `field`."""

    _attempt = 0

    async def enter(self, typed: str) -> None:
        """Take the number that is due; what is no number is said, and the field emptied."""
        entry = self.entry
        if entry is None or entry.act not in TYPED:
            return
        self._attempt += 1
        try:
            value = values.typed(typed, entry.unit)
        except QuantityError as error:
            self.say(error)
            return
        await self.put_typed(entry, value)

    async def put_typed(self, entry: Entry, value: Value) -> None:
        """Put the number on record."""
        await self.put(entry, values={"value": value})

    def field(self) -> FieldView | None:
        """Ask for the number that is due, or nothing where none is."""
        entry = self.entry
        if entry is None or entry.act not in TYPED or self.waits_for_another():
            return None
        hint = f"{Decimal(0):.{entry.decimals or 0}f}"
        label, unit = self.label(entry), self.unit(entry)
        return FieldView("value", label, FieldKind.NUMBER, hint, unit, attempt=self._attempt)

    def waits_for_another(self) -> bool:
        """Tell whether somebody else must sign in here to count a second time."""
        entry, session = self.entry, self.desk.session
        if entry is None or not entry.second or session is None:
            return False
        return session.person.id in first_counters(self.step, self.recorded.filled)

    def in_round(self, every: Iterable[Entry]) -> tuple[Entry, ...]:
        """Leave of some entries those of the count that goes on, the first or the second."""
        due = self.entry
        return tuple(entry for entry in every if due is None or bool(entry.second) == bool(due.second))

    def label(self, entry: Entry) -> str:
        """Word what the number is."""
        return entry_label(self.step, entry, self.desk.language)

    def unit(self, entry: Entry) -> str:
        """Word the unit beside the field."""
        return entry.unit
