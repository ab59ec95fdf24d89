"""Whatever a text holds: faults with lines, or a sound record; never anything else.

The soak profile (`make soak`) tries twenty thousand texts of each generator.
"""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.language import worded
from core.master.check import check_master
from core.master.text import load_master
from core.plant_text import read_plant
from tests.fakes.campaign import examples
from tests.fakes.kinds import KINDS

ROOT = Path(__file__).parents[3]
TABLETS = (ROOT / "server/masters/tablets/master.yaml").read_text("utf-8")
PLANT = read_plant((ROOT / "server/plants/demo.yaml").read_text("utf-8"), "demo.yaml", date(2026, 11, 20)).plant

HEAD, REST = TABLETS.split("          - id: S010\n")
KINDS_STEPS = KINDS.partition("          - id: ")[2].split("          - id: ")
STEPS = [f"          - id: {step}" for step in (*f"S010\n{REST}".split("          - id: "), *KINDS_STEPS)]
PIECES = [
    *(
        "",
        " ",
        "\n",
        "\t",
        ":",
        ": ",
        "- ",
        "-",
        "#",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a",
        "!!str ",
        "|",
        ">",
        "'",
        '"',
        "%",
    ),
    *(
        "\x00",
        "\x1b[31m",
        "\u202e",
        "\ufeff",
        "\ud800",
        "１２",
        "千克",
        "😀",
        "NaN",
        "1e999",
        "-1",
        "0",
        "null",
        "~",
        "\r",
    ),
    *(
        "9" * 500,
        "limits: {}",
        "options: []\n",
        "- {id: a, name: {en: a, zh: a}, exception: major}\n",
        "sign: blind_second_count\n",
        "types: [photo, pdf]\n",
        "tolerance: -1\n",
        "kind: weigh\n",
        "potency: {assay: 1, basis: dried, decimals: 3}\n",
        "compensates: S030\n",
        "S030.net",
        "RM-PCM",
        "kg",
        "1 / 0",
        "((",
        "\n---\n",
        "? ",
        "<<: ",
        "=",
        "\\x",
    ),
]
EDITS = st.lists(
    st.tuples(st.integers(0, 9_999), st.integers(0, 60), st.sampled_from(PIECES), st.booleans()),
    min_size=1,
    max_size=3,
)


def broken(text: str, edits: list[tuple[int, int, str, bool]]) -> str:
    """Edit a text: at a place (in ten-thousandths) cut or keep some characters, put a piece in, or repeat them."""
    for place, length, piece, repeat in edits:
        at = len(text) * place // 10_000
        cut = text[at : at + length]
        text = text[:at] + (cut + piece + cut if repeat else piece) + text[at + length :]
    return text


def judge(text: str) -> None:
    lines = len(text.splitlines()) + 1
    checked = check_master(text, "m.yaml", PLANT)
    assert (checked.record is None) == bool(checked.faults)
    for fault in checked.faults:
        assert 1 <= fault.line <= lines
        assert worded(fault.finding, "zh").isprintable()
    if checked.record is not None:
        assert load_master(text) == checked.record


@pytest.mark.slow
@settings(max_examples=examples(5500), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(STEPS), EDITS)
def test_a_broken_step_gives_declared_faults_only(step: str, edits: list[tuple[int, int, str, bool]]) -> None:
    frame = "code: X\nprocedures:\n  - operations:\n      - steps:\n"
    judge(frame + broken(step, edits))


VALUES = [
    *(
        "",
        "'-1'",
        "0",
        "1.5",
        "99999999999",
        "１２",
        "kg",
        '"%"',
        "S030.net",
        "S999.x",
        "a + (b",
        "RM-PCM",
        "RM-XYZ",
        "[]",
        "{}",
    ),
    *(
        "[operator, operator]",
        "[admin]",
        "{low: 5, high: 1}",
        "{low: x}",
        "{en: a}",
        "5 min",
        "-5 min",
        "1e9 kg",
        "performed",
    ),
    *(
        "yes",
        "weigh",
        "calculation",
        "charge_in",
        "identity_scan",
        "timer",
        "choice",
        "environment_check",
        "equipment_setting",
        "attachment",
        "blind_second_count",
        "[photo, photo]",
        '"\\e[31m"',
        '"\\u202e"',
        "x" * 401,
        "1 / 0",
    ),
]
CHANGES = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(["value", "drop", "rename", "double"]), st.sampled_from(VALUES)),
    min_size=1,
    max_size=3,
)


def rewritten(text: str, changes: list[tuple[int, str, str]]) -> str:
    """Change whole lines, so that the text mostly stays YAML: another value, another key, no line, the line twice."""
    lines = text.splitlines()
    for place, change, value in changes:
        at = 1 + place % (len(lines) - 1) if len(lines) > 1 else 0
        key, colon, rest = lines[at].partition(":")
        new = {"value": [f"{key}: {value}"], "drop": [], "rename": [f"{key}s{colon}{rest}"], "double": [lines[at]] * 2}
        lines[at : at + 1] = new[change]
    return "\n".join(lines) + "\n"


@pytest.mark.slow
@settings(max_examples=examples(2500), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(STEPS), CHANGES)
def test_a_step_with_wrong_lines_gives_declared_faults_only(step: str, changes: list[tuple[int, str, str]]) -> None:
    judge(f"code: X\nprocedures:\n  - operations:\n      - steps:\n{rewritten(step, changes)}")


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 700), CHANGES), min_size=1, max_size=3))
def test_the_tablets_with_wrong_lines_give_declared_faults_only(
    edits: list[tuple[int, list[tuple[int, str, str]]]],
) -> None:
    text = TABLETS
    for start, changes in edits:
        head, tail = text.splitlines()[:start], text.splitlines()[start:]
        text = "\n".join(head) + "\n" + rewritten("\n".join(tail) or "x:\n", changes)
    judge(text)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS)
def test_the_broken_tablets_give_declared_faults_only(edits: list[tuple[int, int, str, bool]]) -> None:
    judge(broken(TABLETS, edits))


@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS)
def test_a_broken_header_gives_declared_faults_only(edits: list[tuple[int, int, str, bool]]) -> None:
    judge(broken(HEAD, edits))


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS)
def test_the_broken_further_kinds_give_declared_faults_only(edits: list[tuple[int, int, str, bool]]) -> None:
    judge(broken(KINDS, edits))


def test_a_name_that_was_probably_meant_is_told_without_what_cannot_be_printed() -> None:
    text = TABLETS.replace("croscarmellose: S060.net", '"\\u202ecroscarmellose": S060.net')
    (fault,) = (f for f in check_master(text, "m.yaml", PLANT).faults if f.finding.key.startswith("master.formula"))
    assert "mean ?croscarmellose?" in worded(fault.finding, "en")
