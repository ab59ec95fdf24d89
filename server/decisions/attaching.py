"""The request `keep_file`: an attached file comes in parts, and is kept when all are here and make the file named."""

import base64
import binascii
import re
from datetime import datetime, timedelta

import msgspec

from core.attached import MOST_MEGABYTES
from core.record.digest import sha256_hex
from core.record.messages import Request
from server.attached import MOST_PARTS, PART_BYTES, file_bytes
from server.db.statements import insert, select
from server.db.store import Unit
from server.db.tables.evidence import attached_file, attached_part
from server.decisions.refused import DecisionRefused, body_as
from server.file_quota import NEAR_FULL, FileQuota, make_room, passed, quota_refusal, room_taken

WAITS = timedelta(days=7)
"""How long parts wait for the rest of their file; a kiosk that comes back later sends all of them again."""

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class KeepFile(msgspec.Struct):
    """`keep_file`: hash of the whole file, which part this is, of how many, and its bytes in base64."""

    sha256: str
    part: int
    parts: int
    data: str


class KeptPart(msgspec.Struct, frozen=True):
    """What became of a part: the answer, and what is to be told because of it, by kind of alarm."""

    answer: dict[str, object]
    alarms: tuple[tuple[str, str], ...] = ()


def keep_file(unit: Unit, request: Request, now: datetime, quota: FileQuota) -> KeptPart:
    """Keep a part; when it is the last one that was missing, keep the whole file, if it is the one that its hash names.

    Answers `complete`, true once the whole file is here, and `differs` where all parts together were another file: then
    none of them is kept. The same part again changes nothing.

    Raises:
        DecisionRefused: It is no part of a file, the file is too large, or there is no room for it.
    """
    told = body_as(request, KeepFile)
    data = _data(told)
    unit.do(attached_part.delete().where(attached_part.c.at < now - WAITS))
    if file_bytes(unit, told.sha256) is not None:
        return KeptPart({"complete": True})
    taken = room_taken(unit, request.kiosk, now)
    # The last part is shorter by an unknown number of bytes; one byte of it is certain.
    refused = quota_refusal(quota, taken, request.kiosk, (told.parts - 1) * PART_BYTES + 1)
    if refused is not None:
        raise DecisionRefused(refused.key, **refused.params)
    mine = attached_part.c.sha256 == told.sha256, attached_part.c.kiosk == request.kiosk
    unit.do(attached_part.delete().where(*mine, attached_part.c.parts != told.parts))
    row = {"sha256": told.sha256, "kiosk": request.kiosk, "part": told.part, "parts": told.parts}
    unit.do(insert(attached_part).values(**row, data=data, at=now).on_conflict_do_nothing())
    kept = unit.rows(select(attached_part.c.data).where(*mine).order_by(attached_part.c.part))
    if len(kept) < told.parts:
        make_room(unit, quota, request.kiosk, told.sha256)
        return KeptPart({"complete": False})
    whole = b"".join(bytes(part.data) for part in kept)
    unit.do(attached_part.delete().where(*mine))
    if sha256_hex(whole) != told.sha256:
        return KeptPart({"complete": False, "differs": True})
    row = {"sha256": told.sha256, "kiosk": request.kiosk, "data": whole}
    unit.do(insert(attached_file).values(**row, at=now).on_conflict_do_nothing())
    alarms = tuple((NEAR_FULL, detail) for detail in passed(quota, taken.all, taken.all + len(whole)))
    return KeptPart({"complete": True}, alarms)


def _data(told: KeepFile) -> bytes:
    fits = 1 <= told.parts <= MOST_PARTS and 0 <= told.part < told.parts and _SHA256.fullmatch(told.sha256)
    try:
        data = base64.b64decode(told.data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DecisionRefused("decision.file_part") from error
    if told.parts > MOST_PARTS:
        raise DecisionRefused("decision.file_too_large", most=str(MOST_MEGABYTES))
    if not fits or not 0 < len(data) <= PART_BYTES:
        raise DecisionRefused("decision.file_part")
    return data
