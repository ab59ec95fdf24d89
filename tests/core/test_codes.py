"""Codes: every wrap rule and nasty case, with exactly those bytes."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.codes import Code, CodeError, CodeKind, clean_scan, identify, lot_unknown
from core.codes.check_digits import check_digit_holds
from core.language import text as worded_text
from core.language import worded

TODAY = date(2026, 11, 20)
GS = b"\x1d"


def read(raw: bytes) -> Code:
    return identify(raw, TODAY)


def refusal(raw: bytes) -> str:
    with pytest.raises(CodeError) as caught:
        identify(raw, TODAY)
    assert worded(caught.value, "en")
    assert worded(caught.value, "zh")
    return caught.value.key


@pytest.mark.parametrize(
    ("raw", "kind", "field", "value"),
    [
        (b"]C0C-000981", CodeKind.CONTAINER, "container", "C-000981"),
        (b"]C0L-240817-03\r\n", CodeKind.LOT, "lot", "L-240817-03"),
        (b"]C0U-operator1", CodeKind.BADGE, "badge", "operator1"),
        (b"]C0E-GRAN-01", CodeKind.EQUIPMENT, "equipment", "E-GRAN-01"),
        (b"]C0R-D-104", CodeKind.ROOM, "room", "D-104"),
        (b"]C0B2611-0042", CodeKind.BATCH, "batch", "B2611-0042"),
        (b"]C0=G41012600041700", CodeKind.CONTAINER, "container", "G410126000417"),
        (b"]C0S-B2611-0042-01", CodeKind.SAMPLE, "sample", "S-B2611-0042-01"),
        (b"]C0S-L-240817-03-02", CodeKind.SAMPLE, "sample", "S-L-240817-03-02"),
        (b"C-000981", CodeKind.CONTAINER, "container", "C-000981"),
    ],
)
@pytest.mark.urs("F05")
def test_plant_labels_are_told_apart_by_their_mark(raw: bytes, kind: CodeKind, field: str, value: str) -> None:
    code = read(raw)
    assert (code.kind, dict(code.fields)) == (kind, {field: value})


def test_a_container_label_in_gs1_datamatrix_names_item_lot_expiry_and_container() -> None:
    code = read(b"]d20106940000000010" + b"17270831" + b"10L-240817-03" + GS + b"21C-000981\r")
    assert code.kind is CodeKind.CONTAINER
    assert dict(code.fields) == {
        "gtin": "06940000000010",
        "expiry": "2027-08-31",
        "lot": "L-240817-03",
        "container": "C-000981",
    }
    assert code.aim == "]d2"
    assert "\x1d" in code.raw_text


@pytest.mark.parametrize("lookalike", [b"]C0C-00098", b"]C0c-000981", b"]C0X-000981", b"]C0L-2408-03", b"]C0B2611-42"])
def test_text_that_fits_no_form_is_unknown_and_never_guessed(lookalike: bytes) -> None:
    assert read(lookalike).kind is CodeKind.UNKNOWN


# ------------------------------------------------------------------ nasty cases 15 to 20


def test_case_15_group_separator_parts_lot_and_serial() -> None:
    code = read(b"]d2010694000000001010LOT-a" + GS + b"21SN01\r")
    assert (code.kind, code.get("lot"), code.get("serial")) == (CodeKind.UDI_GS1, "LOT-a", "SN01")


def test_case_16_a_lost_separator_is_found_by_the_ledger_and_hinted_at() -> None:
    code = read(b"]d2010694000000001010LOT-A21SN1\r")
    assert code.get("lot") == "LOT-A21SN1"
    assert lot_unknown(code).key == "codes.lot_unknown_separator"
    assert "scanner must send the group separator" in worded(lot_unknown(code), "en")
    assert lot_unknown(read(b"]C0L-240817-03")).key == "codes.lot_unknown"


def test_case_17_a_wrong_check_digit_is_refused_though_the_rest_parses() -> None:
    assert refusal(b"]d201069400000000191728020010AB\r") == "codes.check_digit"


@pytest.mark.parametrize("carrier", [b"]d1", b"]C0", b""])
def test_case_17_the_same_text_under_another_carrier_is_no_gs1(carrier: bytes) -> None:
    code = read(carrier + b"01069400000000191728020010AB\r")
    assert (code.kind, dict(code.fields)) == (CodeKind.UNKNOWN, {})


def test_case_18_dates() -> None:
    assert read(b"]d201069400000000101728020010AB").get("expiry") == "2028-02-29"
    assert refusal(b"]d201069400000000101713023010AB") == "codes.bad_date"
    assert refusal(b"]d201069400000000101126112110AB") == "codes.made_in_future"
    assert read(b"]d201069400000000101126112010AB").get("produced") == "2026-11-20"
    assert read(b"]d201069400000000101126110010AB").get("produced") == "2026-11-30"


def test_case_19_a_drug_traceability_code_is_no_gtin_and_no_ai_81() -> None:
    code = read(b"]C081000050012345678901\r")
    assert (code.kind, dict(code.fields)) == (CodeKind.DRUG_TRACE, {"trace": "81000050012345678901"})


def test_case_19_udi_by_ma() -> None:
    code = read(b"MA.156.M0.100001.01234567.LAB12.M260101\r")
    assert code.kind is CodeKind.UDI_MA
    assert dict(code.fields) == {"di": "MA.156.M0.100001.01234567", "lot": "AB12", "produced": "2026-01-01"}
    assert code.raw_text == "MA.156.M0.100001.01234567.LAB12.M260101"


# ------------------------------------------------------------------ wrap rules of GS1


@pytest.mark.parametrize(
    ("two_digits", "year"),
    [("51", "2051"), ("76", "2076"), ("77", "1977"), ("99", "1999"), ("00", "2000"), ("26", "2026")],
)
def test_two_digit_years_turn_by_the_plants_date_and_not_by_the_computers_clock(two_digits: str, year: str) -> None:
    assert read(b"]d217" + two_digits.encode() + b"0101").get("expiry") == f"{year}-01-01"


def test_two_digit_years_late_in_a_century_reach_into_the_next() -> None:
    assert identify(b"]d217100101", date(2080, 1, 1)).get("expiry") == "2110-01-01"


@pytest.mark.parametrize("bad", [b"130230", b"000000", b"261301", b"260132"])
def test_impossible_dates_are_refused(bad: bytes) -> None:
    assert refusal(b"]d20106940000000010" + b"17" + bad) in {"codes.bad_date", "codes.not_gs1"}


@pytest.mark.parametrize("identifier", [b"7003", b"8008"])
def test_dates_with_hours_are_checked_too(identifier: bytes) -> None:
    digits = b"2613011200" if identifier == b"7003" else b"26130112"
    assert refusal(b"]d2" + identifier + digits) in {"codes.bad_date", "codes.not_gs1"}


def test_an_identifier_twice_is_refused() -> None:
    assert refusal(b"]d210A" + GS + b"10B") == "codes.identifier_twice"


@pytest.mark.parametrize(
    "message",
    [
        b"00106141411234567890",
        b"0106940000000019",
        b"0206940000000019",
        b"800306940000000019A",
        b"8006069400000000190101",
        b"8017069400000000000019",
        b"8018069400000000000019",
        b"4106940000000019",
    ],
)
def test_every_key_with_a_check_digit_is_checked(message: bytes) -> None:
    assert refusal(b"]d2" + message) in {"codes.check_digit", "codes.not_gs1"}


def test_right_keys_pass() -> None:
    assert read(b"]d2020694000000001037" + b"12").get("02") == "06940000000010"
    assert read(b"]d200106141411234567897").get("00") == "106141411234567897"
    assert check_digit_holds("06940000000010")


def test_separators_in_front_doubled_and_behind_mean_nothing() -> None:
    assert dict(read(b"]d2" + GS + b"10A" + GS + GS + b"21B" + GS + b"\r\n").fields) == {"lot": "A", "serial": "B"}


@pytest.mark.parametrize(
    "message", [b"10" + b"A" * 21, b"10" + b"A" * 20 + b"21SN1", b"3106001250", b"(01)06940000000010", b"9"]
)
def test_what_is_no_gs1_is_refused_whole(message: bytes) -> None:
    assert refusal(b"]d2" + message) == "codes.not_gs1"


def test_dotcode_is_read_like_the_other_gs1_carriers() -> None:
    assert read(b"]J10106940000000010").get("gtin") == "06940000000010"


def test_a_pallet_label_is_gs1_without_a_product() -> None:
    assert read(b"]C100106141411234567897").kind is CodeKind.GS1


# ------------------------------------------------------------------ UDI by MA


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b"MA.", "codes.not_ma"),
        (b"MA.156.M0.100001", "codes.not_ma"),
        (b"MA.156.M0.100001.01234567X", "codes.not_ma"),
        (b"MA.156.M0.100001.01234567.Q1", "codes.not_ma"),
        (b"MA.156.M0.100001.01234567.L", "codes.not_ma"),
        (b"MA.156.M0.100001.01234567.LA.LB", "codes.identifier_twice"),
        (b"MA.156.M0.100001.01234567.E261332", "codes.bad_date"),
        (b"MA.156.M0.100001.01234567.E2026", "codes.bad_date"),
        (b"MA.156.M0.100001.01234567.M20261121", "codes.made_in_future"),
    ],
)
def test_broken_ma_codes_are_refused(raw: bytes, key: str) -> None:
    assert refusal(raw) == key


def test_ma_dates_have_six_or_eight_digits() -> None:
    code = read(b"]Q1MA.156.M0.100001.01234567.S1.E20280131.V280201.DST9")
    assert code.get("expiry") == "2028-01-31"
    assert (code.get("valid_until"), code.get("sterilisation_lot")) == ("2028-02-01", "ST9")


# ------------------------------------------------------------------ hostile bytes

HOSTILE = [
    b"\x1b[2J",
    b"]C0\x1b]52;c;aGk=\x07",
    b"LOT\x11X",
    b"LOT[/b]1",
    b"[red]FAIL[/red]",
    b"LOT [A]",
    "批号".encode(),
    b"\x9b31m",
    b"a\x00b",
    b"^XA^XZ~",
    b"A\x1eB",
    b"]C0C-0000]C0C-000981",
    b"\xff\xfe",
]


@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_bytes_are_refused(raw: bytes) -> None:
    assert refusal(raw) == "codes.bad_character"


def test_a_path_is_only_text() -> None:
    assert read(b"../../etc/passwd").kind is CodeKind.UNKNOWN


def test_length_has_a_bound() -> None:
    assert clean_scan(b"A" * 200) == "A" * 200
    assert refusal(b"A" * 201) == "codes.too_long"
    assert refusal(b" \r\n") == "codes.unreadable"


_carrier = st.sampled_from([b"", b"]d2", b"]C1", b"]C0", b"]Q3", b"]J1", b"]e0", b"]E0", b"]d1"])
_gs1_like = st.lists(
    st.sampled_from([b"01", b"17", b"10", b"21", b"11", b"3103", b"391", b"8008", b"7003", b"7007", b"410", b"00", GS])
    | st.binary(max_size=8)
    | st.text("0123456789", max_size=20).map(str.encode),
    max_size=10,
).map(b"".join)
_ma_like = st.text("MA.156LSEVD0", max_size=60).map(lambda tail: b"MA.156.M0.100001.01234567" + tail.encode())


@given(_carrier, st.binary(max_size=210) | _gs1_like | _ma_like)
@example(b"]d2", b"3910")
@example(b"]", b"")
def test_any_bytes_give_a_code_or_the_declared_error(carrier: bytes, body: bytes) -> None:
    try:
        code = identify(carrier + body, TODAY)
    except CodeError:
        return
    assert code.raw_text.isascii()
    assert not any(character < " " and character != "\x1d" for character in code.raw_text)


def test_biip_is_used_nowhere_else() -> None:
    rooms = Path(__file__).parents[2]
    users = [
        path.relative_to(rooms).as_posix()
        for room in ("core", "hardware", "screens", "console", "server")
        for path in (rooms / room).rglob("*.py")
        if "import biip" in path.read_text() or "from biip" in path.read_text()
    ]
    assert users == ["core/codes/gs1.py"]
    assert worded_text("codes.unreadable", "zh").startswith("标签无法识读")
