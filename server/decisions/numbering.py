"""Numbers of batches and rounds: a series of its own for each month of the plant, never used twice."""

from server.db.statements import func, select
from server.db.tables.batches import batch
from server.writing import Writing


def next_number(writing: Writing, series: str) -> str:
    """Count on within the plant's month; the lock on the head of the log keeps two from counting at once.

    Args:
        writing: The transaction.
        series: The letter of the series: `B2611-0001` is the first batch of November 2026.
    """
    prefix = f"{series}{writing.today:%y%m}-"
    used = select(batch.c.number).where(batch.c.number.like(f"{prefix}%"))
    newest = used.order_by(func.length(batch.c.number).desc(), batch.c.number.desc()).limit(1)
    last = writing.unit.value(newest)
    return f"{prefix}{int(str(last).removeprefix(prefix)) + 1 if last else 1:04d}"
