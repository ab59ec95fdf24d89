"""Building blocks: steps that are written once and used several times, with parameters, in one or several rounds.

A use is expanded while the text is read, so that a record holds plain steps alone. Their lines stay those of the block;
a fault in one names the use besides. In the block `$name` stands for a parameter; a step may have an `id` by which the
other steps of the block refer to it.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

from core.fields import Fields
from core.finding import Finding, finding
from core.master.condition import NOTHING, Condition, read_condition, read_when
from core.text_fault import nearest, shown, unknown
from core.yaml import Items, Node, Table

MOST_STEPS = 1000
"""Most steps of a master record, those of blocks counted as often as they are used."""

MOST_ROUNDS = 100
"""Most rounds of a repeat."""

MOST_NODES = 200_000
"""Most parts of the text that all uses together may come to."""

PARAMETER = re.compile(r"\$([a-z][a-z0-9_]{0,31}|\$)", re.ASCII)
"""How a value names a parameter; a doubled sign is the sign itself."""


class Block(msgspec.Struct, frozen=True):
    """A building block as it stands in the text.

    Attributes:
        id: Its id.
        parameters: Names that its steps use as `$name`.
        steps: Its steps, not yet read.
        names: Id of a step inside the block to its place, from 1.
        size: Parts of the text that one use comes to.
        sound: False where it is wrong in itself, so that its uses need not be read.
    """

    id: str
    parameters: tuple[str, ...]
    steps: tuple[Fields, ...]
    names: Mapping[str, int]
    size: int
    sound: bool = True


class Use(msgspec.Struct, frozen=True):
    """A use of a block in an operation.

    Attributes:
        block: What is used.
        id: Prefix of the ids of its steps.
        values: Values of the parameters.
        when: Condition of all its steps.
        rounds: How often it is done at most.
        until: What the last value of a round has to be, so that no other round is needed; refers inside the block.
        line: Line of the use.
        when_line: Line of `when`.
        until_line: Line of `until`.
    """

    block: Block
    id: str
    values: Mapping[str, str]
    when: tuple[Condition, ...]
    rounds: int
    until: Condition | None
    line: int
    when_line: int
    until_line: int

    @property
    def within(self) -> Finding:
        """Say in which use a fault of the block was found."""
        return finding("text_file.within_block", block=self.block.id, use=shown(self.id), line=str(self.line))

    def step_id(self, turn: int, place: int) -> str:
        """Give the id of a step: `S100-2`, in a repeat with the round first, `S100-1-2`."""
        return f"{self.id}-{turn}-{place}" if self.rounds > 1 else f"{self.id}-{place}"


class Blocks:
    """The blocks of one text, and how much their uses have come to."""

    def __init__(self, fields: Fields, *, templates: bool = False) -> None:
        """Read what is defined under `blocks`; `templates` reads their steps as they stand, as a schema asks."""
        self.templates: list[Fields] = []
        self._known: dict[str, Block] = {}
        self._fields: dict[str, Fields] = {}
        self._used: set[str] = set()
        self._nodes = 0
        for inner in fields.tables("blocks") if fields.has("blocks") else ():
            block = _read_block(inner)
            if templates:
                self.templates += block.steps
            if block.id in self._known:
                inner.wrong(finding("master.id_twice", id=block.id), "id")
            elif block.id:
                self._known[block.id], self._fields[block.id] = block, inner

    def read_use(self, fields: Fields) -> Use | None:
        """Read one use; None where it cannot be expanded, which is a fault."""
        name, identity = fields.code("block"), fields.code("id")
        values = fields.mapping("with") if fields.has("with") else {}
        when, repeat = read_when(fields), fields.table("repeat", optional=True)
        rounds, until = _rounds(repeat) if repeat is not None else (1, None)
        fields.finish()
        block = self._known.get(name)
        if block is None:
            if name:
                fields.wrong(unknown("master.block_unknown", nearest(name, self._known), block=name), "block")
            return None
        self._used.add(name)
        if not block.sound or not _fit(block, values, fields) or not identity:
            return None
        if until is not None and until.step not in block.names:
            meant = nearest(until.step, block.names)
            found = unknown("master.block_step_unknown", meant, step=shown(until.of), block=name)
            fields.wrong(found, "repeat/until")
            return None
        full, self._nodes = self._nodes > MOST_NODES, self._nodes + block.size * rounds
        if self._nodes > MOST_NODES:
            if not full:
                fields.wrong(finding("master.too_many_steps", most=str(MOST_STEPS)))
            return None
        lines = fields.line, fields.line_of("when"), fields.line_of("repeat/until")
        return Use(block, identity, values, when, rounds, until, *lines)

    def finish(self) -> None:
        """Report blocks that nothing uses: nobody can tell whether they are right."""
        for name, fields in self._fields.items():
            if name not in self._used:
                fields.wrong(finding("master.block_unused", block=name), "id")


def _read_block(fields: Fields) -> Block:
    identity = fields.code("id")
    parameters = fields.codes("parameters") if fields.has("parameters") else ()
    steps = fields.tables("steps")
    fields.finish()
    names: dict[str, int] = {}
    used: set[str] = set()
    size, before = 0, len(fields.reading.faults)
    for place, step in enumerate(steps, 1):
        for text, line in _scalars(step.node):
            size += 1
            for name in PARAMETER.findall(text):
                used.add(name)
                if name != "$" and name not in parameters:
                    found = unknown("master.parameter_unknown", nearest(name, parameters), name=name, block=identity)
                    fields.reading.fault(line, found)
        if "block" in step.names():
            step.wrong(finding("master.block_in_block", block=identity))
        inner = _identity(step)
        if inner in names:
            step.wrong(finding("master.id_twice", id=inner), "id")
        elif inner:
            names[inner] = place
    sound = len(fields.reading.faults) == before
    for index, name in enumerate(parameters):
        if sound and name not in used and not fields.unread("steps"):
            fields.wrong(finding("master.parameter_unused", name=name, block=identity), f"parameters/{index}")
    return Block(identity, parameters, steps, names, size + len(steps), sound)


def _identity(step: Fields) -> str:
    return step.code("id", "") if "id" in step.names() else ""


def _scalars(node: Node) -> Iterator[tuple[str, int]]:
    """Give every scalar and key of a node, with its line."""
    match node:
        case Table(entries=entries):
            for key, value in entries:
                yield key.text, key.line
                yield from _scalars(value)
        case Items(items=items):
            for item in items:
                yield from _scalars(item)
        case _:
            yield node.text, node.line


def _fit(block: Block, values: Mapping[str, str], fields: Fields) -> bool:
    """Compare the values that are given with the parameters that there are."""
    missing = [name for name in block.parameters if name not in values]
    strange = [name for name in values if name not in block.parameters]
    for name in strange:
        meant = nearest(name, missing)
        if meant in missing:
            missing.remove(meant)
        fields.wrong(unknown("master.parameter_unknown", meant, name=shown(name), block=block.id), f"with/{name}")
    if missing:
        fields.wrong(finding("master.parameter_missing", names=", ".join(missing), block=block.id))
    return not strange and not missing


def _rounds(fields: Fields) -> tuple[int, Condition | None]:
    """Read a repeat: so many `times`, or `until` a condition holds but `most` so often."""
    counted, asked, limited = fields.has("times"), fields.has("until"), fields.has("most")
    times = fields.whole("times", 2, MOST_ROUNDS) if counted else 1
    inner = fields.table("until") if asked else None
    until = read_condition(inner) if inner is not None else NOTHING
    most = fields.whole("most", 2, MOST_ROUNDS) if asked or limited else 1
    if counted == asked:
        fields.wrong(finding("master.repeat_forms"))
    fields.finish()
    if not asked:
        return times, None
    return (most, until) if until is not NOTHING else (1, None)
