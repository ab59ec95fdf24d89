"""Every decision that carries a reason refuses one that says nothing, before anything else of it is looked at."""

import importlib
import pkgutil
import re

import msgspec
import pytest

import server.decisions
from core.said import says_something
from server.decisions.desk import DECISIONS
from server.decisions.reasons import REASONED, SOMETIMES
from tests.fakes.core import CoreUnderTest, KioskUnderTest

BLANK = ("", " ", "\t\n", "\u3000", "\u200b\u2060", ".", "-", "……", "\x00")


def reasoned() -> set[str]:
    """Find every verb whose request holds a field that says why or how, by the words of its struct."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(server.decisions.__path__):
        loaded = vars(importlib.import_module(f"server.decisions.{module.name}"))
        for asked in loaded.values():
            if (
                isinstance(asked, type)
                and issubclass(asked, msgspec.Struct)
                and {"reason", "how"} & set(asked.__struct_fields__)
            ):
                found |= set(re.findall(r"`(\w+)`", (asked.__doc__ or "").partition(":")[0]))
    return found & set(DECISIONS)


def test_every_decision_that_carries_a_reason_is_on_the_list() -> None:
    assert reasoned() == set(REASONED) | set(SOMETIMES)
    assert not set(REASONED) & set(SOMETIMES)


@pytest.mark.urs("11.50")
def test_no_decision_takes_a_reason_that_says_nothing(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    before = core.service.writer.picture.plant
    for verb, (name, key) in REASONED.items():
        for blank in BLANK:
            refusal = kiosk.ask(verb, **{name: blank}).refusal
            assert refusal is not None
            assert refusal.key == key, verb
        without = kiosk.ask(verb, **{name: "broken"}).refusal
        assert without is not None
        assert without.key == "decision.body_unfit", verb
    assert core.service.writer.picture.plant == before


def test_a_reason_in_any_writing_says_something() -> None:
    assert all(says_something(reason) for reason in ("外箱破损", "7", "Lot F2611-0042", " ok "))
    assert not any(says_something(reason) for reason in BLANK)
