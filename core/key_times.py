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
from core.record.keys import KeyKind, PublicKey
from core.times import utc_from, utc_text

PREPARED = timedelta(hours=1)
"""For so long what was prepared waits for its signatures."""
AHEAD = timedelta(minutes=2)
"""So far a kiosk's clock may be ahead."""
OVERLAP = timedelta(days=14)
"""For so long the earlier keys of a kiosk hold on after a renewal, where it has not taken up the new ones before.

A kiosk that was off or without the core meanwhile, such as over the longest holidays, begins with the earlier ones.
"""
WARNING = timedelta(days=30)
"""So long before its end a key is spoken of."""
OF_KIOSKS = (KeyKind.DEVICE, KeyKind.BOX)
"""Kinds of keys that are registered with an end."""


def ends_ahead(since: str, days: int) -> str:
    """Give the end with which a kiosk's key is registered.

    Args:
        since: From when on it holds, as `core.times.utc_text` writes it.
        days: `Policy.kiosk_key_days`.
    """
    return utc_text(utc_from(since) + timedelta(days=days))


def key_time_refusals(changes: Sequence[Change], plant: Plant, now: datetime) -> tuple[Finding, ...]:
    """Hold the instant from which each key of a set of changes begins, or at which it ends, against the present.

    Args:
        changes: What is proposed; readable.
        plant: The plant before the changes.
        now: The instant of the decision.
    """
    known = {key.id: key for key in plant.keys}
    keys = [msgspec.convert(strict_json(c.body.encode()), PublicKey) for c in changes if c.kind == "keys"]
    stated = [(key, _stated(key, known.get(key.id))) for key in keys]
    return tuple(
        finding("change.refused.key_time", id=key.id, t=(instant or "-")[:40])
        for key, instant in stated
        if instant is None or not _present(instant, now if key.closed or key.id not in known else now + OVERLAP)
        if not _over_already(key, known.get(key.id), now)
    )


def _stated(key: PublicKey, before: PublicKey | None) -> str | None:
    """Give the instant that a change of a key sets: of a new one its beginning, of a known one its end."""
    return key.valid_from if before is None else key.valid_to


def _over_already(key: PublicKey, before: PublicKey | None, now: datetime) -> bool:
    """Tell whether a key is closed that has come to its end before; it keeps that."""
    return before is not None and key.closed and key.valid_to == before.valid_to and before.over_at(now)


def _present(text: str, now: datetime) -> bool:
    try:
        instant = utc_from(text)
        return utc_text(instant) == text and now - PREPARED <= instant <= now + AHEAD
    except ValueError:
        return False
