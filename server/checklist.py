"""What stands against the release of a batch: what only the core knows, and the computed checklist (GMP 230)."""

from core.batch.review import review
from core.finding import Finding
from core.plant import Plant
from core.release import Evidence, checklist
from server.attached import missing_files
from server.db.statements import func, select, text
from server.db.store import Unit
from server.db.tables.evidence import inbox_pending, kiosk_head
from server.db.tables.plant import lot
from server.held_lots import held_lot
from server.recall_cases import holding_recall
from server.records import batch_records
from server.states import Folded

_INPUTS = text(
    """
    SELECT l.number, l.state FROM trace_lots(ARRAY(SELECT id FROM lot WHERE batch = :batch), false) t
    JOIN lot l ON l.id = t.lot_id
    WHERE l.batch IS DISTINCT FROM :batch
        AND CASE WHEN l.batch IS NULL THEN l.state <> 'released' ELSE l.state IN ('on_hold', 'rejected') END
    ORDER BY t.depth, l.number
    """
)

_FAILED = text(
    """
    SELECT s.id AS sample, r.test, r.value, r.unit FROM sample s JOIN result r ON r.sample = s.id
    WHERE s.batch = :batch AND r.verdict = 'does_not_comply' ORDER BY r.seq
    """
)


def core_evidence(unit: Unit, number: str) -> Evidence:
    """Gather what no kiosk can know: input lots over the whole trace, flagged records, chains, files not here yet."""
    files = (f"file {sha256[:16]} not received" for sha256 in missing_files(unit, number))
    return Evidence(tuple(_lots(unit, number)), (*_chains(unit), *files))


def missing(unit: Unit, plant: Plant, folded: Folded) -> list[Finding]:
    """List what is missing for a release; empty when nothing stands against it."""
    number = folded.state.number
    records = tuple(record for _, record in batch_records(unit, number))
    found = review(folded.state, records, folded.master, plant)
    points = checklist(folded.state, folded.master, found, core_evidence(unit, number))
    return [item for point in points for item in point.missing]


def _lots(unit: Unit, number: str) -> list[str]:
    """Every received lot of the whole trace must be released, none held, no recall open on what was made, none failed.

    A result that did not comply when it was entered goes on standing against the release, whatever the specification
    says by now; so does one of a sample of a lot made, until its hold can be lifted.
    """
    inputs = [f"{row.number} {row.state}" for row in unit.rows(_INPUTS, {"batch": number})]
    made = unit.rows(select(lot.c.number).where(lot.c.batch == number).order_by(lot.c.number))
    recalls = [(row.number, holding_recall(unit, row.number)) for row in made]
    failed = [f"{row.sample} {row.test} {row.value} {row.unit}" for row in unit.rows(_FAILED, {"batch": number})]
    held = [one for row in made if (one := held_lot(unit, row.number)) is not None]
    results = [item.params for one in held for item in one.open if item.key == "held_lot.result"]
    failed += [f"{told['sample']} {told['test']} {told['value']}" for told in results]
    return [*inputs, *(f"{name} {recall}" for name, recall in recalls if recall), *dict.fromkeys(failed)]


def _chains(unit: Unit) -> list[str]:
    waiting = unit.value(select(func.count()).select_from(inbox_pending))
    forked = unit.rows(select(kiosk_head.c.kiosk).where(kiosk_head.c.forked))
    return [*([f"{waiting} records incomplete"] if waiting else []), *(f"{row.kiosk} forked" for row in forked)]
