"""The site's policy on access and signatures: one object, versioned and approved like any other change.

Source: `strict` meets 21 CFR 11.200 and both readings of EU Annex 11; `part11` is what 11.200(a)(1)(i) allows at most.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from core.words import Words


class Profile(StrEnum):
    """How much is asked of later signatures in one session."""

    STRICT = "strict"
    """User id, password and one-time code at every signature."""
    PART11 = "part11"
    """The password alone for later ordinary signatures of a session."""


STATEMENT = Words(
    "I know that my electronic signature is as binding as my signature by hand. I keep my password and my token to "
    "myself, and I report their loss at once.",
    "本人知悉：电子签名与手写签名具有同等法律效力。本人妥善保管密码和动态令牌，不交他人使用；如有遗失，立即报告。",
)
"""What a person states before the first signature (21 CFR 11.10(j), 11.100(c))."""


NUMBERS: Mapping[str, tuple[int, int]] = {
    "idle_min": (1, 15),
    "tries": (3, 10),
    "lock_min": (15, 24 * 60),
    "token_test_days": (1, 366),
    "book_h": (1, 12),
    "sync_age_h": (1, 24),
    "kiosk_key_days": (60, 1827),
}
"""Lowest and highest value of each number of a policy."""


class Policy(msgspec.Struct, frozen=True):
    """The policy in force.

    Attributes:
        version: Counts the approved versions, from 1.
        profile: How much is asked of later signatures in one session.
        idle_min: Minutes without a key after which a terminal locks, 1 to 15.
        tries: Wrong secrets in a row that lock a person, 3 to 10.
        lock_min: Minutes for which that locks, at least 15.
        token_test_days: Days after which a token must be tested again, at most 366; an overdue test blocks signing.
        book_h: Longest life of a shift code book in hours, at most 12.
        sync_age_h: Age of the last time synchronisation in hours beyond which no code book is used, at most 24.
        kiosk_key_days: Days for which the keys of a kiosk are registered, 60 days to five years.
        qualified: True when qualifications are demanded at each act.
        receipt_verified: True when a second person verifies each receipt of goods before it is taken in.
        opcua_unsecured: True when OPC UA without security is permitted, where a node map says so.
        statement: What a person states before the first signature.
        statement_version: Counts its versions; a new one is stated anew.
    """

    version: int = 1
    profile: Profile = Profile.STRICT
    idle_min: int = 5
    tries: int = 5
    lock_min: int = 15
    token_test_days: int = 366
    book_h: int = 12
    sync_age_h: int = 24
    kiosk_key_days: int = 731
    qualified: bool = True
    receipt_verified: bool = False
    opcua_unsecured: bool = False
    statement: Words = STATEMENT
    statement_version: int = 1
