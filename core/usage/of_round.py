"""What the acts of a round of a logbook form say: in the logbook of its thing, and of what was scanned in it."""

from collections.abc import Iterator

import msgspec

from core.acts import Act, ActKind, Meaning
from core.batch.rounds import complete
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.master.choice import Choice
from core.master.logbook import ROUND, About, Thing
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.plant import EquipmentState, Standing
from core.usage.line import Effect, Kept, UsageKind, UsageLine
from core.usage.of_batch import bound, shown, steps_of
from core.usage.standing import standing_key

_VALUED = frozenset({ActKind.VALUE_ENTERED, ActKind.TAG_READ, ActKind.WEIGHT_TAKEN, ActKind.VALUE_CALCULATED})


def touches_of_round(
    seq: int, act: Act, thing: Thing, before: BatchState, after: BatchState, master: MasterBatchRecord
) -> Iterator[UsageLine]:
    """Give a cleaning where the form cleans, else a round; when all its steps are finished, the thing is clean.

    A round about a location stands in the logbook of the room.
    """
    form = master.logbook
    of, name = (Kept.EQUIPMENT, thing.id) if thing.about == About.EQUIPMENT else (Kept.ROOM, thing.room)
    cleans = form is not None and form.cleans and thing.about != About.LOCATION
    ends = not complete(before, master) and complete(after, master) and after.decided is None
    steps = tuple(steps_of(act, master)) or (master.steps()[-1:] if ends or _reviews(act) else ())
    for step in steps:
        line = _line(seq, act, of, name, step, master)
        line = msgspec.structs.replace(line, kind=UsageKind.CLEANING if cleans else UsageKind.ROUND)
        if ends and cleans and form is not None:
            line = msgspec.structs.replace(line, effect=Effect.CLEANS, clean_hold_s=form.clean_hold_s)
        yield line
        for scanned in bound(step, after):
            if (Kept.EQUIPMENT, scanned) != (of, name):
                yield _line(seq, act, Kept.EQUIPMENT, scanned, step, master)
    for case in after.cases.values() if after.cases is not before.cases else ():
        step = master.step(case.step)
        if case.id not in before.cases and step is not None:
            told = (finding("usage.exception", id=case.id), case.what)
            line = _line(seq, act, of, name, step, master)
            yield msgspec.structs.replace(line, kind=UsageKind.EXCEPTION, name=step.name, told=told)


def standing_after(state: BatchState, master: MasterBatchRecord) -> tuple[str, Standing] | None:
    """Give how a thing stands after a round, with its key among the standings of a plant.

    None where the form does not clean or the round is not complete.
    """
    form, thing = master.logbook, state.thing
    if form is None or thing is None or not form.cleans or thing.about == About.LOCATION:
        return None
    if state.decided is not None or not complete(state, master):
        return None
    of = Kept.EQUIPMENT if thing.about == About.EQUIPMENT else Kept.ROOM
    at = max(_instants(state), default="")
    return standing_key(of, thing.id), Standing(EquipmentState.CLEAN, at, state.number, at, form.clean_hold_s)


def _instants(state: BatchState) -> Iterator[str]:
    """Give when all was recorded and signed by which a round became complete."""
    for recorded in state.steps.values():
        yield from (item.act.when.utc for item in recorded.filled.values())
        yield from (by.utc for by in (recorded.performed, recorded.verified) if by is not None)
    for case in state.cases.values():
        by_quality = case.on_hold or case.production is None
        signed = None if case.by_core else case.quality if by_quality else case.production
        yield from (signed.utc,) if signed is not None else ()


def _reviews(act: Act) -> bool:
    return act.signature is not None and any(manifest.step == ROUND for manifest in act.signature.manifests)


def _line(seq: int, act: Act, of: Kept, name: str, step: Step, master: MasterBatchRecord) -> UsageLine:
    signature = act.signature
    person = signature.person if signature is not None else act.who.person
    people = (person,) if person else ()
    checks = signature is not None and signature.meaning != Meaning.PERFORMED
    return UsageLine(
        of,
        name,
        UsageKind.ROUND,
        act.when.utc,
        act.when.utc,
        (seq,),
        name=master.name,
        batch=act.subject.batch or "",
        steps=(step.id,),
        persons=() if checks else people,
        checkers=people if checks else (),
        told=tuple(_told(act, step)),
    )


def _told(act: Act, step: Step) -> Iterator[Finding]:
    """Say what was chosen and what was measured, each with the name of its step in both languages; no count of two."""
    names = {"name_en": step.name.en, "name_zh": step.name.zh}
    option = step.detail.option(act.facts.get("option", "")) if isinstance(step.detail, Choice) else None
    value = act.values.get("value")
    if act.kind == ActKind.CHOICE_MADE and option is not None:
        yield finding("usage.told", **names, value_en=option.name.en, value_zh=option.name.zh)
    elif act.kind in _VALUED and value is not None and step.sign != SignPolicy.BLIND_SECOND_COUNT:
        yield finding("usage.told", **names, value_en=shown(value), value_zh=shown(value))
