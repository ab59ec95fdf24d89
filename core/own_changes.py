"""The two changes that a person signs alone about himself: the statement of accountability, and a passed token test.

Source: 21 CFR 11.10(j), 11.100(c), 11.300(e).
"""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from core.acts import Signature
from core.changes import Change, change, changes_digest, digest_of
from core.finding import Finding, finding
from core.plant import Plant
from core.record.keys import KeyKind
from core.token import Token, TokenState


def statement_change(person: str, plant: Plant) -> Change:
    """Propose that a person has signed the statement in force."""
    stated = msgspec.structs.replace(plant.people[person], statement=plant.policy.statement_version)
    return change("people", person, stated)


def token_test_change(token: Token, today: date) -> Change:
    """Propose that a token has passed its test today."""
    return change("tokens", token.id, msgspec.structs.replace(token, tested=today))


def held_token(person: str, plant: Plant) -> Token | None:
    """Give the active token of a person, or None."""
    own = (token for token in plant.tokens.values() if token.person == person)
    return next((token for token in own if token.state == TokenState.ACTIVE), None)


def token_due(token: Token, plant: Plant) -> date:
    """Give the last day on which a token is good without a new test."""
    return token.tested + timedelta(days=plant.policy.token_test_days)


def statement_due(person: str, plant: Plant) -> bool:
    """Tell whether a person has not signed the statement in force."""
    known = plant.people.get(person)
    return known is not None and known.statement < plant.policy.statement_version


def signing_refusals(signature: Signature, plant: Plant, today: date) -> tuple[Finding, ...]:
    """Judge whether a person may sign at all today: the statement signed, the token tested and within its time.

    Args:
        signature: What is signed; the statement itself and the token's test are let through.
        plant: The plant as it is.
        today: Day of the signature, in the plant's time.
    """
    found: list[Finding] = []
    if statement_due(signature.person, plant) and not _only(signature, [statement_change(signature.person, plant)]):
        found.append(finding("refusal.statement_due"))
    token = held_token(signature.person, plant)
    if token is None:
        return tuple(found)
    if token.until is not None and token.until < today:
        found.append(finding("refusal.token_over", until=token.until.isoformat()))
    own = [token_test_change(token, today)]
    if statement_due(signature.person, plant):
        own.append(statement_change(signature.person, plant))
    if token_due(token, plant) < today and not _only(signature, own):
        found.append(finding("refusal.token_test_due", day=token_due(token, plant).isoformat()))
    return tuple(found)


def ended_refusals(person: str, plant: Plant) -> tuple[Finding, ...]:
    """Say which of a person's own key and token has ended with nothing in its place, as a kiosk knows it now.

    The core does not judge by this: what was signed before the end and arrives after it is good.
    """
    found: list[Finding] = []
    keys = [key for key in plant.keys if (key.kind, key.owner) == (KeyKind.USER, person)]
    if keys and all(key.closed for key in keys):
        found.append(finding("refusal.key_closed"))
    tokens = [token for token in plant.tokens.values() if token.person == person]
    if tokens and held_token(person, plant) is None:
        found.append(finding("refusal.token_ended"))
    return tuple(found)


def _only(signature: Signature, own: Iterable[Change]) -> bool:
    """Tell whether a signature is about one of a person's own changes and nothing else."""
    digests = {changes_digest((item,)) for item in own}
    return bool(signature.manifests) and all(digest_of(manifest) in digests for manifest in signature.manifests)
