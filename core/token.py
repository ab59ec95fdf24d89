"""Tokens: what shows a person's one-time codes, an app or a piece of hardware; and who is rostered where.

The shared secret never stands here. Source: 21 CFR 11.300(c), (e); RFC 6238.
"""

from datetime import date
from enum import StrEnum

import msgspec


class TokenKind(StrEnum):
    """What the token is."""

    APP = "app"
    HARDWARE = "hardware"


class TokenState(StrEnum):
    """Life of a token; lost and revoked ones stay what they are."""

    ACTIVE = "active"
    LOST = "lost"
    REVOKED = "revoked"


class Token(msgspec.Struct, frozen=True):
    """One token of one person; a person has at most one active token.

    Attributes:
        id: Serial number of hardware, or `P-0007-T2` for an app.
        person: Person id.
        kind: App or hardware.
        state: Where it is in its life.
        tested: Day of the last passed test; enrolment by two consecutive codes is the first.
        until: Last day of a temporary replacement, or None.
    """

    id: str
    person: str
    kind: TokenKind
    state: TokenState
    tested: date
    until: date | None = None


class Roster(msgspec.Struct, frozen=True):
    """Who may sign at which kiosks while the core cannot be reached.

    Attributes:
        id: `R-2026-11-20-D104-1`.
        kiosks: Kiosk ids of one zone.
        people: Person ids; a person is on one roster at a time.
        valid_from: First instant, as `core.times.utc_text` writes it.
        valid_to: First instant at which it no longer holds; at most the policy's `book_h` later.
    """

    id: str
    kiosks: tuple[str, ...]
    people: tuple[str, ...]
    valid_from: str
    valid_to: str
