"""The judge of potency: what a lot holds is known, valid and of the basis that the step asks for (F07).

The facts that a source scan and a net weight carry are drawn here, by the kiosk to state them and by the judge to
compare them: formula, inputs and rounding are in the record, and what is weighed follows from the record alone.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from core.acts import Act
from core.batch.entries import Entry
from core.batch.state import BatchState, Filled
from core.batch.weighing import ASSAY, BASIS, SHIFT, WATER, formula, net_weight, share_known, weighings
from core.finding import Finding, finding
from core.master.kinds import Basis, Potency, WeighDispense
from core.master.model import MasterBatchRecord, Step
from core.plant import Lot, Plant
from core.quantity import Quantity

_OF_SOURCE, _OF_NET = (ASSAY, WATER, BASIS, SHIFT), ("formula", "active", "rounding")


def source_facts(
    step: Step, entry: Entry, lot: Lot | None, state: BatchState, master: MasterBatchRecord
) -> dict[str, str]:
    """Draw what the scan of a source says beside its code: the lot's content, and the filler's compensation.

    Args:
        step: The weighing.
        entry: Its source entry.
        lot: The lot of the container, or None where it is unknown.
        state: The batch.
        master: The pinned master record.
    """
    weigh = step.detail
    if not isinstance(weigh, WeighDispense):
        return {}
    facts: dict[str, str] = {}
    if weigh.potency is not None and lot is not None:
        facts = {ASSAY: lot.assay, BASIS: lot.assay_basis}
        facts |= {WATER: lot.water} if weigh.potency.basis == Basis.DRIED else {}
    shift = _shift(weigh, state, master) if entry.weighing == 1 else None
    return facts if shift is None else facts | {SHIFT: f"{shift:f}"}


def net_facts(step: Step, entry: Entry, net: Decimal, filled: Mapping[str, Filled]) -> dict[str, str]:
    """Draw what a net weight says of potency: the formula, what the weight counts for, and how that was rounded."""
    weigh = step.detail
    if not isinstance(weigh, WeighDispense) or weigh.potency is None:
        return {}
    share = next(item.share for item in weighings(weigh, filled) if item.number == entry.weighing)
    digits = weigh.potency.decimals
    active = Quantity(net * share, weigh.unit).rounded(digits)
    return {"formula": formula(weigh.potency), "active": str(active), "rounding": f"{digits} half-even"}


def source_refusals(
    act: Act, entry: Entry, step: Step, state: BatchState, master: MasterBatchRecord, plant: Plant, today: date
) -> list[Finding]:
    """Judge the scan of a source: an assay that is there, valid, of the right basis, and as the plant knows it."""
    weigh, lot = step.detail, plant.lots.get(act.subject.lot or "")
    if not isinstance(weigh, WeighDispense) or lot is None:
        return []
    found = _assay(weigh.potency, lot, today) if weigh.potency else []
    want = source_facts(step, entry, lot, state, master)
    return found or _compared(act, _OF_SOURCE, want)


def net_refusals(act: Act, entry: Entry, step: Step, state: BatchState) -> list[Finding]:
    """Judge what a net weight says of potency."""
    net = act.values["net"].quantity.value
    return _compared(act, _OF_NET, net_facts(step, entry, net, state.step(step.id).filled))


def _assay(potency: Potency, lot: Lot, today: date) -> list[Finding]:
    if not lot.assay or (potency.basis == Basis.DRIED and not lot.water):
        return [finding("refusal.assay_missing", lot=lot.number)]
    if lot.assay_until is not None and lot.assay_until < today:
        return [finding("refusal.assay_expired", lot=lot.number, date=lot.assay_until.isoformat())]
    if lot.assay_basis != potency.basis.value:
        return [finding("refusal.assay_basis", lot=lot.number, got=lot.assay_basis or "-", want=potency.basis.value)]
    usable = share_known(potency, {ASSAY: lot.assay, WATER: lot.water})
    return [] if usable else [finding("refusal.assay_missing", lot=lot.number)]


def _compared(act: Act, names: tuple[str, ...], want: Mapping[str, str]) -> list[Finding]:
    for name in names:
        got = act.facts.get(name)
        if got != want.get(name):
            return [finding("refusal.potency_other", name=name, got=(got or "-")[:60], want=want.get(name, "-"))]
    return []


def _shift(weigh: WeighDispense, state: BatchState, master: MasterBatchRecord) -> Decimal | None:
    """Work out by how much the filler changes: what its partner was to weigh less what it weighed."""
    other = master.step(weigh.compensates)
    if other is None or not isinstance(other.detail, WeighDispense):
        return None
    target, net = other.detail.limits.target, net_weight(other.detail, state.step(other.id).filled)
    if target is None:
        return None
    return Quantity(target - net, other.detail.unit).to(weigh.unit).value
