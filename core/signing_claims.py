"""What a signature outside a batch says of its signer, held against who is registered; inside one the batch judge does.

Source: 21 CFR 11.50(a)(1), (2), 11.70.
"""

from core.acts import Act
from core.finding import Finding, finding
from core.plant import Plant
from core.times import local_text, utc_from


def claim_refusals(act: Act, plant: Plant) -> tuple[Finding, ...]:
    """Say which of user id, printed name, role and local time are not those of the signer and of the instant.

    Args:
        act: What was stated; without a signature there is nothing to say.
        plant: The plant as it is.
    """
    signature = act.signature
    if signature is None:
        return ()
    person = plant.people.get(signature.person)
    if person is None:
        return (finding("refusal.person_unknown", person=signature.person[:40]),)
    if signature.role not in person.roles:
        return (finding("refusal.role_signature", role=signature.role[:40]),)
    named = (signature.user_id, signature.name) == (person.user_id, person.name)
    timed = signature.local_time == local_text(utc_from(act.when.utc), plant.offset_min)
    return () if named and timed else (finding("refusal.signature_claim"),)
