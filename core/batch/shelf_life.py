"""Dates of a finished lot: when it was made, and until when it may be used."""

from datetime import date, timedelta

from core.batch.state import BatchState
from core.master.model import MasterBatchRecord
from core.times import utc_from


def made_on(state: BatchState, offset_min: int) -> date:
    """Give the date of manufacture: the day of issue, which is never later than the last mixing (GMP article 186).

    Args:
        state: The batch.
        offset_min: Minutes by which the plant's time is ahead of UTC.
    """
    return (utc_from(state.issued) + timedelta(minutes=offset_min)).date()


def expires_on(state: BatchState, master: MasterBatchRecord, offset_min: int) -> date:
    """Give the last day of use: the shelf life from the date of manufacture, never longer."""
    made = made_on(state, offset_min)
    months = made.year * 12 + made.month - 1 + master.shelf_life_months
    first_of_next = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return min(first_of_next - timedelta(days=1), date(months // 12, months % 12 + 1, min(made.day, 28)))
