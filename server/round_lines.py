"""The last round of a form about a thing, kept up row by row."""

from typing import Any

import msgspec

from core.plant import RoundLine
from core.times import utc_text


def round_line(row: Any, known: RoundLine | None) -> RoundLine:
    """Take a row of `logbook_round` into what is known of its form and thing; the highest number is the last round."""
    done = utc_text(row.completed_at) if row.completed_at is not None else ""
    completed = max(done, known.completed if known is not None else "")
    holding = set(known.holding() if known is not None else ()) - {row.number}
    holding |= {row.number} if row.state == "held" else set()
    last = known if known is not None and _order(known.number) > _order(row.number) else None
    if last is None:
        under_way = row.completed_at is None and row.state != "voided"
        last = RoundLine(row.number, utc_text(row.opened_at), "", under_way, row.state == "held")
    earlier = tuple(sorted(holding - {last.number}, key=_order))
    return msgspec.structs.replace(last, completed=completed, earlier_held=earlier)


def _order(number: str) -> tuple[str, int, str]:
    """Give the order of numbers of one series: by month, then as they count, past four digits too."""
    month, _, count = number.partition("-")
    return month, len(count), count
