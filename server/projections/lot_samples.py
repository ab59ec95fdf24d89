"""Samples of received lots: signatures over their results, and what verified results say of the lot."""

from core.finding import Finding
from core.lot_sample import VERIFIED, assay_until, contents, results_signed, tested_by
from core.times import local_day
from server.db.store import Unit
from server.db.tables.batches import sample
from server.db.tables.plant import lot
from server.lot_samples import lot_sample
from server.projections.happening import Happening


def lot_sample_signed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Follow a signature outside a batch where it is about the results of a lot's sample."""
    signature, plant = happening.act.signature, happening.plant
    if signature is None:
        return ()
    for manifest in signature.manifests:
        known = lot_sample(unit, manifest.step) if not manifest.batch else None
        settled = results_signed(known, signature, manifest, plant) if known is not None else None
        if known is None or settled is None:
            continue
        state, performed = settled
        unit.do(sample.update().where(sample.c.id == known.id).values(state=state, performed=performed))
        specification = tested_by(known, plant)
        if specification is None:
            continue
        found = dict[str, object](contents(known, specification)) if state == VERIFIED else {}
        if "assay" in found:
            today = local_day(happening.at, happening.act.when.offset_min)
            found["assay_until"] = assay_until(specification, today)
        if found:
            unit.do(lot.update().where(lot.c.number == known.lot).values(**found, changed=happening.seq))
    return ()
