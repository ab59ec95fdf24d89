"""What decisions answer with: the records that state them, for the kiosk to take in at once."""

import base64
from collections.abc import Iterable

from core.record.payload import Record


def with_records(records: Iterable[Record], **more: object) -> dict[str, object]:
    """Answer with envelopes, base64, and whatever else is told."""
    return {"records": [base64.b64encode(record.envelope).decode() for record in records], **more}
