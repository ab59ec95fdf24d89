"""Shift code books: made on demand for the kiosk that asks, from rosters, seeds and wrapped keys.

A seed goes in and never comes out: the book holds hashes of the codes of one shift, under a key that one kiosk opens.
Each book is noted, so that what a kiosk accepted by it can be checked when it arrives.
"""

import base64
import secrets
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from core.ports import Clock
from core.record.box import EPHEMERAL_BYTES, seal_for
from core.record.canonical import canonical
from core.record.codebook import KEY_BYTES, CodeBook, Page, page_macs, seal_book, step_range
from core.record.digest import sha256_hex
from core.record.keys import PrivateKey
from core.record.messages import Request
from core.roster import Window, basis_of, clipped, windows
from core.times import utc_from, utc_text, uuid7
from server.db.statements import insert, select
from server.db.store import Unit
from server.db.tables.offline import code_book
from server.db.tables.secrets import code_use
from server.decisions.handing import box_key_of, note_handover
from server.decisions.reading import PART_BYTES
from server.decisions.refused import DecisionRefused, body_as
from server.picture import Picture
from server.vault import Vault

FRESH = 4
"""A book is made anew after this part of its longest life."""


class AskCodeBook(msgspec.Struct):
    """`code_book`: the serial of the book that the kiosk has, and which part it wants, from 0."""

    have: str = ""
    part: int = 0


class MadeBook(msgspec.Struct, frozen=True):
    """A book that was made, ready to be handed over in parts."""

    book: CodeBook
    envelope: bytes
    macs: bytes
    sealed_to: bytes


class CodeBooks:
    """Answers `code_book`; a kiosk's newest book is kept in memory only until its parts were asked for."""

    def __init__(self, vault: Vault, core: PrivateKey, clock: Clock) -> None:
        """Join the parts."""
        self._vault = vault
        self._core = core
        self._clock = clock
        self._newest: dict[str, MadeBook] = {}
        self._making = threading.Lock()

    def code_book(self, unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
        """Give the book of the kiosk: `serial`, `parts`, `part`, `head` and `data` (base64), and the core's `utc`.

        `serial` is "" when nobody is rostered there; `parts` is 0 then, and when the kiosk has the newest book.

        Raises:
            DecisionRefused: There is no such part, or the kiosk has no box key.
        """
        wish, now = body_as(request, AskCodeBook), self._clock.utc()
        told: dict[str, object] = {"utc": utc_text(now), "serial": "", "parts": 0}
        with self._making:
            if wish.part == 0:
                self._keep(unit, picture, request, wish.have, now)
            made = self._newest.get(request.kiosk)
        if made is None:
            return told
        told["serial"] = made.book.serial
        if wish.have == made.book.serial:
            return told
        parts = [made.macs[start : start + PART_BYTES] for start in range(0, len(made.macs), PART_BYTES)]
        if not 0 <= wish.part < len(parts):
            raise DecisionRefused("decision.part_unknown", part=str(wish.part), parts=str(len(parts)))
        if wish.part == len(parts) - 1:
            # All of it is on its way; a kiosk that has lost it gets another one, so no codes are kept here for it.
            self._newest[request.kiosk] = MadeBook(made.book, b"", b"", made.sealed_to)
        head = base64.b64encode(made.envelope).decode() if wish.part == 0 else ""
        data = base64.b64encode(parts[wish.part]).decode()
        return told | {"parts": len(parts), "part": wish.part, "head": head, "data": data}

    def _keep(self, unit: Unit, picture: Picture, request: Request, have: str, now: datetime) -> None:
        """Make the kiosk's book anew where it is missing, lost on the way, outdated, stale, or for former keys."""
        kiosk = request.kiosk
        found = windows(picture.plant, kiosk, now)
        if not found:
            self._newest.pop(kiosk, None)
            return
        basis, kept = basis_of(picture.plant, found), self._newest.get(kiosk)
        longest = timedelta(hours=picture.plant.policy.book_h)
        fresh = kept is not None and kept.book.basis == basis and now < utc_from(kept.book.utc) + longest / FRESH
        public = box_key_of(picture, request)
        if kept is not None and fresh and kept.sealed_to == public and (kept.macs or kept.book.serial == have):
            return
        made = self.made(unit, picture, kiosk, found, now, public)
        rows = [_noted(page) for page in made.book.pages]
        unit.do(insert(code_book).values(serial=made.book.serial, kiosk=kiosk, at=now, pages=rows))
        for page in made.book.pages:
            note_handover(unit, now, kiosk, page.window.key, page.window.person, "code_book")
        self._newest[kiosk] = made

    def made(
        self, unit: Unit, picture: Picture, kiosk: str, found: Sequence[Window], now: datetime, public: bytes
    ) -> MadeBook:
        """Make a book, sealed to a kiosk's public box key; nothing is kept yet."""
        key = secrets.token_bytes(KEY_BYTES)
        book_h = picture.plant.policy.book_h
        pages: list[Page] = []
        macs: list[bytes] = []
        for window in found:
            token = self._vault.token_named(unit, window.token)
            wrapped = self._vault.wrapped_key(unit, window.person)
            if token is None or wrapped is None or wrapped.key != window.key:
                continue
            own = clipped(window, now, book_h)
            steps = step_range(own, token.drift)
            box = seal_for(public, canonical(wrapped), secrets.token_bytes(EPHEMERAL_BYTES))
            last = unit.value(select(code_use.c.last_step).where(code_use.c.person == window.person)) or 0
            pages.append(Page(own, steps.start, len(steps), token.drift, last, box.hex()))
            macs.append(page_macs(key, kiosk, window.person, steps, token.seed))
        codes = b"".join(macs)
        book = CodeBook(
            serial=uuid7(now, secrets.token_bytes(10)),
            kiosk=kiosk,
            utc=utc_text(now),
            not_after=utc_text(now + timedelta(hours=book_h)),
            basis=basis_of(picture.plant, found),
            key=seal_for(public, key, secrets.token_bytes(EPHEMERAL_BYTES)).hex(),
            sha256=sha256_hex(codes),
            pages=tuple(pages),
        )
        return MadeBook(book, seal_book(book, self._core), codes, public)


def _noted(page: Page) -> dict[str, object]:
    """Give what is kept of a page: everything but the wrapped key."""
    return msgspec.to_builtins(msgspec.structs.replace(page, box=""))
