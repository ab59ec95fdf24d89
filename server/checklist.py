"""What stands against the release of a batch, as the database knows it (GMP article 230)."""

from server.db.statements import func, select
from server.db.store import Unit
from server.db.tables.batches import batch_case, result, sample
from server.db.tables.evidence import inbox_pending, kiosk_head
from server.db.tables.plant import lot
from server.picture import Picture
from server.queries import trace
from server.states import Folded


def blocking(unit: Unit, picture: Picture, folded: Folded) -> list[str]:
    """List the points that are missing, each named with what it is about; empty when nothing stands against it."""
    number = folded.state.number
    return [
        *(f"{row.id} {row.state}" for row in _open_cases(unit, number)),
        *_laboratory(unit, picture, number),
        *_lots(unit, number),
        *_chains(unit),
    ]


def _open_cases(unit: Unit, number: str) -> list[object]:
    open_ = batch_case.c.state != "closed"
    return list(unit.rows(batch_case.select().where(batch_case.c.batch == number, open_).order_by(batch_case.c.id)))


def _laboratory(unit: Unit, picture: Picture, number: str) -> list[str]:
    missing: list[str] = []
    for drawn in unit.rows(sample.select().where(sample.c.batch == number).order_by(sample.c.id)):
        if drawn.state != "verified":
            missing.append(f"{drawn.id} {drawn.state}")
        specification = picture.plant.specifications.get(drawn.specification)
        rows = unit.rows(select(result.c.test, result.c.verdict).where(result.c.sample == drawn.id))
        verdicts = {row.test: row.verdict for row in rows}
        tests = specification.tests if specification else ()
        missing += [f"{drawn.id} {test.code}" for test in tests if verdicts.get(test.code) != "complies"]
    return missing


def _lots(unit: Unit, number: str) -> list[str]:
    """Every received lot of the whole backward trace must be released."""
    made = [row.number for row in unit.rows(select(lot.c.number).where(lot.c.batch == number))]
    traced = [trace(unit, name, forward=False) for name in made]
    concerned = {item.number: item for found in traced for item in found.lots}
    return [
        f"{item.number} {item.state}" for item in concerned.values() if item.batch is None and item.state != "released"
    ]


def _chains(unit: Unit) -> list[str]:
    waiting = unit.value(select(func.count()).select_from(inbox_pending))
    forked = unit.rows(select(kiosk_head.c.kiosk).where(kiosk_head.c.forked))
    return [*([f"{waiting} records incomplete"] if waiting else []), *(f"{row.kiosk} forked" for row in forked)]
