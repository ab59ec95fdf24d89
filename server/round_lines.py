"""The last round of a form about a thing, kept up row by row."""

from typing import Any

import msgspec

from core.plant import RoundLine
from core.times import utc_text


def round_line(row: Any, known: RoundLine | None) -> RoundLine:
    """Take a row of `logbook_round` into what is known of its form and thing; the highest number is the last round."""
    done = utc_text(row.completed_at) if row.completed_at is not None else ""
    completed = max(done, known.completed if known is not None else "")
    if known is not None and known.number > row.number:
        return msgspec.structs.replace(known, completed=completed)
    under_way = row.completed_at is None
    return RoundLine(row.number, utc_text(row.opened_at), completed, under_way, row.state == "held")
