"""The row of the audit trail beside a record: who, what kind, about what, and the words under which it is found."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from core.acts import Act
from core.record.canonical import Undecodable, strict_json
from core.record.verify import Verified
from core.times import utc_from
from core.trail import doer, group_of, is_change, item_of, words_of
from server.plain import plain, plain_or_none

_LONGEST_BODY = 4000


def trail_row(seq: int, verified: Verified, received: datetime) -> dict[str, object]:
    """Give the row for a record; one whose act is not understood is found by its kiosk and its time."""
    act, kiosk = verified.act, verified.place.kiosk
    found = words_of([kiosk, verified.sha256[:8], *(texts_of(act) if act else ())])
    return {
        "seq": seq,
        "at": utc_from(act.when.utc) if act else received,
        "kiosk": plain(kiosk),
        "kind": act.kind.value if act else "",
        "grp": group_of(act).value if act else "",
        "person": plain_or_none(doer(act)) if act else None,
        "batch": plain_or_none(act.subject.batch) if act else None,
        "item": plain_or_none(item_of(act)) if act else None,
        "changed": is_change(act) if act else False,
        # A tsvector of its own words: letters, digits, Chinese and `-._/:`, so that nothing in it needs escaping.
        "words": " ".join(f"'{word}'" for word in found),
    }


def texts_of(act: Act, *, numbers: bool = True) -> Iterator[str]:
    """Give the texts of an act that somebody may look for, with or without values and facts; no times, no raw bytes."""
    yield act.kind.value
    yield from (value for value in (doer(act), act.who.service) if value)
    yield from (value for value in msgspec.structs.asdict(act.subject).values() if value)
    if numbers:
        yield from _numbers(act)
    signature = act.signature
    if signature is not None:
        yield from (signature.person, signature.user_id, signature.name, signature.meaning.value, signature.reason)
        for manifest in signature.manifests:
            yield from (manifest.title, *(line.value for line in manifest.lines))


def _numbers(act: Act) -> Iterator[str]:
    for value in act.values.values():
        yield value.value
        yield value.device.serial if value.device else ""
    for name, fact in act.facts.items():
        yield from _body(fact) if name == "body" else (fact[:_LONGEST_BODY],)


def _body(body: str) -> Iterator[str]:
    """Give the texts in the body of a changed item, the names of its fields left out."""
    try:
        yield from _leaves(strict_json(body.encode()))
    except Undecodable:
        yield body[:_LONGEST_BODY]


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for item in msgspec.convert(value, dict[str, object]).values():
            yield from _leaves(item)
    elif isinstance(value, (list, tuple)):
        for item in msgspec.convert(value, list[object]):
            yield from _leaves(item)
    elif isinstance(value, str):
        yield value[:_LONGEST_BODY]
