"""Samples and results; the verdict is computed here, never entered."""

from core.acts import Act, ActKind
from core.finding import Finding, finding
from core.lot_sample import DRAWN, ENTERED, REQUESTED
from core.plant import Plant, Specification
from core.quality import Conclusion, judge_result
from core.specified import specification_of, stated_version
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.batches import result, sample
from server.projections.happening import Happening
from server.projections.lot_samples import lot_sample_signed


def sample_drawn(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Register a sample that waits for its results; facts `specification` and its version."""
    act, subject = happening.act, happening.act.subject
    lot = subject.lot
    if lot is None and happening.after is not None and happening.after.outputs:
        lot = happening.after.outputs[-1].lot
    row = {"batch": subject.batch, "lot": lot, "step": subject.step, "specification": act.facts["specification"]}
    drawn = {"state": "drawn", "drawn_at": happening.at, "version": stated_version(act.facts)}
    unit.do(insert(sample).values(id=subject.sample, seq=happening.seq, **row, **drawn).on_conflict_do_nothing())
    requested = sample.c.id == subject.sample, sample.c.state == REQUESTED
    unit.do(sample.update().where(*requested).values(**drawn))
    return ()


def result_entered(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep a result with its verdict; a later one for the same test stands beside the first, which stays.

    What its analyst had signed of a lot's sample, he signs again with the result that has come to it.
    """
    act = happening.act
    value = act.values["value"]
    row = {"sample": act.subject.sample, "test": act.subject.test or "", "value": value.value, "unit": value.unit}
    by = sample_specification(unit, act, happening.plant)
    judged = {"verdict": verdict_of(act, by) or Conclusion.INCOMPLETE}
    said = {"person": act.who.person, "record": act.id, "at": happening.at}
    unit.do(insert(result).values(seq=happening.seq, **row, **judged, **said))
    signed = sample.c.id == act.subject.sample, sample.c.batch.is_(None), sample.c.state == ENTERED
    unit.do(sample.update().where(*signed).values(state=DRAWN, performed=None))
    stated = stated_version(act.facts)
    if by is not None and stated not in (0, by.version):
        told = {"specification": by.code, "have": str(stated), "now": str(by.version)}
        return (finding("refusal.result_version", sample=act.subject.sample or "-", **told),)
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


def sample_specification(unit: Unit, act: Act, plant: Plant) -> Specification | None:
    """Find the version of the specification by which the sample of a result is tested."""
    row = unit.first(sample.select().where(sample.c.id == act.subject.sample))
    return specification_of(plant, row.specification, row.version) if row is not None else None


def verdict_of(act: Act, specification: Specification | None) -> Conclusion | None:
    """Judge the value of a `ResultEntered` act against the limits of its test; None where there is no such test."""
    tests = specification.tests if specification is not None else ()
    test = next((test for test in tests if test.code == act.subject.test), None)
    if test is None:
        return None
    return judge_result(test, act.values["value"].quantity.to(test.unit).value).conclusion
