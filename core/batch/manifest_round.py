"""What whoever looks over a complete round of a logbook form signs: every step with what was recorded in it."""

from core.acts import ActReference, Manifest, ManifestLine
from core.batch.manifest import step_manifest
from core.batch.state import BatchState
from core.language import LANGUAGE_TAGS, Language, text
from core.master.logbook import ROUND
from core.master.model import MasterBatchRecord, Step
from core.plant import Plant

LONGEST_LINE = 200
"""Longest value of a line, in characters; what is longer ends with dots."""


def round_manifest(state: BatchState, master: MasterBatchRecord, language: Language, plant: Plant) -> Manifest:
    """Draw the manifest of a review: the thing, a line for each step, and how many exceptions there were."""
    named = f"{master.name.in_language(language)} {master.strength}"
    lines = [ManifestLine(text("logbook.round_of", language), named)]
    acts: list[ActReference] = []
    for step in master.steps():
        drawn = step_manifest(step, state, language, plant)
        lines.append(ManifestLine(drawn.title, _value(step, drawn, state, language)))
        acts += drawn.acts
    recorded = state.steps.values()
    acts += [by.reference for item in recorded for by in (item.performed, item.verified) if by is not None]
    acts += [case.quality.reference for case in state.cases.values() if case.quality is not None]
    lines.append(ManifestLine(text("logbook.exceptions", language), str(len(state.cases))))
    title = f"{text('logbook.review', language)} {state.number}"
    return Manifest(state.number, ROUND, title, LANGUAGE_TAGS[language], tuple(lines), tuple(acts))


def _value(step: Step, drawn: Manifest, state: BatchState, language: Language) -> str:
    if step.id in state.not_needed:
        return text("logbook.not_needed", language)
    whole = ", ".join(line.value for line in drawn.lines) or "-"
    return whole if len(whole) <= LONGEST_LINE else f"{whole[: LONGEST_LINE - 3]}..."
