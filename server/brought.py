"""What an export must bring along so that its signatures can be believed: what they cover, and their keys' records.

A key holds by the records that state it, by the signatures that decided on them, by the keys of those signers, and so
on to the founders. `docs/record-format.md`, section 7, says what a verifier asks.
"""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from core.acts import ActKind, Manifest, Meaning
from core.record.canonical import strict_json
from core.record.envelope import open_envelope
from core.record.keys import PublicKey
from core.record.payload import CORE_STATION, Payload
from server.db.statements import Condition, func, select
from server.db.store import Unit
from server.db.tables.evidence import record
from server.export import referenced, tell

_KEYS = "keys"


class Read(msgspec.Struct, frozen=True):
    """An envelope as it is looked through.

    Attributes:
        seq: Place in the log.
        envelope: The exact bytes.
        payload: What it says, or None where this version does not understand it.
        keys: Ids of the keys that signed it.
    """

    seq: int
    envelope: bytes
    payload: Payload | None
    keys: tuple[str, ...]

    @property
    def facts(self) -> Mapping[str, str]:
        """Give the facts of a change of the plant that the core stated; of anything else none."""
        if self.payload is None or self.payload.place.kiosk != CORE_STATION:
            return {}
        return self.payload.act.facts if self.payload.act.kind == ActKind.PLANT_CHANGED else {}


class Statements:
    """The changes of the plant up to a size of the log, by the key that they state and by what decided them."""

    def __init__(self, unit: Unit, size: int) -> None:
        """Read them all; they are few beside the records of production."""
        changes = (record.c.kind == ActKind.PLANT_CHANGED.value) & (record.c.seq < size)
        self._of_key: dict[str, list[Read]] = {}
        self._decided: dict[str, list[Read]] = {}
        for read in sorted(_read(unit, changes), key=lambda read: read.seq):
            if read.facts.get("kind") == _KEYS:
                self._of_key.setdefault(read.facts["id"], []).append(read)
            if "signatures" in read.facts:
                self._decided.setdefault(read.facts["signatures"], []).append(read)

    def of_key(self, identity: str) -> list[Read]:
        """Give what states a key, its ending included."""
        return self._of_key.get(identity, [])

    def together(self, read: Read) -> list[Read]:
        """Give what was decided together with a statement of a key."""
        return self._decided.get(read.facts.get("signatures", ""), []) if read.facts.get("kind") == _KEYS else []


def brought_along(unit: Unit, rows: Mapping[int, bytes], keys: Iterable[str], size: int) -> dict[int, bytes]:
    """Find the records outside `rows` without which these could not be verified alone.

    Args:
        unit: The transaction.
        rows: What the export is about.
        keys: Ids of further keys that must be stated: the core's, those of witnesses.
        size: Size of the log at the export's checkpoint; nothing after it comes along.
    """
    statements = Statements(unit, size)
    have: dict[int, Read] = {}
    performed: set[Manifest] = set()
    fresh = [_opened(seq, envelope) for seq, envelope in rows.items()]
    fresh += [read for key in keys for read in statements.of_key(key)]
    while fresh:
        have |= {read.seq: read for read in fresh}
        performed |= {manifest for read in fresh for manifest in _signed(read, Meaning.PERFORMED)}
        found = [other for read in fresh for key in read.keys for other in statements.of_key(key)]
        found += [other for read in fresh for other in statements.together(read)]
        found += _named(unit, fresh, {read.payload.act.id for read in have.values() if read.payload is not None})
        found += _confirmed(unit, fresh, performed)
        fresh = list({read.seq: read for read in found if read.seq not in have and read.seq < size}.values())
    return {seq: read.envelope for seq, read in have.items() if seq not in rows}


def stated_keys(envelopes: Iterable[bytes]) -> list[PublicKey]:
    """Give the keys as records in log order state them at last, in order of id."""
    stated: dict[str, PublicKey] = {}
    for read in (_opened(0, envelope) for envelope in envelopes):
        if read.facts.get("kind") == _KEYS:
            stated[read.facts["id"]] = msgspec.convert(strict_json(read.facts["body"].encode()), PublicKey)
    return [stated[identity] for identity in sorted(stated)]


def _named(unit: Unit, fresh: list[Read], known: Collection[str]) -> list[Read]:
    """Read what signatures cover, and the signatures that decided on keys."""
    ids = set(referenced([read.payload for read in fresh if read.payload is not None]))
    for read in fresh:
        if read.facts.get("kind") == _KEYS:
            ids |= set(filter(None, read.facts.get("signatures", "").split(",")))
    missing = sorted(ids - set(known))
    return _read(unit, record.c.rid == func.any(missing)) if missing else []


def _confirmed(unit: Unit, fresh: Iterable[Read], performed: Collection[Manifest]) -> list[Read]:
    """Read the signatures that countersignatures confirm, where they are not among the records anyway."""
    found: list[Read] = []
    for read in fresh:
        missing = _signed(read, Meaning.VERIFIED) - set(performed)
        if missing and read.payload is not None:
            subject, is_signed = read.payload.act.subject, record.c.kind == ActKind.SIGNED.value
            same = record.c.batch.is_not_distinct_from(subject.batch) & record.c.step.is_not_distinct_from(subject.step)
            before = _read(unit, is_signed & same & (record.c.seq < read.seq))
            found += [other for other in before if missing & _signed(other, Meaning.PERFORMED)]
    return found


def _signed(read: Read, meaning: Meaning) -> set[Manifest]:
    signature = read.payload.act.signature if read.payload is not None else None
    return set(signature.manifests) if signature is not None and signature.meaning == meaning else set()


def _read(unit: Unit, which: Condition) -> list[Read]:
    rows = unit.rows(select(record.c.seq, record.c.envelope).where(which))
    return [_opened(row.seq, bytes(row.envelope)) for row in rows]


def _opened(seq: int, envelope: bytes) -> Read:
    keys = tuple(signature.keyid for signature in open_envelope(envelope)[0].signatures)
    return Read(seq, envelope, tell(envelope).payload, keys)
