"""Bytes of attached files: they come in parts from the kiosks and are kept by their hash, each once.

A record names a file by its hash, so that nobody need be believed about the bytes: they are right or they are not kept.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import datetime

import msgspec

from core.acts import ActKind
from core.attached import EXTENSIONS, MEGABYTE, MOST_MEGABYTES
from core.record.digest import sha256_hex
from core.record.messages import Request
from server.db.statements import func, insert, select
from server.db.store import Unit
from server.db.tables.evidence import attached_file, attached_part, record
from server.decisions.refused import DecisionRefused, body_as
from server.records import SOUND, record_from

PART_BYTES = 400_000
"""Most bytes in one part."""
MOST_PARTS = -(-MOST_MEGABYTES * MEGABYTE // PART_BYTES)

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class KeepFile(msgspec.Struct):
    """`keep_file`: hash of the whole file, which part this is, of how many, and its bytes in base64."""

    sha256: str
    part: int
    parts: int
    data: str


def keep_file(unit: Unit, request: Request, now: datetime) -> dict[str, object]:
    """Keep a part; when it is the last one that was missing, keep the whole file, if it is the one that its hash names.

    Answers `complete`, true once the whole file is here, and `differs` where all parts together were another file: then
    none of them is kept. The same part again changes nothing.

    Raises:
        DecisionRefused: It is no part of a file.
    """
    told = body_as(request, KeepFile)
    data = _data(told)
    if file_bytes(unit, told.sha256) is not None:
        return {"complete": True}
    mine = attached_part.c.sha256 == told.sha256, attached_part.c.kiosk == request.kiosk
    unit.do(attached_part.delete().where(*mine, attached_part.c.parts != told.parts))
    row = {"sha256": told.sha256, "kiosk": request.kiosk, "part": told.part, "parts": told.parts}
    unit.do(insert(attached_part).values(**row, data=data, at=now).on_conflict_do_nothing())
    kept = unit.rows(select(attached_part.c.data).where(*mine).order_by(attached_part.c.part))
    if len(kept) < told.parts:
        return {"complete": False}
    whole = b"".join(bytes(part.data) for part in kept)
    unit.do(attached_part.delete().where(*mine))
    if sha256_hex(whole) != told.sha256:
        return {"complete": False, "differs": True}
    row = {"sha256": told.sha256, "kiosk": request.kiosk, "data": whole}
    unit.do(insert(attached_file).values(**row, at=now).on_conflict_do_nothing())
    return {"complete": True}


def file_bytes(unit: Unit, sha256: str) -> bytes | None:
    """Give the bytes of a file by their hash, or None where they are not here."""
    data = unit.value(select(attached_file.c.data).where(attached_file.c.sha256 == sha256))
    return None if data is None else bytes(data)


def attached_files(unit: Unit, batches: Sequence[str]) -> dict[str, str]:
    """Name the files that records of some batches attach: hash to media type."""
    wanted = record.c.batch == func.any(list(batches)), record.c.kind == ActKind.FILE_ATTACHED.value
    rows = unit.rows(select(record.c.envelope).where(*wanted, SOUND).order_by(record.c.seq))
    read = (record_from(bytes(row.envelope)) for row in rows)
    return {one.act.facts.get("sha256", ""): one.act.facts.get("type", "") for one in read if one is not None}


def exported_files(unit: Unit, batches: Sequence[str]) -> dict[str, bytes]:
    """Give the attached files of some batches as an export holds them: `files/HASH.EXTENSION`."""
    found = {(sha256, media): file_bytes(unit, sha256) for sha256, media in attached_files(unit, batches).items()}
    return {
        f"files/{sha256}.{EXTENSIONS[media]}": data
        for (sha256, media), data in found.items()
        if data is not None and media in EXTENSIONS
    }


def missing_files(unit: Unit, batch: str) -> list[str]:
    """List the hashes of files that records of a batch attach and whose bytes are not here."""
    named = list(attached_files(unit, [batch]))
    here = unit.rows(select(attached_file.c.sha256).where(attached_file.c.sha256 == func.any(named)))
    return sorted(set(named) - {row.sha256 for row in here})


def _data(told: KeepFile) -> bytes:
    fits = 1 <= told.parts <= MOST_PARTS and 0 <= told.part < told.parts and _SHA256.fullmatch(told.sha256)
    try:
        data = base64.b64decode(told.data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DecisionRefused("decision.file_part") from error
    if not fits or not 0 < len(data) <= PART_BYTES:
        raise DecisionRefused("decision.file_part")
    return data
