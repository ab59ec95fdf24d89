"""Questions that kiosks ask; nothing changes by them."""

import base64
import hashlib
from collections.abc import Iterator

import msgspec

from core.batch.progress import ENDED
from core.plant import Plant
from core.record.messages import Request
from server.checklist import core_evidence
from server.db.store import Unit
from server.decisions.refused import DecisionRefused, body_as
from server.log import newest_checkpoint
from server.lot_samples import lot_samples
from server.picture import Picture
from server.queries import batches, cases, flags, results, rounds, samples, traced
from server.records import batch_rows, record_counts

PART_BYTES = 400_000
"""Most bytes of data in one answer, before base64, so that the answer fits the bus."""


WHOLE_BYTES = 600_000
"""Longest plant that is given whole."""


class AskPlant(msgspec.Struct):
    """`plant`: nothing for the whole; or the hash that the kiosk has and which part it wants, from 0."""

    have: str | None = None
    part: int = 0


class AskBatches(msgspec.Struct):
    """`batches`: number of acts that the kiosk has of each batch it knows."""

    known: dict[str, int] = {}


class AskBatch(msgspec.Struct):
    """`batch_records`, `results`, `review`: a batch, and the log index after which records are wanted."""

    batch: str = ""
    after: int = -1
    sample: str | None = None


class AskLotSamples(msgspec.Struct):
    """`lot_samples`: nothing for all that are due, or a lot."""

    lot: str | None = None


class AskTrace(msgspec.Struct):
    """`trace`: a number that stands for lots, as of `lots_named`, and `forward` or `backward`."""

    lot: str
    direction: str = "backward"


def plant_part(picture: Picture, request: Request) -> dict[str, object]:
    """Give the plant: whole as the answer's body, or in parts of its JSON for a kiosk that says what it has.

    In parts the answer is `sha256`, `parts`, `part` and `data` (base64); `parts` is 0 when the kiosk has this plant
    already. The parts of one plant carry the same hash; a kiosk that sees it change begins again.

    Raises:
        DecisionRefused: The whole does not fit one answer, or there is no such part.
    """
    wish = body_as(request, AskPlant)
    data = plant_json(picture.plant)
    if wish.have is None:
        if len(data) > WHOLE_BYTES:
            raise DecisionRefused("decision.plant_in_parts", bytes=str(len(data)))
        return msgspec.to_builtins(picture.plant)
    sha256 = hashlib.sha256(data).hexdigest()
    if wish.have == sha256:
        return {"sha256": sha256, "parts": 0}
    parts = [data[start : start + PART_BYTES] for start in range(0, len(data), PART_BYTES)]
    if not 0 <= wish.part < len(parts):
        raise DecisionRefused("decision.part_unknown", part=str(wish.part), parts=str(len(parts)))
    chosen = base64.b64encode(parts[wish.part]).decode()
    return {"sha256": sha256, "parts": len(parts), "part": wish.part, "data": chosen}


def plant_json(plant: Plant) -> bytes:
    """Write the plant as JSON; the version stays out, so that an unchanged plant has an unchanged hash."""
    return msgspec.json.encode(msgspec.structs.replace(plant, version=0), order="deterministic")


def list_batches(unit: Unit, _picture: Picture, request: Request) -> dict[str, object]:
    """List the batches and the rounds that are not closed, and bring along what the kiosk lacks of those under way.

    `known` says how many acts of each batch the kiosk has. Where the core has another number, `records` holds those
    that other stations stated, in the order of the log; `more` lists batches whose rest is to be asked for by
    `batch_records`, after the log index given.
    """
    known = body_as(request, AskBatches).known
    listed = [*batches(unit), *rounds(unit, known)]
    concerned = [line.number for line in listed if line.state not in ENDED or line.number in known]
    counts = record_counts(unit, concerned)
    records: list[str] = []
    more: dict[str, int] = {}
    room = PART_BYTES
    for line in listed:
        if counts.get(line.number, 0) == known.get(line.number, 0):
            continue
        for row in batch_rows(unit, line.number):
            if row.kiosk != request.kiosk and line.number not in more:
                room -= len(row.envelope)
                if room < 0:
                    more[line.number] = row.seq - 1
                else:
                    records.append(base64.b64encode(row.envelope).decode())
    return {"batches": msgspec.to_builtins(listed), "records": records, "more": more}


def batch_envelopes(unit: Unit, _picture: Picture, request: Request) -> dict[str, object]:
    """Give the envelopes of a batch after a log index, as many as fit; ask again from `after` while `more`."""
    wish = body_as(request, AskBatch)
    rows = batch_rows(unit, wish.batch, wish.after)
    fitting = list(_fitting([(row.seq, bytes(row.envelope)) for row in rows]))
    after = fitting[-1][0] if fitting else wish.after
    records = [base64.b64encode(envelope).decode() for _, envelope in fitting]
    return {"records": records, "after": after, "more": len(fitting) < len(rows)}


def samples_due(unit: Unit, _picture: Picture, _request: Request) -> dict[str, object]:
    """List the samples whose results are not there or not verified."""
    return {"samples": msgspec.to_builtins(samples(unit, due=True))}


def list_lot_samples(unit: Unit, _picture: Picture, request: Request) -> dict[str, object]:
    """List the samples of received lots with their results: those due, or all of one lot."""
    wish = body_as(request, AskLotSamples)
    found = lot_samples(unit, due=wish.lot is None, lot=wish.lot)
    return {"samples": msgspec.to_builtins(found)}


def list_results(unit: Unit, _picture: Picture, request: Request) -> dict[str, object]:
    """List the results of a sample or of a batch."""
    wish = body_as(request, AskBatch)
    found = results(unit, sample_id=wish.sample, batch_number=wish.batch)
    return {"results": msgspec.to_builtins(found)}


def review(unit: Unit, _picture: Picture, request: Request) -> dict[str, object]:
    """Give what a reviewer cannot know at a kiosk: `evidence` says what the core holds against a release."""
    wish = body_as(request, AskBatch)
    evidence = core_evidence(unit, wish.batch)
    return {
        "cases": msgspec.to_builtins(cases(unit, wish.batch)),
        "flags": msgspec.to_builtins(flags(unit, wish.batch)),
        "samples": msgspec.to_builtins(samples(unit, batch_number=wish.batch)),
        "evidence": msgspec.to_builtins(evidence),
        "checkpoint": newest_checkpoint(unit) or "",
    }


def trace_lot(unit: Unit, _picture: Picture, request: Request) -> dict[str, object]:
    """Trace a lot, or all that a donation, donor, supplier's lot or batch stands for."""
    wish = body_as(request, AskTrace)
    if wish.direction not in ("forward", "backward"):
        raise DecisionRefused("decision.direction", direction=wish.direction[:20])
    found = traced(unit, wish.lot, forward=wish.direction == "forward")
    if found.count == 0:
        raise DecisionRefused("decision.lot_unknown", lot=wish.lot[:40])
    return {"trace": msgspec.to_builtins(found)}


def _fitting(envelopes: list[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Give as many as fit one answer, the first always."""
    size = 0
    for seq, envelope in envelopes:
        size += len(envelope)
        if size > PART_BYTES and size > len(envelope):
            return
        yield seq, envelope
