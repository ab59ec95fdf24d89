"""Manifests: what is about to be signed, drawn from the state, word for word as it is shown."""

from collections.abc import Mapping

import msgspec

from core.acts import Act, ActKind, ActReference, Manifest, ManifestLine
from core.attached import shown_size
from core.batch.blind import unseen
from core.batch.entries import NOT_APPLICABLE, Entry, entries
from core.batch.holding import hours
from core.batch.packaging import balances
from core.batch.planned import statistics, told_statistics
from core.batch.progress import typed_weight
from core.batch.state import BatchState, ExceptionCase, Filled, SampleState
from core.batch.weighing import ASSAY, BASIS, SHIFT, WATER, named
from core.language import LANGUAGE_TAGS, Language, text, worded
from core.master.choice import Choice
from core.master.environment import EnvironmentCheck
from core.master.kinds import Basis, IdentityScan, InProcessControl, LineClearance, Reconciliation, WeighDispense
from core.master.model import MasterBatchRecord, Step
from core.plant import Plant
from core.specified import specification_of

RELEASE = "release"
MET, MISSING = "[OK]", "[X]"
"""How the checklist of a release is signed, point by point."""


def step_manifest(step: Step, state: BatchState, language: Language, plant: Plant) -> Manifest:
    """Draw the manifest of a step: what was recorded, in few lines, and any exception that a value has opened.

    Every act is named; acts that say one thing together, such as balance and tare, share a line.
    """
    filled = state.step(step.id).filled
    recorded = [(entry, filled[entry.name]) for entry in entries(step, filled) if entry.name in filled]
    lines = _grouped(step, recorded, language, plant)
    for item in state.reversals.get(step.id, ()):
        said = f"{item.act.facts.get('old', '-')}: {item.act.facts.get('reason', '-')}"
        lines.append(_line(text("manifest.reversed", language), said))
    opened = (case for case in state.cases.values() if case.step == step.id and not case.by_core)
    for case in sorted(opened, key=lambda case: (case.opened, case.id)):
        lines.append(_line(f"{text('manifest.exception', language)} {case.id}", worded(case.what, language)))
    title = f"{step.number} {step.name.in_language(language)}"
    references = tuple(item.reference for _, item in recorded)
    return Manifest(state.number, step.id, title, LANGUAGE_TAGS[language], tuple(lines), references)


_READINGS_A_LINE = 5
_WEIGHING = (("source",), ("balance", "zero", "tare"), ("net",), ("label_back",))


def _grouped(step: Step, recorded: list[tuple[Entry, Filled]], language: Language, plant: Plant) -> list[ManifestLine]:
    if any(entry.name == NOT_APPLICABLE for entry, _ in recorded):
        return _each(step, recorded, language, plant)
    match step.detail:
        case WeighDispense():
            numbers = sorted({entry.weighing for entry, _ in recorded})
            groups = tuple(tuple(named(name, n) for name in group) for n in numbers for group in _WEIGHING)
            return _pairs(step, recorded, groups, language, plant)
        case Reconciliation():
            return _reconciled(step, recorded, language, plant)
        case LineClearance():
            rooms = [(entry, item) for entry, item in recorded if entry.act != ActKind.CONFIRMED]
            points = [entry_label(step, entry, language) for entry, _ in recorded if entry.act == ActKind.CONFIRMED]
            checked = text("manifest.points", language, n=str(len(points)))
            return [*_each(step, rooms, language, plant), _line(text("manifest.checked", language), checked)]
        case InProcessControl():
            readings = [
                shown(item.act, language, plant) for entry, item in recorded if entry.act == ActKind.VALUE_ENTERED
            ]
            rest = [(entry, item) for entry, item in recorded if entry.act != ActKind.VALUE_ENTERED]
            rows = [readings[start : start + _READINGS_A_LINE] for start in range(0, len(readings), _READINGS_A_LINE)]
            label = text("entry.reading", language)
            lines = [*(_line(label, ", ".join(row)) for row in rows), *_each(step, rest, language, plant)]
            taken = statistics(step, {entry.name: item for entry, item in recorded})
            return [*lines, *([_line(*told_statistics(taken, step, language))] if taken else [])]
        case _:
            return _each(step, recorded, language, plant)


def _reconciled(
    step: Step, recorded: list[tuple[Entry, Filled]], language: Language, plant: Plant
) -> list[ManifestLine]:
    """Each lot with its counts and result, and what was destroyed, which the second signer has seen."""
    lines: list[ManifestLine] = []
    for balance in balances({entry.name: item for entry, item in recorded}):
        if balance.lot:
            lines.append(_line(text("manifest.lot", language), balance.lot))
        counts = [shown(item.act, language, plant) for item in balance.counts.values()]
        lines.append(_line(text("manifest.counts", language), " / ".join(counts)))
        again = [shown(i.act, language, plant) for e, i in recorded if e.second and e.weighing == balance.number]
        if again:
            lines.append(_line(text("manifest.counts_second", language), " / ".join(again)))
        result = [(entry, item) for entry, item in recorded if balance.result is not None and item == balance.result]
        lines += _each(step, result, language, plant)
        destroyed = balance.counts.get("destroyed")
        if destroyed is not None and destroyed.act.values["value"].quantity.value > 0:
            amount, batch = str(destroyed.act.values["value"].quantity), destroyed.act.subject.batch or "-"
            said = text("manifest.destroyed_is", language, n=amount, batch=batch)
            lines.append(_line(text("manifest.destroyed", language), said))
    return lines


def _each(step: Step, recorded: list[tuple[Entry, Filled]], language: Language, plant: Plant) -> list[ManifestLine]:
    return [
        _line(entry_label(step, entry, language), shown_of(step, item.act, language, plant)) for entry, item in recorded
    ]


def _pairs(
    step: Step,
    recorded: list[tuple[Entry, Filled]],
    groups: tuple[tuple[str, ...], ...],
    language: Language,
    plant: Plant,
) -> list[ManifestLine]:
    named = {entry.name: (entry, item) for entry, item in recorded}
    lines: list[ManifestLine] = []
    for group in groups:
        present = [named[name] for name in group if name in named]
        if present:
            label = entry_label(step, present[0][0], language)
            lines.append(_line(label, "  ".join(_beside(item.act, language, plant) for _, item in present)))
    return lines


def _beside(act: Act, language: Language, plant: Plant) -> str:
    """Write what an act recorded beside others: a bare weight says that it is the tare."""
    words = shown(act, language, plant)
    return text("shown.tare", language, w=words) if act.kind == ActKind.CONTAINER_TARED else words


def exception_manifest(case: ExceptionCase, state: BatchState, language: Language) -> Manifest:
    """Draw the manifest of a disposition that was proposed for an exception."""
    lines = [_line(text("manifest.what", language), worded(case.what, language))]
    acts = [case.reference]
    for label, item, fact in (
        ("manifest.cause", case.explained, "cause"),
        ("manifest.disposition", case.proposed, "disposition"),
        ("manifest.reason", case.proposed, "reason"),
    ):
        if item is not None and item.act.facts.get(fact):
            lines.append(_line(text(label, language), _choice(fact, item.act.facts[fact], language)))
    acts.extend(item.reference for item in (case.explained, case.proposed) if item is not None)
    title = f"{text('manifest.exception', language)} {case.id}"
    return Manifest(state.number, case.id, title, LANGUAGE_TAGS[language], tuple(lines), tuple(acts))


def sample_manifest(sample: SampleState, state: BatchState, language: Language, plant: Plant) -> Manifest:
    """Draw the manifest of a sample's results."""
    specification = specification_of(plant, sample.specification, sample.version)
    tests = specification.tests if specification is not None else ()
    # In the order of the specification: results of two stations may arrive in different orders.
    entered = [(test, sample.results[test.code]) for test in tests if test.code in sample.results]
    version = specification.version if specification is not None else sample.version
    by = _line(text("lot_sample.specification", language), f"{sample.specification} v{version}")
    lines = (
        by,
        *(_line(test.name.in_language(language), shown(item.act, language, plant)) for test, item in entered),
    )
    title = f"{text('manifest.results', language)} {sample.id}"
    references = tuple(item.reference for _, item in entered)
    return Manifest(state.number, sample.id, title, LANGUAGE_TAGS[language], lines, references)


def release_manifest(
    state: BatchState,
    master: MasterBatchRecord,
    checklist: tuple[tuple[str, str], ...],
    checkpoint: str,
    language: Language,
) -> Manifest:
    """Draw the manifest of a release: the checklist as shown and the checkpoint it relies upon.

    Args:
        state: The batch.
        master: The pinned master record.
        checklist: Pairs of point and verdict, worded.
        checkpoint: Size and root of the log, as shown.
        language: Language shown.
    """
    head = _line(text("manifest.product", language), f"{master.name.in_language(language)} {master.strength}")
    log = _line(text("manifest.checkpoint", language), checkpoint)
    lines = (head, *(_line(point, verdict) for point, verdict in checklist), log)
    title = f"{text('manifest.release', language)} {state.number}"
    return Manifest(state.number, RELEASE, title, LANGUAGE_TAGS[language], lines, signatures_relied_upon(state))


def signatures_relied_upon(state: BatchState) -> tuple[ActReference, ...]:
    """Give every signature of a batch, by id: a decision about the whole batch rests on them."""
    parts = (*state.steps.values(), *state.samples.values(), *state.corrections.values())
    signed = (by for item in parts for by in (item.performed, item.verified))
    settled = (by for case in state.cases.values() for by in (case.production, case.quality))
    relied_upon = (by.reference for by in (*signed, *settled) if by is not None)
    return tuple(sorted(relied_upon, key=lambda reference: reference.id))


def entry_label(step: Step, entry: Entry, language: Language) -> str:
    """Name an entry for people."""
    if entry.second:
        first = msgspec.structs.replace(entry, name=entry.second, second="")
        return text("entry.second", language, name=entry_label(step, first, language))
    if entry.name == NOT_APPLICABLE:
        return text("entry.not_applicable", language)
    match step.detail:
        case LineClearance(items=items) if entry.act == ActKind.CONFIRMED:
            return items[entry.item].in_language(language)
        case EnvironmentCheck(readings=readings) if entry.unit:
            return readings[entry.item].name.in_language(language)
        case IdentityScan(targets=targets):
            return targets[int(entry.name.rpartition("_")[2]) - 1].name.in_language(language)
        case _:
            base, _, number = entry.name.rpartition("_")
            if entry.act == ActKind.MATERIAL_CHARGED:
                base, number = "charge", entry.name.removeprefix("charge_").replace("_", ".")
            if base and number[:1].isdigit():
                return text(f"entry.{base}_n", language, n=number)
            return text(f"entry.{entry.name}", language)


def shown(act: Act, language: Language, plant: Plant) -> str:
    """Write what an act recorded, as screens and paper show it."""
    value = next(iter(act.values.values()), None)
    subject = act.subject
    match act.kind:
        case ActKind.CONFIRMED:
            return text("shown.confirmed", language)
        case ActKind.ROOM_SCANNED:
            return subject.room or "-"
        case ActKind.EQUIPMENT_SCANNED:
            item = plant.equipment.get(subject.equipment or "")
            return f"{subject.equipment} {item.name.in_language(language)}" if item else subject.equipment or "-"
        case ActKind.CONTAINER_SCANNED:
            return f"{subject.container} {subject.lot}{_content(act, language)}"
        case ActKind.MATERIAL_CHARGED:
            return f"{subject.container} {subject.lot} {value.quantity if value else ''}".rstrip()
        case ActKind.LABEL_PRINTED:
            return text("shown.printed", language, copies=act.facts.get("copies", "1"))
        case ActKind.LABEL_SCANNED_BACK:
            return act.facts.get("label", "-")
        case ActKind.SAMPLE_DRAWN:
            return f"{subject.sample} {value.quantity if value else ''}".rstrip()
        case ActKind.FILE_ATTACHED:
            size = act.facts.get("size", "")
            told = shown_size(int(size)) if size.isascii() and size.isdigit() else "-"
            return f"{act.facts.get('name', '-')}  {told}  # {act.facts.get('sha256', '')[:16]}"
        case ActKind.SETTING_MADE:
            key = "shown.set_by_driver" if act.facts.get("by") == "driver" else "shown.set_by_hand"
            return text(key, language, value=str(value.quantity) if value is not None else "-")
        case ActKind.TIMER_STARTED:
            return text("shown.started", language)
        case ActKind.HOLD_ENDED:
            return hours(int(value.quantity.value)) if value is not None else "-"
        case ActKind.CONTROL_ENDED:
            said = {name: act.facts.get(name, "-") for name in ("taken", "planned", "reason")}
            return text("shown.control_ended", language, **said)
        case ActKind.STEP_NOT_APPLICABLE:
            return act.facts.get("reason", "-")
        case ActKind.ZERO_CHECKED:
            return text("shown.zero", language, w=_weight(act, language))
        case ActKind.WEIGHT_TAKEN | ActKind.CONTAINER_TARED:
            return _weight(act, language)
        case _:
            return str(value.quantity) if value is not None else "-"


def shown_of(step: Step | None, act: Act, language: Language, plant: Plant) -> str:
    """Write what an act recorded in a step, in the words that the master record has for it."""
    match step.detail if step else None:
        case Choice() as choice if act.kind == ActKind.CHOICE_MADE:
            option = choice.option(act.facts.get("option", ""))
            return option.name.in_language(language) if option else act.facts.get("option", "-")
        case _:
            return shown(act, language, plant)


def _weight(act: Act, language: Language) -> str:
    """Write a weight: one that was typed says so for ever, with its reason; one of a lot what it counts for."""
    value = next(iter(act.values.values()), None)
    shown_value = str(value.quantity) if value is not None else "-"
    if act.facts.get("active"):
        shown_value += f" {text('shown.active', language, active=act.facts['active'])}"
    if typed_weight(act):
        shown_value += f" {text('shown.typed', language, reason=act.facts.get('reason', '-'))}"
    return shown_value


def _content(act: Act, language: Language) -> str:
    """Write what a scanned lot holds, where it counts, and what the filler makes up for."""
    facts, said = act.facts, ""
    if facts.get(ASSAY):
        basis = text(f"basis.{facts[BASIS]}", language) if facts.get(BASIS) in tuple(Basis) else "-"
        water = f"{facts[WATER]}%" if facts.get(WATER) else "-"
        said += f"  {text('weigh.assay', language, assay=f'{facts[ASSAY]}%', basis=basis, water=water)}"
    if facts.get(SHIFT):
        said += f"  {text('shown.shift', language, shift=facts[SHIFT])}"
    return said


def shown_unless_blind(step: Step, name: str, filled: Mapping[str, Filled], language: Language, plant: Plant) -> str:
    """Write an entry of a step, but no number while somebody is to count the same without knowing it."""
    if name in filled and name in unseen(step, filled):
        return text("shown.counted", language)
    return shown_filled(step, filled.get(name), language, plant)


def shown_filled(step: Step, item: Filled | None, language: Language, plant: Plant) -> str:
    """Write a filled entry, or nothing for one that is still to come."""
    return "" if item is None else shown_of(step, item.act, language, plant)


def cause(code: str, language: Language) -> str:
    """Word a cause or disposition code; free text stands as it was typed."""
    return _choice("cause", code, language)


CAUSES = ("process", "instrument", "material", "handling")
"""Causes that are chosen by digit; anything else is free text."""

DISPOSITIONS = ("accept", "reject_part", "deviation")
"""Dispositions that are chosen by digit."""


def _choice(fact: str, code: str, language: Language) -> str:
    known = {"cause": CAUSES, "disposition": DISPOSITIONS}.get(fact, ())
    return text(f"{fact}.{code}", language) if code in known else code


def _line(label: str, value: str) -> ManifestLine:
    return ManifestLine(label, value)
