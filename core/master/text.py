"""The master batch record from its text (YAML 1.2), with every fault at once.

The form, kind by kind: `docs/reference/master-record.md`.
"""

from collections.abc import Iterator

import msgspec

from core.errors import CountersignError
from core.fields import Fields, fields_of
from core.finding import Finding
from core.master.details import read_detail
from core.master.model import BillLine, MasterBatchRecord, Operation, SignPolicy, Step, UnitProcedure
from core.people import Role
from core.text_fault import Reading, TextFault
from core.yaml import YamlError, read_yaml

ROLES = {role.value: role for role in Role}
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
    """

    file: str
    record: MasterBatchRecord | None
    faults: tuple[TextFault, ...]
    lines: dict[str, int] = {}
    unread: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()

    def fault(self, path: str, found: Finding) -> TextFault:
        """Say what is wrong at a path."""
        while path and path not in self.lines:
            path = path.rpartition("/")[0]
        return TextFault(self.file, self.lines.get(path, 1), found)

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
    record = read_record(fields_of(document, reading))
    faults = tuple(sorted(reading.faults, key=lambda fault: fault.line))
    above = frozenset(part for path in reading.unread for part in _upwards(path))
    return Draft(file, record, faults, reading.lines, frozenset(reading.unread), above)


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def read_record(fields: Fields) -> MasterBatchRecord:
    """Read the whole record from the fields of its outermost table."""
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
        procedures=tuple(_Parts().procedures(fields)),
    )
    fields.finish()
    return record


def _bill_line(fields: Fields) -> BillLine:
    line = BillLine(material=fields.code("material"), quantity=fields.quantity("quantity"))
    fields.finish()
    return line


class _Parts:
    """Reads procedures, operations and steps, counting the latter two through the whole record."""

    def __init__(self) -> None:
        self._operations = 0
        self._steps = 0

    def procedures(self, fields: Fields) -> Iterator[UnitProcedure]:
        for inner in fields.tables("procedures"):
            identity, name = inner.code("id"), inner.words("name")
            yield UnitProcedure(identity, name, tuple(self._operation(f) for f in inner.tables("operations")))
            inner.finish()

    def _operation(self, fields: Fields) -> Operation:
        fields.renamed(f"operations/{self._operations}")
        self._operations += 1
        identity, name, room = fields.code("id"), fields.words("name"), fields.code("room")
        procedure = fields.code("procedure", "")
        operation = Operation(identity, name, room, tuple(self._step(f) for f in fields.tables("steps")), procedure)
        fields.finish()
        return operation

    def _step(self, fields: Fields) -> Step:
        self._steps += 1
        fields.renamed(f"steps/{self._steps}")
        step = Step(
            id=fields.code("id"),
            number=self._steps,
            name=fields.words("name"),
            text=fields.words("text"),
            roles=fields.choices("roles", ROLES),
            sign=fields.choice("sign", POLICIES, SignPolicy.NONE),
            critical=fields.choice("critical", {"yes": True, "no": False}, False, "no"),
            detail=read_detail(fields),
            line=fields.line,
            procedure=fields.code("procedure", ""),
        )
        fields.finish(kind="kind")
        return step
