"""The master batch record from its text (YAML 1.2), with every fault at once.

The form, kind by kind: `docs/reference/master-record.md`.
"""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from core.errors import CountersignError
from core.fields import Fields, fields_of
from core.finding import Finding, finding
from core.master.blocks import MOST_STEPS, Blocks, Use
from core.master.condition import read_when
from core.master.details import read_detail
from core.master.expansion import expand
from core.master.logbook import FORM, ROUND, read_logbook
from core.master.model import BillLine, MasterBatchRecord, Operation, SignPolicy, Step, UnitProcedure
from core.master.out_of_limits import read_out_of_limits
from core.people import Role
from core.quantity import Quantity
from core.text_fault import Reading, TextFault, once
from core.yaml import YamlError, read_yaml

ROLES = {role.value: role for role in Role}
_YES_NO = {"yes": True, "no": False}
POLICIES = {policy.value: policy for policy in SignPolicy}


class MasterUnreadable(CountersignError):
    """A text is no master batch record; `faults` says why, line by line."""

    code = "MBR-001"

    def __init__(self, faults: tuple[TextFault, ...]) -> None:
        first = faults[0]
        super().__init__("master.unreadable", file=first.file, count=str(len(faults)), line=str(first.line))
        self.faults = faults


class Draft(msgspec.Struct, frozen=True):
    """A master record as far as its text could be read.

    Paths name the parts: `code`, `bill/0/material`, `procedures/1/id`, `operations/2/room`, `steps/14/limits/low`;
    operations and steps are counted through the whole record, steps from 1.

    Attributes:
        file: Name of the file as given.
        record: What was read; parts at unread paths hold placeholders.
        faults: What is wrong with the form.
        lines: Line of each path.
        unread: Paths that could not be read.
        above: Paths at or above an unread one.
        uses: Paths of steps that come from a block, with the use.
    """

    file: str
    record: MasterBatchRecord | None
    faults: tuple[TextFault, ...]
    lines: dict[str, int] = {}
    unread: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    uses: dict[str, Finding] = {}

    def fault(self, path: str, found: Finding) -> TextFault:
        """Say what is wrong at a path."""
        within = next((self.uses[part] for part in _upwards(path) if part in self.uses), None)
        while path and path not in self.lines:
            path = path.rpartition("/")[0]
        return TextFault(self.file, self.lines.get(path, 1), found, within)

    def broken(self, path: str) -> bool:
        """Tell whether something at, below or right above a path could not be read."""
        return path in self.above or any(part in self.unread for part in _upwards(path))


def load_master(text: str, file: str = "master.yaml") -> MasterBatchRecord:
    """Read a master batch record that was checked before, such as an effective one.

    Raises:
        MasterUnreadable: The form of the text is wrong.
    """
    draft = read_draft(text, file)
    if draft.record is None or draft.faults:
        raise MasterUnreadable(draft.faults)
    return draft.record


def read_draft(text: str, file: str) -> Draft:
    """Read as much of a text as can be read, and note everything that is wrong with its form."""
    try:
        document = read_yaml(text)
    except YamlError as error:
        return Draft(file, None, (TextFault(file, error.line, Finding(error.key, error.params)),))
    reading = Reading(file, document)
    fields = fields_of(document, reading)
    record = read_form(fields) if fields.has("form") else read_record(fields)
    above = frozenset(part for path in reading.unread for part in _upwards(path))
    lines, unread = reading.lines, frozenset(reading.unread)
    return Draft(file, record, once(reading.faults), lines, unread, above, reading.uses)


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def read_record(fields: Fields, *, templates: bool = False) -> MasterBatchRecord:
    """Read the whole record from the fields of its outermost table.

    Args:
        fields: The outermost table.
        templates: True reads the steps of blocks as they stand, besides where they are used, as a schema asks.
    """
    blocks = Blocks(fields, templates=templates)
    parts = _Parts(blocks)
    record = MasterBatchRecord(
        code=fields.code("code"),
        version=fields.whole("version", 1, 9999),
        product=fields.code("product"),
        name=fields.words("name"),
        strength=fields.text("strength"),
        batch_size=fields.quantity("batch_size"),
        shelf_life_months=fields.whole("shelf_life_months", 1, 120),
        specification=fields.code("specification"),
        bill=tuple(_bill_line(line) for line in fields.tables("bill")),
        procedures=tuple(parts.procedures(fields)),
    )
    _finish(blocks, parts, fields)
    return record


def read_form(fields: Fields, *, templates: bool = False) -> MasterBatchRecord:
    """Read a logbook form: a record without product, whose steps stand in one operation without a room of its own.

    Args:
        fields: The outermost table.
        templates: As for a whole record.
    """
    fields.choice("form", {FORM: FORM}, FORM)
    blocks = Blocks(fields, templates=templates)
    parts = _Parts(blocks)
    code, version, title = fields.code("code"), fields.whole("version", 1, 9999), fields.words("title")
    logbook, procedure = read_logbook(fields), fields.code("procedure", "")
    operation = Operation(ROUND, title, "", parts.steps(fields), procedure)
    whole = UnitProcedure(FORM.upper(), title, (operation,))
    once_only = Quantity(Decimal(1), "1")
    _finish(blocks, parts, fields)
    return MasterBatchRecord(code, version, "", title, "", once_only, 0, "", (), (whole,), logbook)


def _finish(blocks: Blocks, parts: "_Parts", fields: Fields) -> None:
    blocks.finish()
    for template in blocks.templates:
        template.has("id")  # inside a block it may be left out
        parts.step(template)
    fields.finish()


def _bill_line(fields: Fields) -> BillLine:
    line = BillLine(material=fields.code("material"), quantity=fields.quantity("quantity"))
    fields.finish()
    return line


class _Parts:
    """Reads procedures, operations and steps, counting the latter two through the whole record."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._operations = 0
        self._steps = 0

    def procedures(self, fields: Fields) -> Iterator[UnitProcedure]:
        for inner in fields.tables("procedures"):
            identity, name = inner.code("id"), inner.words("name")
            parallel = inner.choice("parallel", _YES_NO, False, "no")
            operations = tuple(self._operation(f) for f in inner.tables("operations"))
            yield UnitProcedure(identity, name, operations, parallel)
            inner.finish()

    def _operation(self, fields: Fields) -> Operation:
        fields.renamed(f"operations/{self._operations}")
        self._operations += 1
        identity, name, room = fields.code("id"), fields.words("name"), fields.code("room")
        procedure, when = fields.code("procedure", ""), read_when(fields)
        steps = self.steps(fields)
        fields.finish()
        return Operation(identity, name, room, steps, procedure, when)

    def steps(self, fields: Fields) -> tuple[Step, ...]:
        """Read the steps of an operation."""
        return tuple(step for f in fields.tables("steps") for step in self._each(f))

    def _each(self, fields: Fields) -> Iterator[Step]:
        """Read one step, or every step of the block that is used in its place."""
        if not fields.has("block"):
            if self._room(fields):
                yield self.step(fields)
            return
        use = self._blocks.read_use(fields)
        if use is not None:
            yield from self._used(use, fields)

    def _used(self, use: Use, fields: Fields) -> Iterator[Step]:
        """Read every step of a use; what is wrong in one names the use."""
        reading = fields.reading
        for item in expand(use):
            if not self._room(fields):
                return
            reading.within = use.within
            step = self.step(item.fields)
            reading.within = None
            path = f"steps/{step.number}"
            reading.uses[path] = use.within
            for index, (_, line) in enumerate(item.conditions, len(step.when)):
                reading.lines[f"{path}/when/{index}"] = line
            when = (*step.when, *(condition for condition, _ in item.conditions))
            yield msgspec.structs.replace(step, when=when, until=item.until)

    def _room(self, fields: Fields) -> bool:
        """Tell whether another step may be read; the first one too many is a fault."""
        if self._steps == MOST_STEPS:
            self._steps += 1
            fields.wrong(finding("master.too_many_steps", most=str(MOST_STEPS)))
        return self._steps < MOST_STEPS

    def step(self, fields: Fields) -> Step:
        """Read one step."""
        self._steps += 1
        fields.renamed(f"steps/{self._steps}")
        step = Step(
            id=fields.code("id"),
            number=self._steps,
            name=fields.words("name"),
            text=fields.words("text"),
            roles=fields.choices("roles", ROLES),
            sign=fields.choice("sign", POLICIES, SignPolicy.NONE),
            critical=fields.choice("critical", _YES_NO, False, "no"),
            detail=read_detail(fields),
            line=fields.line,
            procedure=fields.code("procedure", ""),
            when=read_when(fields),
            optional=fields.choice("optional", _YES_NO, False, "no"),
            out_of_limits=read_out_of_limits(fields),
        )
        fields.finish(kind="kind")
        return step
