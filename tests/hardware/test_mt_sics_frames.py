"""MT-SICS frames: real answers and hostile ones."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.language import worded
from core.ports import DeviceError
from hardware.drivers.mt_sics_frames import model_of, parse_done, parse_text, parse_weight
from hardware.errors import (
    BalanceBusy,
    DeviceRefused,
    FrameBroken,
    NoBalanceReading,
    Overload,
    Underload,
)


def test_a_stable_weight_keeps_its_digits() -> None:
    reading = parse_weight(b"S S     100.00 g\r\n", "S", "b")
    assert (str(reading.value), reading.unit, reading.stable) == ("100.00", "g", True)


def test_a_moving_weight_is_marked() -> None:
    assert not parse_weight(b"S D      99.87 g\r\n", "S", "b").stable


def test_case_3_a_negative_weight_keeps_its_sign() -> None:
    assert parse_weight(b"S S   -0.0082 g\r\n", "S", "b").value == Decimal("-0.0082")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"S +\r\n", Overload),
        (b"S -\r\n", Underload),
        (b"S I\r\n", BalanceBusy),
        (b"S L\r\n", DeviceRefused),
        (b"S S Error 10b\r\n", NoBalanceReading),
        (b"ES\r\n", DeviceRefused),
        (b"ET\r\n", DeviceRefused),
        (b"EL\r\n", DeviceRefused),
        (b"S S      1,234 g\r\n", FrameBroken),
        (b"T S      12.30 g\r\n", FrameBroken),
        (b"S S     100.00\r\n", FrameBroken),
        (b"S S     100.00 g", FrameBroken),
        (b"S S     1e2 g\r\n", FrameBroken),
        (b"S S     NaN g\r\n", FrameBroken),
        (b"S X     100.00 g\r\n", FrameBroken),
        (b"S S     100.00 \xb5g\r\n", FrameBroken),
        (b"\r\n", FrameBroken),
        (b"\x80\xff#\x00?!\r\n", FrameBroken),
    ],
)
@pytest.mark.urs("F24")
def test_whatever_is_no_weight_has_its_own_name(line: bytes, kind: type[DeviceError]) -> None:
    with pytest.raises(kind) as caught:
        parse_weight(line, "S", "Balance XPR10")
    assert worded(caught.value, "zh")


def test_identity_and_type_are_read() -> None:
    assert parse_text(b'I4 A "1126493049"\r\n', "I4", "b") == "1126493049"
    assert parse_text(b'I2 A "XS204 Excellence 220.0090 g"\r\n', "I2", "b") == "XS204 Excellence 220.0090 g"
    assert model_of("XS204 Excellence 220.0090 g") == "XS204 Excellence"
    assert model_of("odd") == "odd"


@pytest.mark.parametrize("line", [b'I4 A ""\r\n', b'I3 A "1"\r\n', b"I4 A 1\r\n", b'I4 A "1\r\n', b"S S 1.00 g\r\n"])
def test_a_serial_number_is_never_guessed(line: bytes) -> None:
    with pytest.raises(FrameBroken):
        parse_text(line, "I4", "b")


_FRAMES = st.binary(max_size=64) | st.lists(
    st.sampled_from(["S", "D", "I", "+", "-", "I4", "A", '"', "g", "kg", "100.00", "Error", "Z", "TA", " ", "\r\n"]),
    max_size=8,
).map(lambda parts: " ".join(parts).encode() + b"\r\n")


@given(_FRAMES)
@example(b"I4\r\n")
def test_any_bytes_give_a_reading_or_a_declared_error(line: bytes) -> None:
    for parse in (
        lambda: parse_weight(line, "S", "b"),
        lambda: parse_weight(line, "TA", "b"),
        lambda: parse_text(line, "I4", "b"),
        lambda: parse_done(line, "Z", "b"),
    ):
        try:
            parse()
        except DeviceError:
            continue
