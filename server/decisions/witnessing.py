"""What a witness asks: the newest checkpoint with its proof, and to have its cosignature kept."""

from datetime import datetime

import msgspec

from core.record.messages import Request
from server.db.store import Unit
from server.decisions.refused import body_as
from server.log import consistency_proof, newest_checkpoint
from server.picture import Picture
from server.witnesses import take_cosignature


class AskCheckpoint(msgspec.Struct):
    """`checkpoint`: size of the log that the witness saw last, 0 for none."""

    since: int = 0


class Cosigned(msgspec.Struct):
    """`cosign`: size of the checkpoint and the witness's line of the note."""

    size: int
    line: str


def newest_to_witness(unit: Unit, _picture: Picture, request: Request) -> dict[str, object]:
    """Give the newest checkpoint and the proof that it extends the one seen.

    Answers `note`, "" while there is none, and `proof`, a list of hashes in hex; it is empty where the witness has seen
    nothing or more than there is, which the witness judges for itself.
    """
    since = body_as(request, AskCheckpoint).since
    note = newest_checkpoint(unit)
    if note is None:
        return {"note": "", "proof": []}
    size = int(note.split("\n")[1])
    proof = consistency_proof(unit, since, size) if 0 < since < size else []
    return {"note": note, "proof": [item.hex() for item in proof]}


def keep_cosignature(unit: Unit, picture: Picture, request: Request, now: datetime) -> dict[str, object]:
    """Keep the cosignature of the kiosk that asks; raises `CosignatureRefused`."""
    told = body_as(request, Cosigned)
    take_cosignature(unit, picture.registry, request.kiosk, told.size, told.line, now)
    return {}
