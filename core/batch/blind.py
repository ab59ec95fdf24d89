"""Blind second counts: two people count the same without seeing each other's numbers, and both numbers are kept.

While the second count of a step goes on, none of its numbers is shown to anybody. The second counter countersigns.
Source: `design/domain.md`, signature policies; GMP articles 116, 180(10), 215.
"""

from collections.abc import Mapping

from core.acts import Act
from core.batch.entries import entries
from core.batch.state import Filled
from core.finding import Finding, finding
from core.master.model import SignPolicy, Step


def first_counts(step: Step, filled: Mapping[str, Filled]) -> dict[str, Filled]:
    """Give what is recorded in a step beside its second counts."""
    second = {entry.name for entry in entries(step, filled) if entry.second}
    return {name: item for name, item in filled.items() if name not in second}


def first_counters(step: Step, filled: Mapping[str, Filled]) -> frozenset[str]:
    """Name who counted first."""
    return frozenset(item.act.who.person or "" for item in first_counts(step, filled).values())


def second_counters(step: Step, filled: Mapping[str, Filled]) -> frozenset[str]:
    """Name who counted second."""
    first = first_counts(step, filled)
    return frozenset(item.act.who.person or "" for name, item in filled.items() if name not in first)


def unseen(step: Step, filled: Mapping[str, Filled]) -> frozenset[str]:
    """Name the entries whose numbers nobody may see now: those of a lot that is not counted twice yet."""
    if step.sign != SignPolicy.BLIND_SECOND_COUNT:
        return frozenset()
    every = entries(step, filled)
    counting = {entry.weighing for entry in every if entry.second and entry.name not in filled}
    return frozenset(entry.name for entry in every if entry.weighing in counting)


def second_count_refusals(act: Act, step: Step, filled: Mapping[str, Filled]) -> list[Finding]:
    """Judge who counts second: nobody who counted first, and one and the same person to the end."""
    person, begun = act.who.person or "", second_counters(step, filled)
    if person in first_counters(step, filled):
        return [finding("refusal.own_second_count")]
    return [finding("refusal.second_count_begun")] if begun and person not in begun else []


def signer_refusals(person: str, step: Step, filled: Mapping[str, Filled], *, checking: bool) -> list[Finding]:
    """Judge who signs a step that was counted twice: a first counter performs it, the second counter confirms it."""
    if step.sign != SignPolicy.BLIND_SECOND_COUNT:
        return []
    if checking:
        return [] if person in second_counters(step, filled) else [finding("refusal.second_counter_signs")]
    return [] if person in first_counters(step, filled) else [finding("refusal.first_counter_signs")]


def difference(step: Step, filled: Filled, recorded: Mapping[str, Filled]) -> Finding | None:
    """Tell by which numbers two counts of the same differ, when the second is made or either is corrected."""
    name = filled.act.subject.entry or ""
    pairs = ((entry.second, entry.name) for entry in entries(step, recorded) if entry.second)
    pair = next((pair for pair in pairs if name in pair), None)
    if pair is None or any(other not in recorded for other in pair):
        return None
    one, other = ((filled if each == name else recorded[each]).act.values["value"].quantity for each in pair)
    return None if one == other else finding("exception.counts_differ", first=str(one), second=str(other))
