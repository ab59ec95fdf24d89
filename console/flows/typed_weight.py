"""A weight that is typed because its balance cannot be read: by right, with a reason, marked for ever (F25)."""

from console.flows import values
from console.flows.step import StepFlow
from core.acts import ActKind, Value
from core.batch.entries import Entry
from core.batch.manifest import entry_label
from core.ports import Balance, DeviceState
from core.quantity import QuantityError
from core.rights import may
from screens.views import FieldKind, FieldView

_WEIGHED = (ActKind.ZERO_CHECKED, ActKind.CONTAINER_TARED, ActKind.WEIGHT_TAKEN)


class TypedWeightFlow(StepFlow):
    """A weighing that asks a person for the weight, then for the reason. Subclasses know the balance."""

    _typed: Value | None = None
    _attempt = 0

    def balance(self) -> Balance | None:
        """Give the balance of this weighing, None while none is attached."""
        raise NotImplementedError

    async def put_typed(self, entry: Entry, value: Value, reason: str) -> None:
        """Put a typed weight on record."""
        raise NotImplementedError

    async def enter(self, typed: str) -> None:
        """Take the weight, then the reason for which it is typed; both are judged together."""
        entry = self.entry
        if entry is None or not self.may_type():
            return
        if self._typed is not None:
            value, self._typed = self._typed, None
            await self.put_typed(entry, value, typed.strip())
            return
        self._attempt += 1
        try:
            self._typed = values.typed(typed, entry.unit)
        except QuantityError as error:
            self.say(error)
            return
        self.changed()

    def may_type(self) -> bool:
        """Tell whether a weight may be typed now: by right, and only while the balance cannot be read."""
        entry, session = self.entry, self.desk.session
        person = self.desk.recorder.plant.people.get(session.who.person or "") if session else None
        if entry is None or entry.act not in _WEIGHED or person is None:
            return False
        balance = self.balance()
        readable = balance is not None and balance.status.state == DeviceState.READY
        return may(person.roles, "act.type_weight") and not readable

    def typing(self) -> FieldView | None:
        """Ask for the weight or the reason, or for nothing."""
        entry = self.entry
        if entry is None or not self.may_type():
            return None
        if self._typed is None:
            label = entry_label(self.step, entry, self.desk.language)
            return FieldView("value", label, FieldKind.NUMBER, "0.000", entry.unit, attempt=self._attempt)
        return FieldView("reason", self.words("weigh.typed_reason"), FieldKind.WORDS)
