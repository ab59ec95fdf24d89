"""Witnesses of the log: their cosignatures as the database keeps them, and how far each has come.

Source: C2SP tlog-witness, tlog-cosignature.
"""

from datetime import datetime

from core.errors import CountersignError
from core.record.canonical import Undecodable
from core.record.checkpoint import read_cosignature
from core.record.envelope import Unauthentic
from core.record.keys import KeyKind, KeyRegistry
from core.record.witness import SETTLED, LogStanding, WitnessLine
from server.db.statements import func, insert, select, text
from server.db.store import Unit
from server.db.tables.evidence import cosignature
from server.log import checkpoint_note, log_root, log_size, newest_checkpoint

# Leaps from witness to witness over the index: years of cosignatures must not be read for the newest of each.
_LAST = text("""
WITH RECURSIVE named (witness) AS (
    (SELECT witness FROM cosignature ORDER BY witness LIMIT 1)
    UNION ALL
    SELECT (SELECT c.witness FROM cosignature c WHERE c.witness > n.witness ORDER BY c.witness LIMIT 1)
    FROM named n WHERE n.witness IS NOT NULL
)
SELECT n.witness, l.size, l.line, l.at FROM named n CROSS JOIN LATERAL (
    SELECT c.size, c.line, c.at FROM cosignature c WHERE c.witness = n.witness ORDER BY c.size DESC LIMIT 1
) l WHERE n.witness IS NOT NULL
""")


class CosignatureRefused(CountersignError):
    """A cosignature is not by this witness, or not over a checkpoint of this log."""

    code = "WIT-001"


def take_cosignature(unit: Unit, registry: KeyRegistry, witness: str, size: int, line: str, now: datetime) -> None:
    """Verify a cosignature and keep it; the first of a witness for a size stays.

    Nothing is decided by the time that the witness states: a clock that is wrong takes nothing from what it saw.

    Args:
        unit: The transaction.
        registry: The registered keys.
        witness: The kiosk that asks, as its request proves.
        size: Size of the checkpoint.
        line: Line of the signed note.
        now: Time of arrival.

    Raises:
        CosignatureRefused: There is no such checkpoint, or no valid key of this kiosk signed it.
    """
    note = checkpoint_note(unit, size)
    if note is None:
        raise CosignatureRefused("witness.checkpoint_unknown", size=str(size))
    stated_at = _stated_at(note, line, witness, registry, now)
    row = {"witness": witness, "size": size, "line": line, "stated_at": stated_at, "at": now}
    unit.do(insert(cosignature).values(**row).on_conflict_do_nothing())


def witnessed_note(unit: Unit, size: int) -> str | None:
    """Give the note of a checkpoint with a line of each witness that has cosigned it, or None where there is none."""
    note = checkpoint_note(unit, size)
    if note is None:
        return None
    lines = select(cosignature.c.line).where(cosignature.c.size == size).order_by(cosignature.c.witness)
    return note + "".join(f"{row.line}\n" for row in unit.rows(lines))


def newest_of_each(unit: Unit) -> dict[str, str]:
    """Give, by witness, the note of the largest log that it has cosigned, with its line alone."""
    last = unit.rows(_LAST)
    notes = {size: checkpoint_note(unit, size) for size in {row.size for row in last}}
    return {row.witness: f"{notes[row.size]}{row.line}\n" for row in last if notes[row.size] is not None}


def best_covering(unit: Unit, least: int) -> str | None:
    """Give the note to export under, with its witnesses' lines: the newest settled one that covers so many leaves.

    Where none is settled, it is the newest that has a witness; None where no witness has seen so much.
    """
    for witnesses in (SETTLED, 1):
        found = _newest_with(unit, witnesses, least)
        if found is not None:
            return witnessed_note(unit, found)
    return None


def log_standing(unit: Unit) -> LogStanding:
    """Tell where the log stands, and how far its witnesses are."""
    size = log_size(unit)
    note = newest_checkpoint(unit)
    newest = int(note.split("\n")[1]) if note else None
    of_newest = select(func.count()).select_from(cosignature).where(cosignature.c.size == newest)
    rows = sorted(unit.rows(_LAST), key=lambda row: (-row.size, row.witness))
    lines = tuple(WitnessLine(row.witness, row.size, row.at, size - row.size) for row in rows)
    root, cosigned = log_root(unit, size).hex(), int(unit.value(of_newest))
    return LogStanding(size, root, newest, cosigned, _newest_with(unit, SETTLED), lines)


def _newest_with(unit: Unit, witnesses: int, least: int = 0) -> int | None:
    """Give the size of the newest checkpoint that so many have cosigned; read backwards, it ends with the first."""
    of_size = select(cosignature.c.size).where(cosignature.c.size >= least).group_by(cosignature.c.size)
    found = of_size.having(func.count() >= witnesses).order_by(cosignature.c.size.desc()).limit(1)
    return unit.value(found)


def _stated_at(note: str, line: str, witness: str, registry: KeyRegistry, now: datetime) -> int:
    valid = [key for key in registry.of_owner(KeyKind.DEVICE, witness) if key.valid_at(now)]
    for key in valid:
        try:
            return read_cosignature(note, line, witness, bytes.fromhex(key.public))
        except Unauthentic:
            continue
        except Undecodable as error:
            raise CosignatureRefused(error.key, **error.params) from error
    raise CosignatureRefused("checkpoint.cosignature_wrong", witness=witness)
