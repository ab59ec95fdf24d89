"""Who may sign at a kiosk without the core: a roster, an account, a key and a token, all at once."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from core.people import Person, Role
from core.plant import Kiosk, Plant
from core.policy import Policy
from core.record.keys import KeyKind, PrivateKey, public_key
from core.roster import basis_of, clipped, holds, token_of, windows
from core.times import utc_from, utc_text
from core.token import Roster, Token, TokenKind, TokenState
from core.words import Words

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
KEY = PrivateKey(b"\x01" * 32)


def plant(**changes: object) -> Plant:
    """Give a plant with one operator who is rostered, enrolled and holds a token."""
    roster = Roster("R-1", ("K-1",), ("P-1",), utc_text(NOW), utc_text(NOW + timedelta(hours=8)))
    made = Plant(
        "demo",
        Words("Demo", "演示"),
        480,
        policy=Policy(),
        people={"P-1": Person("P-1", "operator1", "Wang Fang", (Role.OPERATOR,))},
        tokens={"T-1": Token("T-1", "P-1", TokenKind.APP, TokenState.ACTIVE, date(2026, 11, 1))},
        rosters={"R-1": roster},
        kiosks={"K-1": Kiosk("K-1", Words("Kiosk", "终端"))},
        keys=(public_key(KEY, KeyKind.USER, "P-1", utc_text(NOW - timedelta(days=1))),),
    )
    return msgspec.structs.replace(made, **changes)


def test_all_four_let_a_person_sign() -> None:
    [window] = windows(plant(), "K-1", NOW)
    assert (window.person, window.token, window.key) == ("P-1", "T-1", KEY.id)
    assert holds(window, NOW)
    assert not holds(window, NOW + timedelta(hours=8))
    assert windows(plant(), "K-2", NOW) == ()


@pytest.mark.parametrize(
    "lacking",
    [
        {"rosters": {}},
        {"people": {}},
        {"people": {"P-1": Person("P-1", "operator1", "Wang Fang", (Role.OPERATOR,), active=False)}},
        {"tokens": {}},
        {"tokens": {"T-1": Token("T-1", "P-1", TokenKind.APP, TokenState.LOST, date(2026, 11, 1))}},
        {
            "tokens": {
                "T-1": Token("T-1", "P-1", TokenKind.APP, TokenState.ACTIVE, date(2026, 11, 1), date(2026, 11, 19))
            }
        },
        {"keys": ()},
    ],
)
def test_without_any_one_of_them_nobody_does(lacking: dict[str, object]) -> None:
    assert windows(plant(**lacking), "K-1", NOW) == ()


def test_a_roster_of_later_counts_once_it_begins_within_a_book() -> None:
    later = Roster("R-1", ("K-1",), ("P-1",), utc_text(NOW + timedelta(hours=11)), utc_text(NOW + timedelta(hours=19)))
    assert len(windows(plant(rosters={"R-1": later}), "K-1", NOW)) == 1
    assert windows(plant(rosters={"R-1": later}), "K-1", NOW - timedelta(hours=2)) == ()
    assert windows(plant(rosters={"R-1": later}), "K-1", NOW + timedelta(hours=19)) == ()


def test_a_window_is_cut_to_the_life_of_a_book() -> None:
    [window] = windows(plant(), "K-1", NOW)
    cut = clipped(window, NOW + timedelta(hours=1), 2)
    assert utc_from(cut.valid_from) == NOW + timedelta(hours=1)
    assert utc_from(cut.valid_to) == NOW + timedelta(hours=3)


def test_another_roster_token_key_or_life_makes_another_basis() -> None:
    first = plant()
    bases = {basis_of(first, windows(first, "K-1", NOW))}
    for other in (
        plant(policy=Policy(book_h=4)),
        plant(tokens={"T-2": Token("T-2", "P-1", TokenKind.APP, TokenState.ACTIVE, date(2026, 11, 1))}),
        plant(keys=(public_key(PrivateKey(b"\x02" * 32), KeyKind.USER, "P-1", utc_text(NOW)),)),
    ):
        bases.add(basis_of(other, windows(other, "K-1", NOW)))
    assert len(bases) == 4
    assert token_of(first, "P-1", NOW) is not None
