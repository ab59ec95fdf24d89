"""The judge of material: what is dispensed, charged, sampled, put out and labelled is what the batch says it is.

A number, a lot or a quantity that an act repeats must be the one already recorded; a kiosk cannot make up another.
"""

from collections.abc import Mapping
from datetime import date

from core.acts import Act, ActKind
from core.batch.correcting import signed_before
from core.batch.entries import LEFT, Entry, entries
from core.batch.materials import dispensed_container, produced_lot
from core.batch.state import BatchState, Filled, StepState
from core.batch.weighing import MOST_WEIGHINGS, PART, named, weighing_of
from core.finding import Finding, finding
from core.master.kinds import Sample, WeighDispense, Yield
from core.master.limits import Limits
from core.master.model import MasterBatchRecord, Step
from core.plant import Plant
from core.quantity import Quantity
from core.specified import drawing_refusal
from core.stock import lot_refusals, weight_refusal

LONGEST_LABEL = 60
"""Longest text that names one label, in characters."""

_FINAL = frozenset({ActKind.MATERIAL_CHARGED, ActKind.SAMPLE_DRAWN})
"""What cannot be taken back: material in the vessel, and a sample that has its number."""


def dispensed_refusals(act: Act, entry: Entry, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    """Judge a net weight: in its limits, out of the container that was scanned, into one with a number of its own."""
    net, filled = act.values["net"].quantity, state.step(step.id).filled
    found = _amount(act, net, entry, filled, plant)
    source, scanned = act.facts["source"], filled[named("source", entry.weighing)].act.subject
    if (source, act.subject.lot) != (scanned.container, scanned.lot):
        got, want = f"{source} {act.subject.lot}", f"{scanned.container} {scanned.lot}"
        found.append(finding("refusal.source_other", got=got[:LONGEST_LABEL], want=want))
    found += _enough(source, net, plant)
    container = act.subject.container or "-"
    if container in plant.containers or container != dispensed_container(state, step):
        found.append(finding("refusal.container_taken", container=container[:LONGEST_LABEL]))
    return found


def _amount(act: Act, net: Quantity, entry: Entry, filled: Mapping[str, Filled], plant: Plant) -> list[Finding]:
    """Judge the amount; a part is less than what is missing, and no less than its balance may weigh."""
    limits = entry.limits or Limits()
    if PART not in act.facts:
        outside = weight_refusal(net, limits.low, limits.high)
        return [outside] if outside is not None else []
    bound = plant.equipment.get(filled[named("balance", entry.weighing)].act.subject.equipment or "")
    minimum = bound.minimum if bound else None
    if minimum is not None and net.to(minimum.unit).value < minimum.value:
        return [finding("refusal.below_minimum", target=str(net), minimum=str(minimum))]
    more = act.facts[PART] == "yes" and limits.low is not None and 0 < net.value < limits.low
    return [] if more and entry.weighing < MOST_WEIGHINGS else [finding("refusal.no_part", weight=str(net))]


def _enough(source: str, net: Quantity, plant: Plant) -> list[Finding]:
    known = plant.containers.get(source)
    if known is None:
        return [finding("refusal.container_unknown", container=source[:LONGEST_LABEL])]
    if known.net.to(net.unit).value < net.value:
        return [finding("refusal.container_short", container=known.id, holds=str(known.net))]
    return []


def charge_refusals(act: Act, entry: Entry, state: BatchState, plant: Plant, today: date) -> list[Finding]:
    """Judge a charge: a container dispensed for this batch, not charged yet, of the material due, as it was weighed.

    A lot that was held, rejected or has expired since it was weighed goes into no vessel (GMP articles 113, 115).
    """
    container = act.subject.container or ""
    item = state.dispensed.get(container)
    if item is None:
        return [finding("refusal.not_dispensed_here", container=container[:LONGEST_LABEL], batch=state.number)]
    if item.charged:
        return [finding("refusal.charged_already", container=container)]
    if item.material != entry.of:
        return [finding("refusal.charge_wrong", got=item.material, want=entry.of)]
    net = act.values["net"].quantity
    if (act.subject.lot, net) != (item.lot, item.net):
        got, want = f"{act.subject.lot} {net}", f"{item.lot} {item.net}"
        return [finding("refusal.charge_wrong", got=got[:LONGEST_LABEL], want=want)]
    left = str(left_to_charge(state, entry.of, container))
    if act.facts.get(LEFT, "0") != left:
        return [finding("refusal.charge_left", left=left)]
    lot = plant.lots.get(item.lot)
    return list(lot_refusals(lot, today)) if lot is not None else []


def left_to_charge(state: BatchState, material: str, container: str) -> int:
    """Count the dispensed containers of a material that are still to be charged when this one is."""
    items = (item for item in state.dispensed.values() if item.material == material and not item.charged)
    return sum(1 for item in items if item.container != container)


def sample_refusals(act: Act, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    """Judge a sample: a free number of this batch, specification and quantity of the master record, its version."""
    name, detail = act.subject.sample or "-", step.detail
    if not name.startswith(f"S-{state.number}-") or name in state.samples or len(name) > LONGEST_LABEL:
        return [finding("refusal.sample_number", sample=name[:LONGEST_LABEL])]
    drawn = (act.facts["specification"], act.values["quantity"].quantity)
    as_planned = isinstance(detail, Sample) and drawn == (detail.specification, detail.quantity)
    if not as_planned:
        return [finding("refusal.sample_other", sample=name)]
    outdated = drawing_refusal(act, plant)
    return [outdated] if outdated is not None else []


def output_refusals(act: Act, step: Step, state: BatchState, master: MasterBatchRecord) -> list[Finding]:
    """Judge an output: the material of the step, under the lot number that follows."""
    material = step.detail.material if isinstance(step.detail, Yield) else ""
    lot = produced_lot(state.number, material, master, len(state.outputs))
    if (act.subject.lot, act.facts["material"]) == (lot, material):
        return []
    got = f"{act.subject.lot} {act.facts['material']}"
    return [finding("refusal.output_other", got=got[:LONGEST_LABEL], want=f"{lot} {material}")]


def label_refusals(act: Act, step: Step, state: BatchState) -> list[Finding]:
    """Judge a print: as many labels as are scanned back, each another one, of what the step has made."""
    labels = printed_labels(act)
    weighs = isinstance(step.detail, WeighDispense)
    copies = 1 if weighs else sum(1 for entry in entries(step) if entry.act == ActKind.LABEL_SCANNED_BACK)
    good = len(labels) == len(set(labels)) == copies and act.facts.get("copies") == str(copies)
    good = good and all(0 < len(label) <= LONGEST_LABEL and label.isprintable() for label in labels)
    made = _made(step, state.step(step.id), weighing_of(act.subject.entry or ""))
    return [] if good and made in (None, *labels) else [finding("refusal.labels_other", n=str(copies))]


def reprint_refusals(act: Act, printed: Filled) -> list[Finding]:
    """Judge a reprint: with a reason, counted, and the very labels of the first print (F23)."""
    before = printed.act.facts.get("reprint", "0")
    counted = act.facts.get("reprint") == str(int(before) + 1)
    same = printed_labels(act) == printed_labels(printed.act)
    return [] if same and counted and act.facts.get("reason") else [finding("refusal.reprint")]


def printed_labels(act: Act) -> list[str]:
    """List the labels of a print; facts `label_1`, `label_2` ... name them."""
    return [value for name, value in act.facts.items() if name.startswith("label_")]


def undo_refusals(step: Step, state: BatchState) -> list[Finding]:
    """Judge an undo: nothing is signed, and nothing has happened that cannot be taken back."""
    recorded = state.step(step.id)
    if recorded.performed is not None or signed_before(state, step.id):
        return [finding("refusal.already_signed", step=str(step.number))]
    if any(item.act.kind in _FINAL for item in recorded.filled.values()):
        return [finding("refusal.undo_material", step=str(step.number))]
    return []


def _made(step: Step, recorded: StepState, weighing: int) -> str | None:
    """Name what the one label of a weighing or a sample is for; None where the step makes nothing."""
    taken = named("net", weighing) if isinstance(step.detail, WeighDispense) else ""
    filled = recorded.filled.get("sample" if isinstance(step.detail, Sample) else taken)
    return (filled.act.subject.container or filled.act.subject.sample) if filled else None
