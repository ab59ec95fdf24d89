"""What an exception in a round of a logbook form holds: a room, equipment or location that waits until QA has decided.

Both judges see the same rounds in the plant; how long a cleaning holds, `core.usage.standing` says.
Source: GMP articles 94, 95 (equipment out of limits is not used).
"""

from core.finding import Finding, finding
from core.plant import Plant


def held_by_round(plant: Plant, thing: str, but: str = "") -> str | None:
    """Give the number of a round whose open exception holds a thing.

    Args:
        plant: The plant.
        thing: Id of a room, of equipment or of a location.
        but: Number of a round that does not count, because it is the one that goes on.
    """
    lines = plant.rounds_about.get(thing, ())
    return next((number for line in lines for number in line.holding() if number != but), None)


def held_refusals(plant: Plant, thing: str, number: str) -> list[Finding]:
    """Say which round holds what is to be used in a batch or in another round."""
    held = held_by_round(plant, thing, number)
    return [finding("refusal.held_by_round", thing=thing, round=held)] if held is not None else []
