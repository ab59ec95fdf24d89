"""Codes that a kiosk checked by a code book, checked again when the record arrives.

Nothing is refused any more: the record is kept, and each thing that does not fit flags it by its own sentence.
Source: 21 CFR 11.200, 11.300; `docs/explanation/signatures.md`.
"""

from datetime import datetime, timedelta

import msgspec

from core.acts import Act, ActKind, Meaning
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.plant import Plant
from core.record.box import BoxClosed, open_box
from core.record.codebook import WINDOW, Page, code_at, step_of
from core.record.keys import PrivateKey
from core.record.payload import Record
from core.roster import holds
from core.times import local_text, utc_from
from core.token import TokenState
from server.code_uses import use_up
from server.db.statements import insert, select
from server.db.store import Unit
from server.db.tables.evidence import record as kept_record
from server.db.tables.offline import code_book, offline_code
from server.db.tables.plant import plant_item
from server.db.tables.secrets import code_use, confirmation, confirmation_use
from server.plain import plain
from server.vault import Vault

OFFLINE = "offline"
LEEWAY = timedelta(seconds=30)
"""A record states one instant of its ceremony; the code was judged at another, after waiting in vain for the core."""
_LARGEST_STEP = 2**40


class Claim(msgspec.Struct, frozen=True):
    """What a record says of the code that a kiosk accepted.

    Attributes:
        person: Whose code.
        kiosk: Where.
        record: Record id.
        at: When, by the kiosk's clock.
        step: RFC 6238 time step.
        book: Serial of the code book.
        box: Hex of the code, sealed to the core.
        purpose: `sign` or `sign_in`.
    """

    person: str
    kiosk: str
    record: str
    at: datetime
    step: int
    book: str
    box: str
    purpose: str


class CodeJudge:
    """Judges by what lies in the vault: codes that kiosks accepted without the core, tokens that two people share."""

    def __init__(self, vault: Vault, core: PrivateKey) -> None:
        """Take the vault, and the key that opens the codes."""
        self._vault = vault
        self._core = core

    def judged(self, unit: Unit, plant: Plant, record: Record) -> list[Finding]:
        """Check the offline code of a signature or a sign-in, use it up, and say what does not fit."""
        claim = claim_of(record)
        if claim is None:
            return []
        page, fault = _page(unit, claim)
        if page is None:
            return [fault] if fault else []
        found = self._code(unit, claim, page)
        if not found:
            found += _used_before(unit, claim)
            use_up(unit, claim.person, claim.step)
        return [*found, *_ended(unit, plant, claim, page.window.token)]

    def same_token(self, unit: Unit, record: Record, state: BatchState) -> list[Finding]:
        """Flag a countersignature whose signer's token has the seed of the performer's: one token made both codes.

        Serial numbers differ, so nothing but the seeds can tell. Source: 21 CFR 11.200(a)(2); GMP article 116.
        """
        signature = record.act.signature
        if signature is None or signature.meaning != Meaning.VERIFIED:
            return []
        targets = {manifest.step for manifest in signature.manifests}
        performed = [state.steps[step].performed for step in targets & state.steps.keys()]
        performed += [state.samples[sample].performed for sample in targets & state.samples.keys()]
        others = {by.person for by in performed if by is not None} - {signature.person}
        own = self._vault.seed(unit, plain(signature.person)) if others else None
        return [
            finding("exception.same_token", person=signature.person, other=other)
            for other in sorted(others)
            if own is not None and self._vault.seed(unit, other) == own
        ]

    def _code(self, unit: Unit, claim: Claim, page: Page) -> list[Finding]:
        """Judge step and code; the first that does not fit is told."""
        if not 0 <= claim.step < _LARGEST_STEP or not _fits(claim, page):
            return [finding("exception.offline_step", person=claim.person, kiosk=claim.kiosk)]
        token = self._vault.token_named(unit, page.window.token)
        try:
            code = open_box(self._core, bytes.fromhex(claim.box)).decode("ascii")
        except (BoxClosed, ValueError):
            return [finding("exception.offline_code_unreadable", person=claim.person, kiosk=claim.kiosk)]
        if token is None or code_at(token.seed, claim.step) != code:
            return [finding("exception.offline_code_wrong", person=claim.person, kiosk=claim.kiosk)]
        return []


def claim_of(record: Record) -> Claim | None:
    """Read the claim of an offline code; None for every other record."""
    act, kiosk, signature = record.act, record.place.kiosk, record.act.signature
    at = utc_from(act.when.utc)
    if act.kind == ActKind.SIGNED and signature is not None and signature.code_check == OFFLINE:
        offline = signature.offline
        book, box = (offline.book, offline.box) if offline else ("", "")
        return Claim(plain(signature.person), kiosk, act.id, at, signature.code_step, plain(book), box, "sign")
    if act.kind == ActKind.SIGNED_IN and act.facts.get("code_check") == OFFLINE:
        return _of_sign_in(act, kiosk, at)
    return None


def _of_sign_in(act: Act, kiosk: str, at: datetime) -> Claim:
    facts = act.facts
    step = facts.get("code_step", "")
    number = int(step) if step.isascii() and step.isdigit() and len(step) < 13 else -1
    person = plain(act.who.person or "")
    return Claim(person, kiosk, act.id, at, number, plain(facts.get("book", "")), facts.get("box", ""), "sign_in")


def _fits(claim: Claim, page: Page) -> bool:
    """Tell whether the step belongs to the record's instant, give or take what a ceremony lasts."""
    first, last = step_of(claim.at - LEEWAY) - WINDOW, step_of(claim.at + LEEWAY) + WINDOW
    return first <= claim.step - page.drift <= last


def _page(unit: Unit, claim: Claim) -> tuple[Page | None, Finding | None]:
    """Find the page of the person in the book that the record names."""
    about = {"person": claim.person, "kiosk": claim.kiosk}
    row = unit.first(code_book.select().where(code_book.c.serial == claim.book))
    if row is None:
        return None, finding("exception.offline_book_unknown", **about)
    if row.kiosk != claim.kiosk:
        return None, finding("exception.offline_book_other", other=row.kiosk, **about)
    pages = [page for page in msgspec.convert(row.pages, list[Page]) if page.window.person == claim.person]
    if not pages:
        return None, finding("exception.offline_not_rostered", **about)
    page = next((page for page in pages if holds(page.window, claim.at)), None)
    return page, None if page else finding("exception.offline_book_expired", **about)


def _used_before(unit: Unit, claim: Claim) -> list[Finding]:
    """A step counts once for its person: against every code that the core confirmed, and every other offline one.

    A code that the core confirmed for this very kiosk and purpose, and of which no record came, is this one: the
    core's answer was lost on the way.
    """
    # Whoever checks a code of this person at this moment holds this row until it is decided.
    unit.do(insert(code_use).values(person=claim.person, last_step=0).on_conflict_do_nothing())
    unit.first(code_use.select().where(code_use.c.person == claim.person).with_for_update())
    same = confirmation.c.person == claim.person, confirmation.c.step == claim.step
    for given in unit.rows(confirmation.select().where(*same)):
        lost = (given.kiosk, given.purpose) == (claim.kiosk, claim.purpose)
        spent = unit.first(confirmation_use.select().where(confirmation_use.c.confirmation == given.id)) is not None
        if spent or not lost:
            return [_twice(claim, given.kiosk)]
    row = {"person": claim.person, "step": claim.step, "record": claim.record, "kiosk": claim.kiosk, "at": claim.at}
    taken = insert(offline_code).values(**row).on_conflict_do_nothing().returning(offline_code.c.step)
    if unit.first(taken) is not None:
        return []
    own = offline_code.c.person == claim.person, offline_code.c.step == claim.step
    return [_twice(claim, unit.value(select(offline_code.c.kiosk).where(*own)))]


def _twice(claim: Claim, other: str) -> Finding:
    return finding("exception.offline_step_used", person=claim.person, kiosk=claim.kiosk, other=other)


def _ended(unit: Unit, plant: Plant, claim: Claim, token: str) -> list[Finding]:
    """Flag what came after the account was closed, or after the token was reported lost or revoked."""
    found: list[Finding] = []
    person, used = plant.people.get(claim.person), plant.tokens.get(token)
    if person is None or not person.active:
        found += _after(unit, plant, claim, ("people", claim.person), "exception.offline_person_closed")
    if used is None or used.state != TokenState.ACTIVE:
        found += _after(unit, plant, claim, ("tokens", token), "exception.offline_token_ended")
    return found


def _after(unit: Unit, plant: Plant, claim: Claim, item: tuple[str, str], key: str) -> list[Finding]:
    ended = _changed_at(unit, *item)
    if ended is not None and ended > claim.at:
        return []
    t = local_text(ended, plant.offset_min) if ended else "-"
    return [finding(key, person=claim.person, kiosk=claim.kiosk, t=t)]


def _changed_at(unit: Unit, kind: str, identity: str) -> datetime | None:
    """Tell when an item was last changed; what has ended never changes again."""
    item = plant_item.c.kind == kind, plant_item.c.id == identity
    joined = plant_item.join(kept_record, kept_record.c.seq == plant_item.c.changed)
    at: datetime | None = unit.value(select(kept_record.c.made_at).select_from(joined).where(*item))
    return at
