"""Replaying: what the newest recorded batches of a code would have done under another version of its master record."""

import msgspec

from core.batch.dry_run import OtherBehaviour, dry_run
from core.master.model import MasterBatchRecord
from server.db.store import Unit
from server.picture import Picture
from server.queries import batches
from server.records import batch_records


class Replayed(msgspec.Struct, frozen=True):
    """What a dry run has shown.

    Attributes:
        batches: How many batches were replayed.
        differently: Every act that would have gone differently, batch by batch, the newest batch first.
    """

    batches: int
    differently: tuple[OtherBehaviour, ...]


def replay(unit: Unit, picture: Picture, new: MasterBatchRecord, most: int) -> Replayed:
    """Replay the newest batches of the same code, each under the version that it pins and under the new one.

    Args:
        unit: The transaction.
        picture: The plant as it is.
        new: The version that is looked at.
        most: At most so many batches.
    """
    mine = [line.number for line in batches(unit) if line.code == new.code][:most]
    found: list[OtherBehaviour] = []
    for number in mine:
        records = [record for _, record in batch_records(unit, number)]
        found += dry_run(records, picture.master(records[0].act.facts["master"]), new, picture.plant)
    return Replayed(len(mine), tuple(found))
