"""Tag maps and registers."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ports import TagQuality
from hardware.errors import TagMapError, TagUnknown
from hardware.registers import ascii_text, decode, encode
from hardware.tag_maps import bundled
from hardware.tagmap import Area, Tag, TagType, read_tag_map, tag_map

MAPS = Path(__file__).parents[2] / "hardware" / "tag_maps"


def tag(**fields: object) -> Tag:
    given_fields = {"tag": "t", "area": Area.INPUT, "address": 0, "type": TagType.FLOAT32, "unit": "℃", **fields}
    return Tag(**given_fields)  # type: ignore[arg-type]  (made loosely)


def document(**fields: object) -> dict[str, object]:
    one = {"tag": "t", "area": "ir", "address": 0, "type": "uint16", "unit": "1", **fields}
    return {"equipment": "x", "version": "1", "tags": [one]}


@pytest.mark.parametrize("name", sorted(file.stem for file in MAPS.glob("*.yaml")))
def test_the_maps_that_come_along_are_whole(name: str) -> None:
    read = bundled(name)
    assert read.equipment == name
    assert read.find("heartbeat", name).area is Area.HOLDING
    assert any(each.critical for each in read.tags)
    with pytest.raises(TagUnknown):
        read.find("nothing", name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": -1}, {"address": 65536}, {"unit": "furlong"}, {"type": "bool"}, {"type": "int64"}, {"area": "xx"},
        {"scale": "0"}, {"scale": "NaN"}, {"decimals": 12}, {"deadband": "-1"}, {"valid_low": "5", "valid_high": "1"},
        {"poll_ms": 0}, {"colour": "red"}, {"scale": "ten"}, {"write": {"low": "0", "high": "9"}},
        {"area": "hr", "write": {"low": "9", "high": "0"}},
        {"area": "hr", "write": {"low": "0", "high": "9", "readback": "q"}},
    ],
)  # fmt: skip
def test_a_map_that_cannot_be_is_refused_whole(wrong: dict[str, object]) -> None:
    with pytest.raises(TagMapError):
        tag_map(document(**wrong), "x")


def test_doubled_tags_and_unknown_heartbeats_are_refused() -> None:
    good = document()
    assert tag_map(good, "x").tags[0].scale == 1
    with pytest.raises(TagMapError):
        tag_map({**good, "tags": [*good["tags"], *good["tags"]]}, "x")  # type: ignore[misc]  (made loosely)
    with pytest.raises(TagMapError):
        tag_map({**good, "heartbeat": "q"}, "x")


@given(st.text(max_size=200))
def test_any_text_is_a_map_or_refused(text: str) -> None:
    with pytest.raises(TagMapError):
        read_tag_map(text, "x")


def test_case_14_bytes_that_are_no_number_or_cannot_be_true() -> None:
    assert decode(tag(), [0x7FC0, 0x0000]) == (None, TagQuality.BAD_TYPE)
    assert decode(tag(), [0x7F80, 0x0000]) == (None, TagQuality.BAD_TYPE)
    assert decode(tag(valid_high=Decimal(100)), [0x4841, 0x0000]) == (None, TagQuality.OUT_OF_RANGE)
    assert decode(tag(decimals=1, byte_swap=True), [0x4841, 0x0000]) == (Decimal("12.5"), TagQuality.GOOD)
    assert decode(tag(decimals=1), [0x4148, 0x0000]) == (Decimal("12.5"), TagQuality.GOOD)
    assert decode(tag(decimals=1, word_order="little"), [0x0000, 0x4148]) == (Decimal("12.5"), TagQuality.GOOD)


def test_scale_offset_and_places_are_exact() -> None:
    scaled = tag(type=TagType.INT16, scale=Decimal("0.1"), offset=Decimal(-10), decimals=1)
    assert str(decode(scaled, [0xFFFF])[0]) == "-10.1"
    assert decode(tag(area=Area.COIL, type=TagType.BOOL), [1]) == (Decimal(1), TagQuality.GOOD)


@given(
    st.sampled_from([kind for kind in TagType if kind is not TagType.BOOL]),
    st.lists(st.integers(0, 65535), min_size=2, max_size=2),
    st.sampled_from(["big", "little"]),
    st.booleans(),
)
def test_any_registers_give_a_value_that_writes_back_or_a_quality(
    kind: TagType, registers: list[int], order: str, swap: bool
) -> None:
    one = tag(type=kind, word_order=order, byte_swap=swap, decimals=6)
    value, quality = decode(one, registers[: kind.registers])
    assert (value is None) == (quality is not TagQuality.GOOD)
    if value is not None and kind is not TagType.FLOAT32:
        assert encode(one, value) == registers[: kind.registers]


def test_a_value_beyond_its_type_is_refused_when_written() -> None:
    for kind, value in ((TagType.UINT16, "70000"), (TagType.INT16, "NaN"), (TagType.FLOAT32, "1e300")):
        with pytest.raises(TagMapError):
            encode(tag(type=kind), Decimal(value))


def test_serial_numbers_are_printable_ascii() -> None:
    assert ascii_text([0x4752, 0x2D31, 0x0000]) == "GR-1"
    assert ascii_text([0]) is None
    assert ascii_text([0x0102]) is None
    assert ascii_text([0xFF41]) is None
