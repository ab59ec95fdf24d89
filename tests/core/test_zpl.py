"""Escapes of ZPL field data."""

from hypothesis import given
from hypothesis import strategies as st

from core.zpl import zpl_datamatrix_gs1, zpl_escape


def test_commands_inside_data_become_text() -> None:
    assert zpl_escape("A^FS^XZ~HS_1\\") == "A_5EFS_5EXZ_7EHS_5F1_5C"


def test_chinese_goes_as_utf_8() -> None:
    assert zpl_escape("批") == "_E6_89_B9"


def test_a_gs1_message_starts_with_fnc1_and_has_one_for_every_separator() -> None:
    assert zpl_datamatrix_gs1("10A_1\x1d21B") == "_23110A_5F1_23121B"


@given(st.text())
def test_escaped_data_holds_only_letters_digits_and_the_escape_mark(data: str) -> None:
    escaped = zpl_escape(data.encode("utf-8", "ignore").decode())
    assert all(character.isascii() and (character.isalnum() or character == "_") for character in escaped)
