"""Who is trained on an operating procedure."""

from core.plant import Plant
from core.qualification import Procedure, QualificationKind


def trained_on(plant: Plant, procedure: Procedure) -> list[str]:
    """Give the user ids of those whose training on the newest version has not been withdrawn."""
    return sorted(
        plant.people[held.person].user_id
        for held in plant.qualifications.values()
        if held.kind is QualificationKind.PROCEDURE
        and (held.of, held.version) == (procedure.code, procedure.version)
        and not held.withdrawn
        and held.person in plant.people
    )
