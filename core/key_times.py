"""When keys may begin and end: at the time of their change, so that no change reaches back over what was signed.

Whoever could date the end of a key back would make records that were good unverifiable, alone and afterwards.
Source: 21 CFR 11.10(c), 11.100; `docs/record-format.md` section 2.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from core.changes import Change
from core.finding import Finding, finding
from core.plant import Plant
from core.record.canonical import strict_json
from core.record.keys import PublicKey
from core.times import utc_from, utc_text

PREPARED = timedelta(hours=1)
"""For so long what was prepared waits for its signatures."""
AHEAD = timedelta(minutes=2)
"""So far a kiosk's clock may be ahead."""


def key_time_refusals(changes: Sequence[Change], plant: Plant, now: datetime) -> tuple[Finding, ...]:
    """Hold the instant from which each key of a set of changes begins, or at which it ends, against the present.

    Args:
        changes: What is proposed; readable.
        plant: The plant before the changes.
        now: The instant of the decision.
    """
    known = {key.id for key in plant.keys}
    keys = [msgspec.convert(strict_json(c.body.encode()), PublicKey) for c in changes if c.kind == "keys"]
    stated = [(key.id, key.valid_to if key.id in known else key.valid_from) for key in keys]
    stated += [(key.id, key.valid_to) for key in keys if key.id not in known and key.valid_to is not None]
    return tuple(
        finding("change.refused.key_time", id=identity, t=(instant or "-")[:40])
        for identity, instant in stated
        if instant is None or not _present(instant, now)
    )


def _present(text: str, now: datetime) -> bool:
    try:
        instant = utc_from(text)
        return utc_text(instant) == text and now - PREPARED <= instant <= now + AHEAD
    except ValueError:
        return False
