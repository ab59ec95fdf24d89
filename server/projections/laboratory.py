"""Samples and results; the verdict is computed here, never entered."""

from core.acts import Act, ActKind
from core.finding import Finding
from core.lot_sample import DRAWN, ENTERED, REQUESTED
from core.plant import Plant, TestLimit
from core.quality import Conclusion, judge_result
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.batches import result, sample
from server.projections.happening import Happening
from server.projections.lot_samples import lot_sample_signed


def sample_drawn(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Register a sample that waits for its results; fact `specification`."""
    act, subject = happening.act, happening.act.subject
    lot = subject.lot
    if lot is None and happening.after is not None and happening.after.outputs:
        lot = happening.after.outputs[-1].lot
    row = {"batch": subject.batch, "lot": lot, "step": subject.step, "specification": act.facts["specification"]}
    drawn = {"state": "drawn", "drawn_at": happening.at, "seq": happening.seq}
    unit.do(insert(sample).values(id=subject.sample, **row, **drawn).on_conflict_do_nothing())
    requested = sample.c.id == subject.sample, sample.c.state == REQUESTED
    unit.do(sample.update().where(*requested).values(state="drawn", drawn_at=happening.at))
    return ()


def result_entered(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep a result with its verdict; a later one for the same test stands beside the first, which stays.

    What its analyst had signed of a lot's sample, he signs again with the result that has come to it.
    """
    act = happening.act
    value = act.values["value"]
    row = {"sample": act.subject.sample, "test": act.subject.test or "", "value": value.value, "unit": value.unit}
    judged = {"verdict": verdict_of(act, sample_specification(unit, act), happening.plant) or Conclusion.INCOMPLETE}
    said = {"person": act.who.person, "record": act.id, "at": happening.at}
    unit.do(insert(result).values(seq=happening.seq, **row, **judged, **said))
    signed = sample.c.id == act.subject.sample, sample.c.batch.is_(None), sample.c.state == ENTERED
    unit.do(sample.update().where(*signed).values(state=DRAWN, performed=None))
    return ()


def sample_signed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Follow the signatures on a sample's results: `entered`, then `verified`."""
    after = happening.after
    if happening.act.subject.batch is None:
        return lot_sample_signed(unit, happening)
    if happening.act.kind != ActKind.SIGNED or after is None or happening.act.signature is None:
        return ()
    for manifest in happening.act.signature.manifests:
        signed = after.samples.get(manifest.step)
        if signed is not None:
            state = "verified" if signed.verified else "entered"
            unit.do(sample.update().where(sample.c.id == signed.id).values(state=state))
    return ()


def sample_specification(unit: Unit, act: Act) -> str:
    """Find by which specification a sample is tested."""
    wanted = sample.select().with_only_columns(sample.c.specification).where(sample.c.id == act.subject.sample)
    return str(unit.value(wanted) or "")


def verdict_of(act: Act, specification: str, plant: Plant) -> Conclusion | None:
    """Judge the value of a `ResultEntered` act against the limits of its test; None where there is no such test."""
    test = _test(plant, specification, act.subject.test or "")
    if test is None:
        return None
    return judge_result(test, act.values["value"].quantity.to(test.unit).value).conclusion


def _test(plant: Plant, specification: str, code: str) -> TestLimit | None:
    found = plant.specifications.get(specification)
    return next((test for test in found.tests if test.code == code), None) if found else None
