"""A use of a building block expanded into plain steps, its parameters and references put in, round by round."""

from collections.abc import Iterator, Mapping

import msgspec

from core.fields import Fields
from core.master.blocks import PARAMETER, Use
from core.master.condition import Condition
from core.yaml import Items, Node, Scalar, Table

REFERRING = frozenset({"of", "after", "while", "compensates"})
"""Keys whose values name steps of the same block; so do all values under `inputs`."""


class Expanded(msgspec.Struct, frozen=True):
    """One step of a use, ready to be read.

    Attributes:
        fields: Its fields, parameters and references put in.
        conditions: What must hold besides its own condition, each with its line.
        until: What its value has to be in the last round, or None.
    """

    fields: Fields
    conditions: tuple[tuple[Condition, int], ...]
    until: Condition | None


def expand(use: Use) -> Iterator[Expanded]:
    """Give every step of a use; a round after the first is needed only if the one before asks for it."""
    for turn in range(1, use.rounds + 1):
        names = {name: use.step_id(turn, place) for name, place in use.block.names.items()}
        conditions = [(condition, use.when_line) for condition in use.when]
        if use.until is not None and turn > 1:
            before = use.step_id(turn - 1, use.block.names[use.until.step])
            again = msgspec.structs.replace(use.until.opposite(), of=f"{before}.{use.until.entry}")
            conditions.append((again, use.until_line))
        for place, template in enumerate(use.block.steps, 1):
            put_in = _PutIn(use.values, names, use.step_id(turn, place))
            fields = Fields(put_in.step(template.node), template.path, template.line, template.reading)
            last = use.until is not None and turn == use.rounds and use.block.names[use.until.step] == place
            until = use.until if last else None
            if until is not None:
                until = msgspec.structs.replace(until, of=f"{use.step_id(turn, place)}.{until.entry}")
            yield Expanded(fields, tuple(conditions), until)


class _PutIn:
    """Puts the values of a use into one step of a block."""

    def __init__(self, values: Mapping[str, str], names: Mapping[str, str], identity: str) -> None:
        self._values, self._names, self._identity = values, names, identity

    def step(self, node: Node) -> Node:
        if not isinstance(node, Table):
            return node
        entries = tuple((key, self._node(value, key.text)) for key, value in node.entries if key.text != "id")
        return Table(((Scalar("id", node.line), Scalar(self._identity, node.line)), *entries), node.line)

    def _node(self, node: Node, key: str) -> Node:
        match node:
            case Table(entries=entries):
                inner = "inputs" if key == "inputs" else ""
                return Table(tuple((name, self._node(value, inner or name.text)) for name, value in entries), node.line)
            case Items(items=items):
                return Items(tuple(self._node(item, key) for item in items), node.line)
            case _:
                return Scalar(self._text(node.text, refers=key in REFERRING or key == "inputs"), node.line)

    def _text(self, text: str, *, refers: bool) -> str:
        text = PARAMETER.sub(lambda found: "$" if found[1] == "$" else self._values.get(found[1], ""), text)
        step, dot, entry = text.partition(".")
        return f"{self._names[step]}{dot}{entry}" if refers and step in self._names else text
