"""Every error of the product has a code of its own, so that a code on a screen leads to one place."""

import re
from collections import Counter

from tests.house.sources import ROOMS, ROOT

_CODE = re.compile(r'^ +code = "([A-Z]+-[0-9]{3})"$', re.MULTILINE)


def test_no_two_errors_share_a_code() -> None:
    found = Counter(
        code
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        for code in _CODE.findall(file.read_text("utf-8"))
    )
    assert len(found) > 50
    assert [code for code, times in found.items() if times > 1] == []
