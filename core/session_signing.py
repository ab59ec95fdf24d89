"""Later signatures of a session by the password alone: where the profile `part11` allows it, and where never.

Source: 21 CFR 11.200(a)(1)(i): the first signing of a session uses all components, later ones at least one that only
the signer can use. Never for a countersignature, a critical step, a release, or anything outside a batch.
"""

from collections.abc import Sequence

from core.acts import Manifest, Meaning
from core.master.model import MasterBatchRecord
from core.plant import Plant
from core.policy import Profile

SESSION = "session"
"""`code_check` of such a signature."""


def password_alone(
    plant: Plant, master: MasterBatchRecord | None, meaning: Meaning, manifests: Sequence[Manifest]
) -> bool:
    """Tell whether an ordinary signature over these manifests may be given by the password alone.

    Args:
        plant: The plant, for its policy.
        master: The master record of the batch, or None outside one.
        meaning: What the signature means.
        manifests: What is signed.
    """
    if plant.policy.profile != Profile.PART11 or meaning != Meaning.PERFORMED or master is None or not manifests:
        return False
    steps = [master.step(manifest.step) for manifest in manifests]
    return all(step is not None and not step.critical for step in steps)
