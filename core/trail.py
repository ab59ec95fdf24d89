"""The audit trail as data: what may be asked of it, what one entry says, and what changed from what to what.

Source: 21 CFR 11.10(e); NMPA 2020 No. 74 art. 22(4); EU Annex 11 9; PIC/S PI 041-1.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

import msgspec

from core.acts import Act, ActKind
from core.errors import CountersignError
from core.finding import Finding


class KindGroup(StrEnum):
    """What a kind of act belongs to, for filtering."""

    SIGN_IN = "sign_in"
    REFUSAL = "refusal"
    EXECUTION = "execution"
    STORE = "store"
    SIGNATURE = "signature"
    EXCEPTION = "exception"
    LABORATORY = "laboratory"
    DECISION = "decision"
    RIGHTS = "rights"
    SETTINGS = "settings"
    SYSTEM = "system"
    REVIEW = "review"


_GROUPS: Mapping[ActKind, KindGroup] = {
    ActKind.KIOSK_STARTED: KindGroup.SYSTEM,
    ActKind.DEVICE_CHECKED: KindGroup.SYSTEM,
    ActKind.CLOCK_JUMPED: KindGroup.SYSTEM,
    ActKind.CLOCK_CHECKED: KindGroup.SYSTEM,
    ActKind.LINK_LOST: KindGroup.SYSTEM,
    ActKind.LINK_RESTORED: KindGroup.SYSTEM,
    ActKind.LOG_CONTRADICTED: KindGroup.SYSTEM,
    ActKind.LOG_SETTLED: KindGroup.REVIEW,
    ActKind.SIGNED_IN: KindGroup.SIGN_IN,
    ActKind.SIGNED_OUT: KindGroup.SIGN_IN,
    ActKind.LOCKED: KindGroup.SIGN_IN,
    ActKind.RECORD_FLAGGED: KindGroup.EXCEPTION,
    ActKind.ALARM_RAISED: KindGroup.SYSTEM,
    ActKind.PERSON_LOCKED: KindGroup.SIGN_IN,
    ActKind.CODE_ACCEPTED: KindGroup.SIGN_IN,
    ActKind.BYTES_QUARANTINED: KindGroup.SYSTEM,
    ActKind.PERSON_UNLOCKED: KindGroup.SIGN_IN,
    ActKind.PASSWORD_CHANGED: KindGroup.RIGHTS,
    ActKind.ATTEMPT_DISOWNED: KindGroup.SIGN_IN,
    ActKind.REFUSED: KindGroup.REFUSAL,
    ActKind.SIGNED: KindGroup.SIGNATURE,
    ActKind.EXCEPTION_EXPLAINED: KindGroup.EXCEPTION,
    ActKind.EXCEPTION_DISPOSED: KindGroup.EXCEPTION,
    ActKind.EXCEPTION_OPENED: KindGroup.EXCEPTION,
    ActKind.SAMPLE_DRAWN: KindGroup.LABORATORY,
    ActKind.RESULT_ENTERED: KindGroup.LABORATORY,
    ActKind.EVIDENCE_READ: KindGroup.REVIEW,
    ActKind.BATCH_REVIEWED: KindGroup.REVIEW,
    ActKind.AUDIT_TRAIL_REVIEWED: KindGroup.REVIEW,
    ActKind.ALARM_ACKNOWLEDGED: KindGroup.REVIEW,
    ActKind.BATCH_ISSUED: KindGroup.DECISION,
    ActKind.ROUND_OPENED: KindGroup.DECISION,
    ActKind.BATCH_RELEASED: KindGroup.DECISION,
    ActKind.BATCH_REJECTED: KindGroup.DECISION,
    ActKind.BATCH_VOIDED: KindGroup.DECISION,
    ActKind.GOODS_RECEIVED: KindGroup.DECISION,
    ActKind.GOODS_SHIPPED: KindGroup.DECISION,
    ActKind.GOODS_RETURNED: KindGroup.DECISION,
    ActKind.RECALL_OPENED: KindGroup.DECISION,
    ActKind.CUSTOMER_NOTIFIED: KindGroup.DECISION,
    ActKind.RECALL_CLOSED: KindGroup.DECISION,
    ActKind.LOT_STATE_CHANGED: KindGroup.DECISION,
    ActKind.CONTAINER_RESERVED: KindGroup.DECISION,
    ActKind.RESERVATION_ENDED: KindGroup.DECISION,
    ActKind.CONTAINER_MOVED: KindGroup.STORE,
    ActKind.STOCK_COUNTED: KindGroup.STORE,
    ActKind.CONTAINER_SPLIT: KindGroup.STORE,
    ActKind.CONTAINERS_MERGED: KindGroup.STORE,
    ActKind.MATERIAL_RETURNED: KindGroup.STORE,
    ActKind.CONTAINER_RELABELLED: KindGroup.STORE,
    ActKind.STOCK_ADJUSTED: KindGroup.STORE,
    ActKind.CONTAINER_DESTROYED: KindGroup.STORE,
    ActKind.HELD_GOODS_SETTLED: KindGroup.STORE,
    ActKind.OPERATION_LEASED: KindGroup.DECISION,
}
_REPLACING = (ActKind.PLANT_CHANGED, ActKind.ENTRIES_UNDONE, ActKind.STEP_REPEATED)
_RIGHTS = frozenset({"people", "keys", "tokens", "qualifications", "rosters", "kiosks"})


class TrailFilter(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is looked for; empty fields ask for nothing.

    Attributes:
        words: Words of which each must occur, as a beginning.
        person: Person id or user id.
        kiosk: Kiosk id, or `CORE`.
        batch: Batch number.
        group: One of `KindGroup`.
        since: First instant, as `core.times.utc_text` writes it.
        until: First instant after it.
        refusals: True for refused attempts alone.
        changes: True for what has an old and a new value alone.
    """

    words: str = ""
    person: str = ""
    kiosk: str = ""
    batch: str = ""
    group: str = ""
    since: str = ""
    until: str = ""
    refusals: bool = False
    changes: bool = False

    def told(self) -> str:
        """Write the filter as it is kept with a review: `batch=B2611-0042 changes=yes`; `all` when nothing is asked."""
        parts = [
            f"{name}={'yes' if value is True else value}"
            for name, value in msgspec.structs.asdict(self).items()
            if value
        ]
        return " ".join(parts) or "all"


class FieldChange(msgspec.Struct, frozen=True):
    """A value before and after.

    Attributes:
        field: Dotted name of the field, or of the entry of a step.
        old: Before; "" when there was none.
        new: After; "" when there is none.
    """

    field: str
    old: str
    new: str


class TrailEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One record as the trail tells it.

    Attributes:
        seq: Index in the log.
        id: Record id.
        kind: Kind of act; "" for an act that this version does not understand.
        group: One of `KindGroup`, or "".
        utc: When it happened, as stated; "" where nothing is stated.
        received: When the core kept it.
        kiosk: Station that stated it.
        sha256: Hash of its payload.
        person: Person id, or "".
        user_id: User id of the person now.
        name: Name of the person now.
        service: `kiosk` or `core` when no person stands behind it.
        about: What it is about, by name of `core.acts.Subject`.
        told: Values and facts, by name.
        why: The reason given, or "".
        refusal: The sentence of a refusal, or None.
        changes: Old and new values.
        more: Number of changes that are left off.
        meaning: Meaning of a signature, or "".
        flags: Why the core flagged it, or what is wrong with it.
        findings: The sentences that a flag states of another record.
        unseen: True where numbers are not told before somebody else has counted the same.
    """

    seq: int
    id: str
    kind: str
    group: str
    utc: str
    received: str
    kiosk: str
    sha256: str
    person: str = ""
    user_id: str = ""
    name: str = ""
    service: str = ""
    about: tuple[tuple[str, str], ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    why: str = ""
    refusal: Finding | None = None
    changes: tuple[FieldChange, ...] = ()
    more: int = 0
    meaning: str = ""
    flags: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    unseen: bool = False


class TrailCount(msgspec.Struct, frozen=True):
    """How much a filter finds.

    Attributes:
        count: Number of entries.
        first: Log index of the oldest, -1 without one.
        last: Log index of the newest, -1 without one.
    """

    count: int
    first: int
    last: int


class KeyShown(msgspec.Struct, frozen=True):
    """One signature of an envelope.

    Attributes:
        key: Key id.
        kind: `device`, `user` or `core`; "" for a key that nobody registered.
        owner: Whose key it is.
        holds: True when it verifies over the payload now.
    """

    key: str
    kind: str
    owner: str
    holds: bool


class TrailDetail(msgspec.Struct, frozen=True):
    """Everything about one record.

    Attributes:
        entry: As in the list, with every change.
        fields: Every field of the payload as (dotted name, value), in its order.
        keys: The signatures of its envelope.
        epoch: Enrolment of its chain.
        kiosk_seq: Place in the chain.
        prev: Hash of the record before it in the chain.
        joined: False for the other side of a fork.
        leaf: Leaf hash in the log.
        logged: True when the log holds this very leaf at this index.
        covered: Size of the oldest checkpoint that covers it, or -1.
    """

    entry: TrailEntry
    fields: tuple[tuple[str, str], ...]
    keys: tuple[KeyShown, ...]
    epoch: int
    kiosk_seq: int
    prev: str
    joined: bool
    leaf: str
    logged: bool
    covered: int


class DateUnfit(CountersignError):
    """A day or time was typed in another form."""

    code = "CS-TRL"


def group_of(act: Act) -> KindGroup:
    """Give the group of an act; what has no other group belongs to the execution of steps."""
    if act.kind == ActKind.PLANT_CHANGED:
        return KindGroup.RIGHTS if act.facts.get("kind") in _RIGHTS else KindGroup.SETTINGS
    return _GROUPS.get(act.kind, KindGroup.EXECUTION)


def is_change(act: Act) -> bool:
    """Tell whether an act replaces a value by another one."""
    named = "old" in act.facts and "new" in act.facts
    return named or bool(act.facts.get("reprint")) or act.kind in _REPLACING


def item_of(act: Act) -> str | None:
    """Name what a change is about, so that the change before it can be found: `people/P-0003`; None for others."""
    if act.kind != ActKind.PLANT_CHANGED:
        return None
    return f"{act.facts.get('kind', '')}/{act.facts.get('id', '')}"


def doer(act: Act) -> str | None:
    """Give the person behind an act: who states it, or for whom the core decided."""
    return act.who.person or act.facts.get("person")


# ------------------------------------------------------------------ words to search by

_LATIN = re.compile(r"[0-9a-z]+(?:[-._/:][0-9a-z]+)*")
_HAN = re.compile(r"[㐀-䶿一-鿿]+")
_BETWEEN = re.compile(r"[-._/:]")
_LONGEST_WORD, _MOST_WORDS = 60, 250
_OFTEN_SAID = 40
"""Longest text whose words are remembered; longer ones are said once."""


def words_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the words under which texts are found: codes whole and in parts, Chinese by pairs of characters."""
    found: dict[str, None] = {}
    for text in texts:
        found |= dict.fromkeys(_words_in(text) if len(text) <= _OFTEN_SAID else _words_in.__wrapped__(text))
        if len(found) >= _MOST_WORDS:
            break
    return tuple(found)[:_MOST_WORDS]


@lru_cache(maxsize=4096)
def _words_in(text: str) -> tuple[str, ...]:
    """Give the words of one text; kinds, people, kiosks, batches and steps are said in record after record."""
    found: dict[str, None] = {}
    plain = unicodedata.normalize("NFKC", text).casefold()
    for code in _LATIN.findall(plain):
        parts = [part for part in _BETWEEN.split(code) if len(part) > 1 or part == code]
        found |= dict.fromkeys(part[:_LONGEST_WORD] for part in (code, *parts))
    for run in _HAN.findall(plain):
        found |= dict.fromkeys([*(run[n : n + 2] for n in range(len(run) - 1)), run[-1]])
    return tuple(found)


def words_asked(text: str) -> tuple[str, ...]:
    """Give the beginnings of words of which each must occur for a search."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    asked: dict[str, None] = dict.fromkeys(code[:_LONGEST_WORD] for code in _LATIN.findall(plain))
    for run in _HAN.findall(plain):
        asked |= dict.fromkeys([run] if len(run) == 1 else [run[n : n + 2] for n in range(len(run) - 1)])
    return tuple(asked)[:8]


def instant_asked(typed: str, offset_min: int, *, end: bool) -> str:
    """Read a day or a time of the plant, `2026-11-20` or `2026-11-20 14:30`.

    Args:
        typed: As typed; "" asks for nothing.
        offset_min: The plant's offset from UTC.
        end: True gives the first instant after the day or minute named.

    Raises:
        DateUnfit: It has another form, or there is no such day.
    """
    plain = typed.strip()
    if not plain:
        return ""
    form, after = ("%Y-%m-%d", timedelta(days=1)) if len(plain) <= 10 else ("%Y-%m-%d %H:%M", timedelta(minutes=1))
    try:
        # The plant's own zone is a fixed offset; it is taken off by hand.
        local = datetime.strptime(plain, form)  # noqa: DTZ007  (the zone comes next)
        instant = local - timedelta(minutes=offset_min) + (after if end else timedelta(0))
    except (ValueError, OverflowError) as error:
        raise DateUnfit("audit.date_unfit", got=plain[:20]) from error
    return f"{instant:%Y-%m-%dT%H:%M:%S}.000000Z"
