"""A condition: a step or an operation is needed only where a value recorded before it is as stated."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from core.fields import Fields
from core.finding import finding
from core.quantity import QuantityError, decimal
from core.text_fault import shown


class Relation(StrEnum):
    """How a recorded value has to stand to the one that is stated; the first two are for the answer of a choice."""

    IS = "is"
    IS_NOT = "is_not"
    ABOVE = "above"
    AT_LEAST = "at_least"
    BELOW = "below"
    AT_MOST = "at_most"

    @property
    def sign(self) -> str:
        """Give its mathematical sign."""
        return _SIGNS[self]

    @property
    def of_answers(self) -> bool:
        """Tell whether it compares answers and not numbers."""
        return self in (Relation.IS, Relation.IS_NOT)


_SIGNS = {
    Relation.IS: "=",
    Relation.IS_NOT: "≠",
    Relation.ABOVE: ">",
    Relation.AT_LEAST: "≥",
    Relation.BELOW: "<",
    Relation.AT_MOST: "≤",
}
_OPPOSITE = {
    Relation.IS: Relation.IS_NOT,
    Relation.IS_NOT: Relation.IS,
    Relation.ABOVE: Relation.AT_MOST,
    Relation.AT_MOST: Relation.ABOVE,
    Relation.BELOW: Relation.AT_LEAST,
    Relation.AT_LEAST: Relation.BELOW,
}


class Condition(msgspec.Struct, frozen=True):
    """One condition.

    Attributes:
        of: The value that it rests on, as `STEP.entry`.
        relation: How it has to stand to `value`.
        value: Id of an answer, or a number in the unit of the entry.
    """

    of: str
    relation: Relation
    value: str

    @property
    def step(self) -> str:
        """Give the id of the step whose value it rests on."""
        return self.of.rpartition(".")[0]

    @property
    def entry(self) -> str:
        """Give the entry whose value it rests on."""
        return self.of.rpartition(".")[2]

    def opposite(self) -> "Condition":
        """Give the condition that holds exactly where a recorded value does not meet this one."""
        return Condition(self.of, _OPPOSITE[self.relation], self.value)

    def met_by_answer(self, answer: str) -> bool:
        """Tell whether an answer meets it."""
        return (answer == self.value) is (self.relation == Relation.IS)

    def met_by_number(self, number: Decimal) -> bool:
        """Tell whether a number, in the unit of the entry, meets it."""
        than = decimal(self.value)
        match self.relation:
            case Relation.ABOVE:
                return number > than
            case Relation.AT_LEAST:
                return number >= than
            case Relation.BELOW:
                return number < than
            case _:
                return number <= than

    def __str__(self) -> str:
        """Write it with its sign, as a formula."""
        return f"{self.of} {self.relation.sign} {self.value}"


NOTHING = Condition("", Relation.IS, "")
"""What is read where no condition could be read; a fault says why."""


def read_when(fields: Fields) -> tuple[Condition, ...]:
    """Read `when`, which may be left out; what cannot be read is left out too, and is a fault."""
    inner = fields.table("when", optional=True)
    if inner is None:
        return ()
    condition = read_condition(inner)
    return () if condition is NOTHING else (condition,)


def read_condition(fields: Fields) -> Condition:
    """Read `of` and exactly one relation."""
    of = fields.text("of")
    stated = [relation for relation in Relation if fields.has(relation.value)]
    values = [_value(fields, relation) for relation in stated]
    if len(stated) != 1 and fields.names() and {*fields.names()} <= {"of", *Relation}:
        fields.wrong(finding("master.condition_relations", all=", ".join(Relation)))
    fields.finish()
    return Condition(of, stated[0], values[0]) if len(stated) == 1 and of and values[0] else NOTHING


def _value(fields: Fields, relation: Relation) -> str:
    text = fields.code(relation.value, "") if relation.of_answers else fields.text(relation.value, "")
    if relation.of_answers or not text:
        return text
    try:
        decimal(text)
    except QuantityError:
        fields.wrong(finding("text_file.number_wanted", key=relation.value, text=shown(text)), relation.value)
        return ""
    return text
