"""Registers to values: whatever stands in them gives a value that can be true, or none with a declared quality."""

import random
from decimal import Decimal

import pytest

from core.ports import TagQuality
from hardware.errors import TagMapError
from hardware.registers import decode, encode
from hardware.tagmap import Area, Tag, TagType

NUMBERS = [kind for kind in TagType if kind is not TagType.BOOL]


@pytest.mark.urs("F24")
def test_20000_generated_registers_give_a_value_in_range_or_a_declared_quality() -> None:
    chance = random.Random(20261120)  # noqa: S311 - test data, the same every time
    seen: dict[TagQuality, int] = {}
    for _ in range(20_000):
        tag = Tag(
            "t",
            Area.HOLDING,
            0,
            chance.choice(NUMBERS),
            "kg",
            word_order=chance.choice(["big", "little"]),
            byte_swap=chance.random() < 0.5,
            scale=Decimal(chance.choice(["1", "0.1", "-0.01", "1000"])),
            offset=Decimal(chance.randrange(-500, 500)),
            decimals=chance.randrange(10),
            valid_low=Decimal(chance.choice([-(10**6), 0])),
            valid_high=Decimal(10**6),
        )
        raw = [chance.choice([0, 0x7FC0, 0x7F80, 0xFFFF, chance.randrange(65536)]) for _ in range(tag.type.registers)]
        value, quality = decode(tag, raw)
        seen[quality] = seen.get(quality, 0) + 1
        assert (value is None) == (quality is not TagQuality.GOOD)
        if value is not None:
            assert value.is_finite()
            assert -value.as_tuple().exponent == tag.decimals  # type: ignore[operator]  # finite, so a number
    assert {TagQuality.GOOD, TagQuality.BAD_TYPE, TagQuality.OUT_OF_RANGE} == set(seen)


def test_20000_generated_values_fit_their_registers_or_are_refused() -> None:
    chance = random.Random(20261120)  # noqa: S311 - test data, the same every time
    for _ in range(20_000):
        tag = Tag("t", Area.HOLDING, 0, chance.choice(NUMBERS), "kg", scale=Decimal("0.1"), decimals=1)
        value = Decimal(chance.choice([chance.randrange(-(10**10), 10**10), chance.randrange(-300, 300)])) / 10
        try:
            raw = encode(tag, value)
        except TagMapError:
            continue
        read, quality = decode(tag, raw)
        assert quality is TagQuality.GOOD
        assert read == value or tag.type is TagType.FLOAT32
