"""A refusal, and the check of who may ask for what."""

from typing import TypeVar

import msgspec

from core.errors import CountersignError
from core.people import Person, Role
from core.plant import Plant
from core.record.messages import Request

Body = TypeVar("Body")


class DecisionRefused(CountersignError):
    """The core does not decide as asked; the key says why, and nothing has changed."""

    code = "DEC-001"


def entitled(plant: Plant, person: str, *roles: Role) -> Person:
    """Give the person when active and in one of the roles.

    Raises:
        DecisionRefused: Nobody of this id is active, or without such a role.
    """
    found = plant.people.get(person)
    if found is None or not found.active:
        raise DecisionRefused("decision.person_unknown", person=person[:40])
    if not set(roles) & set(found.roles):
        raise DecisionRefused("decision.not_entitled", name=found.name, roles=", ".join(sorted(roles)))
    return found


class BodyUnfit(CountersignError):
    """The body of a request lacks something or holds it in another form."""

    code = "DEC-002"


def body_as(request: Request, what: type[Body]) -> Body:
    """Read the body of a request.

    Raises:
        BodyUnfit: It has another form.
    """
    try:
        return msgspec.convert(dict(request.body), what)
    except msgspec.ValidationError as error:
        raise BodyUnfit("decision.body_unfit", verb=request.verb, detail=str(error)[:120]) from error
