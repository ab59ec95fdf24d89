"""Everything that is known of one batch, as review, release and paper look at it."""

from collections.abc import Mapping

import msgspec

from core.batch.fold import fold
from core.batch.state import BatchState
from core.finding import Finding
from core.master.model import MasterBatchRecord
from core.plant import Plant
from core.record.digest import record_digest
from core.record.payload import Record


class Evidence(msgspec.Struct, frozen=True):
    """A batch with its records.

    Attributes:
        records: In log order, `BatchIssued` first.
        master: The pinned master record.
        plant: The plant as it is now: states of lots, people, equipment, specifications.
        state: The fold of the records.
        flagged: Record id to what the core found against it when it arrived.
    """

    records: tuple[Record, ...]
    master: MasterBatchRecord
    plant: Plant
    state: BatchState
    flagged: Mapping[str, Finding] = {}

    @property
    def digest(self) -> str:
        """Give the digest of the record, of which eight digits stand on every page."""
        return record_digest(record.sha256 for record in self.records)


def evidence(
    records: tuple[Record, ...], master: MasterBatchRecord, plant: Plant, flagged: Mapping[str, Finding] | None = None
) -> Evidence:
    """Gather a batch from its records; folds them."""
    return Evidence(records, master, plant, fold(records, master), flagged or {})
