"""A code book holds the codes of one shift, for one kiosk, and nothing from which a seed or another code follows."""

import base64
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyotp.totp import TOTP

from core.record.canonical import Undecodable
from core.record.codebook import (
    BOOK_TYPE,
    MAC_BYTES,
    STEP_S,
    CodeBook,
    Page,
    code_at,
    code_mac,
    matching_step,
    open_book,
    page_macs,
    seal_book,
    step_of,
    step_range,
)
from core.record.digest import sha256_hex
from core.record.envelope import Unauthentic, seal
from core.record.keys import KeyKind, KeyRegistry, PrivateKey, public_key
from core.roster import Window
from core.times import utc_text

CORE, STRANGER = PrivateKey(b"\x01" * 32), PrivateKey(b"\x02" * 32)
KEY, SEED, OTHER = b"k" * 32, b"12345678901234567890", b"x" * 20
NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
REGISTRY = KeyRegistry([public_key(CORE, KeyKind.CORE, "CORE", utc_text(NOW))])


def book(drift: int = 0) -> tuple[CodeBook, bytes]:
    """Make a book of two people for an hour."""
    pages: list[Page] = []
    macs = b""
    for person, seed in (("P-1", OTHER), ("P-2", SEED)):
        window = Window(person, "T", "k", utc_text(NOW), utc_text(NOW + timedelta(hours=1)))
        steps = step_range(window, drift)
        pages.append(Page(window, steps.start, len(steps), drift, 0, ""))
        macs += page_macs(KEY, "K-1", person, steps, seed)
    ends = utc_text(NOW + timedelta(hours=1))
    return CodeBook("B-1", "K-1", utc_text(NOW), ends, "b", "", sha256_hex(macs), tuple(pages)), macs


@pytest.mark.parametrize(
    ("count", "code"),
    list(
        enumerate(("755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"))
    ),
)
def test_codes_are_those_of_rfc_4226(count: int, code: str) -> None:
    """Source: RFC 4226, appendix D."""
    assert code_at(SEED, count) == code


@settings(max_examples=200)
@given(seed=st.binary(min_size=16, max_size=32), step=st.integers(0, 2**33))
def test_codes_are_those_that_authenticators_show(seed: bytes, step: int) -> None:
    assert code_at(seed, step) == TOTP(base64.b32encode(seed).decode()).generate_otp(step)


@settings(max_examples=100)
@given(second=st.integers(0, 3599), off=st.integers(-3, 3), drift=st.integers(-4, 4))
def test_a_right_code_is_found_within_the_window_and_not_beyond(second: int, off: int, drift: int) -> None:
    made, macs = book(drift)
    now = NOW + timedelta(seconds=second)
    step = step_of(now) + drift + off
    found = matching_step(made, macs, KEY, made.pages[1], code_at(SEED, step), now)
    assert found == (step if abs(off) <= 1 else None)


@settings(max_examples=100)
@given(code=st.text(max_size=8))
def test_anything_else_is_not_found(code: str) -> None:
    made, macs = book()
    right = {code_at(SEED, step_of(NOW) + off) for off in (-1, 0, 1)}
    assert (matching_step(made, macs, KEY, made.pages[1], code, NOW) is not None) == (code in right)


def test_the_codes_of_one_person_kiosk_or_key_are_of_no_use_elsewhere() -> None:
    step, code = 7, "123456"
    macs = {
        code_mac(key, person, kiosk, step, code)
        for key in (KEY, b"z" * 32)
        for person, kiosk in (("P-1", "K-1"), ("P-1", "K-2"), ("P-2", "K-1"), ("P-1K", "-1"), ("P", "-1K-1"))
    }
    assert len(macs) == 10
    assert {len(mac) for mac in macs} == {MAC_BYTES}


def test_a_book_opens_for_its_kiosk_by_the_core_s_signature() -> None:
    made, macs = book()
    assert open_book(seal_book(made, CORE), macs, "K-1", REGISTRY) == made


@pytest.mark.parametrize("bad", ["key", "kiosk", "type", "codes", "cut", "bytes"])
def test_no_other_book_does(bad: str) -> None:
    made, macs = book()
    envelope, kiosk = seal_book(made, STRANGER if bad == "key" else CORE), "K-2" if bad == "kiosk" else "K-1"
    if bad == "type":
        envelope = seal(f"{BOOK_TYPE}2", msgspec.json.encode(made), CORE)
    if bad == "codes":
        macs = bytes([macs[0] ^ 1]) + macs[1:]
    if bad == "cut":
        macs = macs[:-MAC_BYTES]
    if bad == "bytes":
        envelope = b"no book"
    with pytest.raises((Unauthentic, Undecodable)):
        open_book(envelope, macs, kiosk, REGISTRY)


def test_a_shift_of_thirty_people_is_about_as_large_as_was_promised() -> None:
    window = Window("P-1", "T", "k", utc_text(NOW), utc_text(NOW + timedelta(hours=12)))
    assert len(step_range(window, 0)) == 12 * 3600 // STEP_S + 3
    assert 30 * len(step_range(window, 0)) * MAC_BYTES == 692_640
