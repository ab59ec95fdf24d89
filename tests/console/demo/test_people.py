"""The tokens of the demo show what RFC 6238 says they must."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.demo.people import SecretsUnreadable, Token, read_people

SEED = b"12345678901234567890"
VECTORS = ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130"))
"""RFC 6238, appendix B, SHA-1, the last six of eight digits."""


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_a_token_shows_the_code_of_the_standard(at: int, code: str) -> None:
    assert Token(SEED).code(datetime.fromtimestamp(at, UTC)) == code


@pytest.mark.parametrize("written", ["", "[]", '{"a": {}}', '{"a": {"person": "P", "password": "x", "seed": "zz"}}'])
def test_a_damaged_file_of_secrets_is_one_sentence(tmp_path: Path, written: str) -> None:
    file = tmp_path / "first-secrets.json"
    file.write_text(written, "ascii")
    with pytest.raises(SecretsUnreadable):
        read_people(file)


def test_what_a_person_carries_is_never_shown_by_repr(tmp_path: Path) -> None:
    file = tmp_path / "first-secrets.json"
    file.write_text('{"operator1": {"person": "P-1", "password": "plum", "seed": "00ff"}}', "ascii")
    assert "plum" not in repr(read_people(file))
