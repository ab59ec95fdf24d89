"""Searching the trail by words, so that no search tells a number that is not shown.

While somebody is still to count what another has counted, whoever guessed the number could look for its digits. So a
record that shows no number is found by everything but its numbers.
"""

from collections.abc import Iterator, Sequence

from core.acts import ActKind
from core.errors import CountersignError
from core.people import Person
from core.plant import Plant
from core.record.payload import Record
from core.trail import doer, words_asked, words_of
from server.audit.rows import texts_of
from server.audit.unseen import Unseen
from server.db.statements import Condition, and_, begins_word, or_, select
from server.db.store import Unit
from server.db.tables.audit import trail
from server.db.tables.evidence import record
from server.records import record_from

_DIGEST = 16
"""Hex digits of a record by which the flags that name it are looked for."""


class FilterUnfit(CountersignError):
    """A filter that nothing can be looked for by."""

    code = "AUD-001"


def searched(unit: Unit, typed: str, plant: Plant) -> Condition:
    """Ask that each word begins a word of the entry, or the name of the person behind it.

    Raises:
        FilterUnfit: No word among what was typed.
    """
    asked = words_asked(typed)
    if not asked:
        raise FilterUnfit("audit.words_unfit", got=typed[:40])
    found = and_(*(_word(word, plant) for word in asked))
    if not any(character.isdigit() for word in asked for character in word):
        return found
    hidden = dict(_hidden(unit))
    if not hidden:
        return found
    shown = [seq for seq, one in hidden.items() if _without_numbers(one, asked, plant)]
    return or_(and_(found, trail.c.seq.not_in(list(hidden))), trail.c.seq.in_(shown))


def _word(word: str, plant: Plant) -> Condition:
    there = begins_word(trail.c.words, word)
    named = [person.id for person in _named(word, plant)]
    return or_(there, trail.c.person.in_(named)) if named else there


def _named(word: str, plant: Plant) -> Iterator[Person]:
    return (p for p in plant.people.values() if word in p.name.casefold() or word == p.user_id.casefold())


def _hidden(unit: Unit) -> Iterator[tuple[int, Record]]:
    """Give the records that show no number, and what the core flagged of them."""
    digests: list[str] = []
    for seq, kept in Unseen(unit).hidden():
        digests.append(kept.sha256[:_DIGEST])
        yield seq, kept
    if not digests:
        return
    named = or_(*(begins_word(trail.c.words, digest) for digest in digests))
    flags = select(record.c.seq, record.c.envelope).join(trail, trail.c.seq == record.c.seq)
    for row in unit.rows(flags.where(trail.c.kind == ActKind.RECORD_FLAGGED.value, named)):
        kept = record_from(bytes(row.envelope))
        if kept is not None:
            yield row.seq, kept


def _without_numbers(kept: Record, asked: Sequence[str], plant: Plant) -> bool:
    """Tell whether a record is found by its words beside values and facts."""
    there = words_of([kept.place.kiosk, kept.sha256[:8], *texts_of(kept.act, numbers=False)])
    person = doer(kept.act)
    return all(
        any(each.startswith(word) for each in there) or any(who.id == person for who in _named(word, plant))
        for word in asked
    )
