"""One version of an item of the plant, as the core tells it from the log."""

import msgspec


class ItemVersion(msgspec.Struct, frozen=True):
    """What became of an item by one record.

    Attributes:
        seq: Log index of the record.
        at: When, as `core.times.utc_text` writes it.
        signed_by: User ids of the signers, in order; none at the founding.
        changes: Field, old and new value; all fields of the first version.
    """

    seq: int
    at: str
    signed_by: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...]
