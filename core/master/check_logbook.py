"""Checks of a logbook form: steps that need no batch, signatures at its end, and things that the plant has."""

from collections.abc import Iterator

from core.finding import Finding, finding
from core.master.attachment import Attachment
from core.master.choice import Choice
from core.master.environment import EnvironmentCheck
from core.master.kinds import (
    Calculation,
    EquipmentReading,
    FreeSignature,
    IdentityScan,
    InProcessControl,
    Instruction,
    Measurement,
    Timer,
)
from core.master.logbook import About, Logbook
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.master.setting import EquipmentSetting
from core.plant import Plant
from core.text_fault import nearest, unknown

Found = Iterator[tuple[str, Finding]]

_FITTING = (
    Instruction,
    IdentityScan,
    Measurement,
    Calculation,
    EquipmentReading,
    EquipmentSetting,
    InProcessControl,
    Timer,
    FreeSignature,
    Choice,
    EnvironmentCheck,
    Attachment,
)
"""Kinds of steps that ask for no batch and no material."""


def check_logbook(record: MasterBatchRecord, logbook: Logbook, plant: Plant | None) -> Found:
    """Check what makes a record a form."""
    for step in record.steps():
        yield from _step(step)
    steps = record.steps()
    if steps and steps[-1].sign == SignPolicy.NONE:
        yield f"steps/{steps[-1].number}/sign", finding("logbook.unsigned", step=steps[-1].id)
    if plant is not None:
        yield from _things(logbook, plant)


def _step(step: Step) -> Found:
    path = f"steps/{step.number}"
    if not isinstance(step.detail, _FITTING):
        yield f"{path}/kind", finding("logbook.kind_unfit", step=step.id)
    if isinstance(step.detail, IdentityScan):
        for index, target in enumerate(step.detail.targets):
            if target.equipment_class is None:
                yield f"{path}/targets/{index}", finding("logbook.target_unfit", step=step.id)
    if isinstance(step.detail, InProcessControl) and step.detail.plan is not None:
        yield f"{path}/plan", finding("logbook.plan_unfit", step=step.id)


def _things(logbook: Logbook, plant: Plant) -> Found:
    known = {About.ROOM: plant.rooms, About.EQUIPMENT: plant.equipment, About.LOCATION: plant.locations}[logbook.about]
    for index, thing in enumerate(logbook.things):
        if thing not in known:
            about = logbook.about.value
            yield f"things/{index}", unknown("logbook.thing_unknown", nearest(thing, known), thing=thing, about=about)
    classes = {item.equipment_class for item in plant.equipment.values()}
    wanted = logbook.equipment_class
    if wanted and wanted not in classes:
        yield "equipment_class", unknown("master.class_unknown", nearest(wanted, classes), equipment_class=wanted)
