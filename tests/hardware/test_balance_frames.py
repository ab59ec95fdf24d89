"""The frames of every family: answers as the manuals print them, hostile ones, and twenty thousand made ones."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from core.language import worded
from core.ports import DeviceError
from hardware.decode import LINES
from hardware.drivers import aandd_frames, mt_sics_frames, ohaus_frames, radwag_frames, sartorius_sbi_frames
from hardware.drivers.balance_frames import Reading, Said
from hardware.errors import DeviceRefused, FrameBroken

CAPTURES = Path(__file__).parent / "captures"
GENERATED = 20_000


def captured(family: str) -> list[tuple[bytes, str]]:
    """Read a file of captures: escaped bytes, ` => `, what they say; `#` starts a note."""
    noted = [line for line in (CAPTURES / f"{family}.txt").read_text().splitlines() if not line.startswith("#")]
    pairs = [line.split(" => ") for line in noted]
    return [(frame.encode().decode("unicode_escape").encode("latin-1"), want) for frame, want in pairs]


def told(family: str, line: bytes) -> str:
    try:
        found = LINES[family](line, "Balance 1")
    except DeviceError as error:
        return type(error).__name__ if worded(error, "en") and worded(error, "zh") else "without words"
    if isinstance(found, Said):
        return f"{found.what} {found.text}".strip()
    words = (f"{found.value:f}", found.unit, "stable" if found.stable else "moving")
    return " ".join(word for word in (*words, "unverified" if found.unverified else "") if word)


@pytest.mark.urs("F05", "F24")
@pytest.mark.parametrize(("family", "line", "want"), [(f, *pair) for f in LINES for pair in captured(f)])
def test_a_captured_line_is_read_as_noted_beside_it(family: str, line: bytes, want: str) -> None:
    assert told(family, line) == want


@pytest.mark.parametrize("family", LINES)
def test_no_captured_line_of_another_family_becomes_a_wrong_weight(family: str) -> None:
    """A balance of another make on the port gives an error, or by chance the very same weight, never another one."""
    for other in LINES:
        for line, want in captured(other):
            got = told(family, line)
            if got.endswith(("stable", "moving")) and other != family:
                assert got == want, (other, line)


PARSERS: dict[str, list[Callable[[bytes], object]]] = {
    "mt_sics": [
        lambda line: mt_sics_frames.parse_weight(line, "S", "b"),
        lambda line: mt_sics_frames.parse_weight(line, "TA", "b"),
        lambda line: mt_sics_frames.parse_done(line, "Z", "b"),
        lambda line: mt_sics_frames.parse_text(line, "I4", "b"),
    ],
    "sartorius_sbi": [
        lambda line: sartorius_sbi_frames.parse_weight(line, "b"),
        lambda line: sartorius_sbi_frames.parse_serial(line, "b"),
        lambda line: sartorius_sbi_frames.parse_model(line, "b"),
    ],
    "aandd": [
        lambda line: aandd_frames.parse_weight(line, "b"),
        lambda line: aandd_frames.parse_weight(line, "b", "PT"),
        lambda line: aandd_frames.parse_told(line, "SN", "b"),
        lambda line: aandd_frames.parse_acknowledged(line, "b"),
    ],
    "ohaus": [
        lambda line: ohaus_frames.parse_weight(line, "b"),
        lambda line: ohaus_frames.parse_done(line, "b"),
        lambda line: ohaus_frames.parse_told(line, "b"),
    ],
    "radwag": [
        lambda line: radwag_frames.parse_weight(line, "SI", "b"),
        lambda line: radwag_frames.parse_answer(line, "Z", "b"),
        lambda line: radwag_frames.parse_text(line, "NB", "b"),
        lambda line: radwag_frames.parse_tare(line, "b"),
    ],
}


def made(family: str, rng: random.Random) -> bytes:
    """Make a line: a captured one with bytes changed, lost, doubled or put in, or bytes at random."""
    line = bytearray(rng.choice(captured_lines[family]))
    for _ in range(rng.randrange(4)):
        place = rng.randrange(len(line) + 1)
        match rng.randrange(4):
            case 0:
                line[place:place] = bytes([rng.choice(b'0123456789+-.,?SNgk "\r\n[]E') if rng.random() < 0.8 else 0xFF])
            case 1:
                del line[place : place + rng.randrange(3)]
            case 2:
                line[place : place + 1] = bytes([rng.randrange(256)])
            case _:
                line[place:place] = line[place : place + 5]
    return bytes(line) if rng.random() < 0.95 else rng.randbytes(rng.randrange(40)) + b"\r\n"


captured_lines = {family: [line for line, _ in captured(family)] for family in LINES}


@pytest.mark.urs("F24")
@pytest.mark.parametrize("family", LINES)
def test_twenty_thousand_made_lines_give_a_reading_or_a_declared_error(family: str) -> None:
    rng = random.Random(20_261_120)  # noqa: S311  (lines to try, no secret)
    read = 0
    for number in range(GENERATED):
        line = made(family, rng)
        parse = PARSERS[family][number % len(PARSERS[family])] if number % 2 else lambda it: LINES[family](it, "b")
        try:
            found = parse(line)
        except DeviceError:
            continue
        if isinstance(found, Reading):
            read += 1
            # Nothing is made up: every digit of the value stood in the line, in this order.
            digits = f"{found.value:f}".lstrip("-0")
            assert digits.replace(".", "") in line.replace(b".", b"").replace(b"[", b"").decode("latin-1")
            assert found.value.is_finite()
    assert read > GENERATED // 100


@pytest.mark.parametrize(
    "line",
    [b"+  111.255 g  \r\n", b"      High    \r\n", b"Stat     Err   320  \r\n", b"a b\r\n", b"      12.5    \r\n"],
)
def test_a_weight_or_a_state_is_no_sartorius_serial_number(line: bytes) -> None:
    with pytest.raises(FrameBroken):
        sartorius_sbi_frames.parse_serial(line, "b")


def test_a_sartorius_serial_number_may_stand_alone_or_behind_its_name() -> None:
    for line in (b"    0031801165\r\n", b"SerNo.    0031801165\r\n", b"Ser.no    0031801165\r\n"):
        assert sartorius_sbi_frames.parse_serial(line, "b") == "0031801165"


def test_the_first_and_the_second_answer_of_a_radwag_command_are_told_apart() -> None:
    assert radwag_frames.parse_answer(b"Z A\r\n", "Z", "b") is False
    assert radwag_frames.parse_answer(b"Z D\r\n", "Z", "b") is True
    with pytest.raises(FrameBroken):
        radwag_frames.parse_answer(b"T D\r\n", "Z", "b")


def test_only_an_acknowledgement_is_one() -> None:
    aandd_frames.parse_acknowledged(b"\x06\r\n", "b")
    with pytest.raises(FrameBroken):
        aandd_frames.parse_acknowledged(b"ST,+00123.45  g\r\n", "b")
    with pytest.raises(DeviceRefused):
        aandd_frames.parse_acknowledged(b"EC,E01\r\n", "b")
