"""The tamper-evident log over the stored nodes: append within a transaction, root, proofs, checkpoints."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from core.errors import CountersignError
from core.record.canonical import Undecodable
from core.record.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from core.record.envelope import Unauthentic
from core.record.keys import PrivateKey
from core.record.log import Node, completed, consistency, inclusion, root
from server.db.statements import insert, or_
from server.db.store import Unit
from server.db.tables.evidence import checkpoint, log_head, log_node

_NODES_AT_ONCE = 500
_EDGE = """
SELECT level, idx, hash FROM log_node
WHERE (level, idx) IN (SELECT * FROM unnest(%s::smallint[], %s::bigint[]))
"""


class NodeMissing(CountersignError):
    """A node of the stored tree is gone: the database was changed or restored in part."""

    code = "LOG-002"


class LogAppend:
    """The right edge of the log while one transaction appends; its head row stays locked till the end."""

    def __init__(self, unit: Unit) -> None:
        """Lock the head and read the complete subtrees that the next leaves join."""
        self._unit = unit
        self.size = int(unit.told("SELECT size FROM log_head FOR UPDATE")[0][0])
        levels = [level for level in range(self.size.bit_length()) if self.size >> level & 1]
        edge = unit.told(_EDGE, [levels, [(self.size >> level) - 1 for level in levels]])
        self._nodes = {(int(level), int(position)): bytes(value) for level, position, value in edge}
        self._made: list[dict[str, object]] = []

    def append(self, leaf: bytes) -> int:
        """Add a leaf hash and give its index."""
        index = self.size
        for level, position, value in completed(index, leaf, lambda level, idx: self._nodes[level, idx]):
            self._nodes[level, position] = value
            self._made.append({"level": level, "idx": position, "hash": value})
        self.size += 1
        return index

    def flush(self) -> None:
        """Write the new nodes and the head."""
        if self._made:
            self._unit.copy_in(log_node, self._made)
            self._unit.told("UPDATE log_head SET size = %s", [self.size])
            self._made = []


def log_size(unit: Unit) -> int:
    """Give the number of leaves."""
    return int(unit.value(log_head.select().with_only_columns(log_head.c.size)))


def node_reader(unit: Unit) -> Node:
    """Give stored nodes one by one, for proofs."""

    def node(level: int, idx: int) -> bytes:
        return _present(_read(unit, [(level, idx)]), level, idx)

    return node


def log_root(unit: Unit, size: int) -> bytes:
    """Give the root over the first `size` leaves."""
    return root(size, node_reader(unit))


def inclusion_proof(unit: Unit, index: int, size: int) -> list[bytes]:
    """Prove that a leaf is in the log of a size."""
    return inclusion(index, size, node_reader(unit))


def inclusion_proofs(unit: Unit, indexes: Sequence[int], size: int) -> list[list[bytes]]:
    """Prove many leaves at once; their nodes are read in few statements."""
    wanted: set[tuple[int, int]] = set()

    def note(level: int, idx: int) -> bytes:
        wanted.add((level, idx))
        return b""

    for index in indexes:
        inclusion(index, size, note)
    ordered, nodes = sorted(wanted), dict[tuple[int, int], bytes]()
    for start in range(0, len(ordered), _NODES_AT_ONCE):
        nodes |= _read(unit, ordered[start : start + _NODES_AT_ONCE])
    return [inclusion(index, size, lambda level, idx: _present(nodes, level, idx)) for index in indexes]


def consistency_proof(unit: Unit, old: int, new: int) -> list[bytes]:
    """Prove that the log of the new size extends the old one."""
    return consistency(old, new, node_reader(unit))


def make_checkpoint(unit: Unit, origin: str, key: PrivateKey, now: datetime) -> str:
    """Sign the log as this transaction sees it and keep the note; the same size gives the note kept before."""
    size = log_size(unit)
    kept = checkpoint_note(unit, size)
    if kept is not None:
        return kept
    note = sign_checkpoint(Checkpoint(origin, size, log_root(unit, size)), key)
    unit.do(insert(checkpoint).values(size=size, note=note, at=now).on_conflict_do_nothing())
    return note


def checkpoint_note(unit: Unit, size: int) -> str | None:
    """Give the note of a checkpoint by its size, or None."""
    found = unit.value(checkpoint.select().with_only_columns(checkpoint.c.note).where(checkpoint.c.size == size))
    return None if found is None else str(found)


def newest_checkpoint(unit: Unit) -> str | None:
    """Give the newest note, or None."""
    newest = checkpoint.select().with_only_columns(checkpoint.c.note).order_by(checkpoint.c.size.desc()).limit(1)
    found = unit.value(newest)
    return None if found is None else str(found)


def checkpoint_fault(unit: Unit, note: str, public: bytes) -> str:
    """Tell why a note of this log does not stand any more, or "" when the log still extends it."""
    try:
        claimed = read_checkpoint(note, public)
    except (Undecodable, Unauthentic):
        return "log.checkpoint_forged"
    if claimed.size > log_size(unit):
        return "log.shorter_than_checkpoint"
    try:
        return "" if log_root(unit, claimed.size) == claimed.root else "log.rewritten"
    except NodeMissing:
        return "log.rewritten"


def _present(nodes: Mapping[tuple[int, int], bytes], level: int, idx: int) -> bytes:
    node = nodes.get((level, idx))
    if node is None:
        raise NodeMissing("log.node_missing", level=str(level), index=str(idx))
    return node


def _read(unit: Unit, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    clauses = [(log_node.c.level == level) & (log_node.c.idx == idx) for level, idx in wanted]
    if not clauses:
        return {}
    return {(row.level, row.idx): bytes(row.hash) for row in unit.rows(log_node.select().where(or_(*clauses)))}
