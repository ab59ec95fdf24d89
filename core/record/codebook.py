"""Shift code books: what lets a kiosk check one-time codes for one shift without ever holding a seed.

For each rostered person and each time step of the shift the book holds 16 bytes of HMAC-SHA256 over person, kiosk,
step and code. Its key is sealed to one kiosk, so that a copy of the disk without the kiosk's key is of no use; whoever
is root on the running kiosk can find the codes of that shift, of the people rostered there, and no other. The core
signs the book and checks every code again when the record arrives.
Source: RFC 4226, RFC 6238; `docs/explanation/signatures.md`.
"""

import hmac
from collections.abc import Iterator
from datetime import datetime

import msgspec

from core.record.canonical import Undecodable, canonical, strict_json
from core.record.digest import sha256_hex
from core.record.envelope import Unauthentic, open_envelope, seal, signed_by
from core.record.keys import KeyKind, KeyRegistry, PrivateKey
from core.record.payload import CORE_STATION
from core.roster import Window
from core.times import utc_from

BOOK_TYPE = "application/vnd.countersign.code-book+json"
STEP_S = 30
WINDOW = 1
"""Steps either side of now that are still taken (RFC 6238 5.2)."""
MAC_BYTES = 16
KEY_BYTES = 32
DIGITS = 6
LONGEST_HEAD = 4 * 1024 * 1024


class Page(msgspec.Struct, frozen=True):
    """One person in a book.

    Attributes:
        window: Who, when and by which token.
        first_step: RFC 6238 time step of the first code.
        steps: Number of codes.
        drift: Steps by which the token runs ahead of true time.
        last_step: Last step that the person had used when the book was made.
        box: Hex of the wrapped key with its share of the pepper, sealed to the kiosk.
    """

    window: Window
    first_step: int
    steps: int
    drift: int
    last_step: int
    box: str


class CodeBook(msgspec.Struct, frozen=True):
    """A book without its codes, as the core signs it.

    Attributes:
        serial: UUIDv7.
        kiosk: The one kiosk that can use it.
        utc: When it was made, by the core's clock.
        not_after: First instant at which no page of it holds.
        basis: Hash of what it was made from; another one is due when that changes.
        key: Hex of the key of the codes, sealed to the kiosk.
        sha256: Hex of SHA-256 over the codes of all pages, one after the other.
        pages: The rostered people.
    """

    serial: str
    kiosk: str
    utc: str
    not_after: str
    basis: str
    key: str
    sha256: str
    pages: tuple[Page, ...]


def step_of(instant: datetime) -> int:
    """Give the RFC 6238 time step of an instant."""
    return int(instant.timestamp()) // STEP_S


def step_range(window: Window, drift: int) -> range:
    """Give the steps whose codes are taken within a window."""
    first, last = step_of(utc_from(window.valid_from)), step_of(utc_from(window.valid_to))
    return range(first + drift - WINDOW, last + drift + WINDOW + 1)


def code_at(seed: bytes, step: int) -> str:
    """Compute the code of a time step (RFC 4226 5.3, SHA-1, 6 digits)."""
    digest = hmac.digest(seed, step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 0x0F
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}d}"


def code_mac(key: bytes, person: str, kiosk: str, step: int, code: str) -> bytes:
    """Give what stands in a book for a code; every field goes in with its length, so that none runs into another."""
    return _mac(key, _about(person, kiosk), step, code)


def page_macs(key: bytes, kiosk: str, person: str, steps: range, seed: bytes) -> bytes:
    """Compute the codes of one page."""
    about = _about(person, kiosk)
    return b"".join(_mac(key, about, step, code_at(seed, step)) for step in steps)


def _mac(key: bytes, about: bytes, step: int, code: str) -> bytes:
    return hmac.digest(key, about + _field(step.to_bytes(8, "big")) + _field(code.encode()), "sha256")[:MAC_BYTES]


def _about(person: str, kiosk: str) -> bytes:
    return _field(person.encode()) + _field(kiosk.encode())


def _field(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def seal_book(book: CodeBook, core: PrivateKey) -> bytes:
    """Sign a book by the core's key."""
    return seal(BOOK_TYPE, canonical(book), core)


def open_book(envelope: bytes, macs: bytes, kiosk: str, registry: KeyRegistry) -> CodeBook:
    """Verify and read a book with its codes.

    Raises:
        Undecodable: The bytes are no book, or the codes are not those of the book.
        Unauthentic: The core did not sign it, or it is another kiosk's.
    """
    opened, payload = open_envelope(envelope, LONGEST_HEAD)
    keys = [key for key in registry.of_owner(KeyKind.CORE, CORE_STATION) if not key.closed]
    ours = any(signed_by(opened, payload, bytes.fromhex(key.public), key.id) for key in keys)
    if opened.payload_type != BOOK_TYPE or not ours:
        raise Unauthentic("record.signature_wrong", kiosk=CORE_STATION)
    try:
        book = msgspec.convert(strict_json(payload), CodeBook)
    except msgspec.ValidationError as error:
        raise Undecodable("record.no_message", detail=str(error)[:80]) from error
    if book.kiosk != kiosk:
        raise Unauthentic("record.type_foreign", type=f"{BOOK_TYPE} {book.kiosk}"[:60])
    if sha256_hex(macs) != book.sha256 or len(macs) != MAC_BYTES * sum(page.steps for page in book.pages):
        raise Undecodable("record.no_message", detail="codes")
    return book


def matching_step(book: CodeBook, macs: bytes, key: bytes, page: Page, code: str, now: datetime) -> int | None:
    """Find the step of a right code in a book, or None.

    Args:
        book: The book.
        macs: Its codes.
        key: Its key, opened.
        page: The person's page.
        code: As typed.
        now: When it was typed.
    """
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    start = MAC_BYTES * sum(item.steps for item in _before(book, page))
    middle = step_of(now) + page.drift
    found = None
    for step in range(middle - WINDOW, middle + WINDOW + 1):
        place = step - page.first_step
        if 0 <= place < page.steps:
            kept = macs[start + place * MAC_BYTES : start + (place + 1) * MAC_BYTES]
            if hmac.compare_digest(kept, code_mac(key, page.window.person, book.kiosk, step, code)):
                found = step
    return found


def _before(book: CodeBook, page: Page) -> Iterator[Page]:
    for item in book.pages:
        if item is page:
            return
        yield item
