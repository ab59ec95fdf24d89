"""GS1 element strings: biip takes them apart, this file judges them.

biip 5.2.0 parses without judging: it keeps a GTIN with a wrong check digit, does not check (02) and (8003), accepts an
identifier twice, and reads the year by its own clock. So dates, check digits and repetitions are judged here.

biip brings tables of company prefixes, of which nothing is used here; loading them takes 0.1 to 0.2 s. No start waits
for that, and neither does the first scan: a terminal calls `load_gs1` beside the screen once its sign-in stands.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from core.codes.check_digits import key_holds
from core.codes.dates import read_date
from core.codes.model import CodeError
from core.codes.scan import GROUP_SEPARATOR

if TYPE_CHECKING:
    from biip.gs1_element_strings import GS1ElementString

CARRIERS = frozenset({"]C1", "]d2", "]Q3", "]e0", "]J1"})
"""AIM identifiers that say "this is GS1"; the same text under any other is not GS1."""

_NAMES = {"01": "gtin", "10": "lot", "11": "produced", "15": "best_before", "17": "expiry", "21": "serial"}
_DATES = frozenset({"11", "12", "13", "15", "16", "17", "7003", "7006", "7007", "8008"})
_MADE = frozenset({"11", "13", "8008"})


def load_gs1() -> None:
    """Load what the first message needs, so that it is read as quickly as the next; done once, safe in any thread."""
    _elements("0109506000134352")


def read_gs1(text: str, today: date) -> Mapping[str, str]:
    """Read a GS1 message into named fields; identifiers without a name stand under their digits.

    Args:
        text: Data after the AIM identifier.
        today: The plant's date.

    Raises:
        CodeError: Not GS1, an identifier twice, a wrong check digit, an impossible date, or made after today.
    """
    fields: dict[str, str] = {}
    for element in _elements(text):
        identifier = element.ai.ai
        name = _NAMES.get(identifier, identifier)
        if name in fields:
            raise CodeError("codes.identifier_twice", identifier=identifier)
        if not key_holds(identifier, element.value):
            raise CodeError("codes.check_digit", identifier=identifier, value=element.value)
        fields[name] = _value(identifier, element.value, today)
    return fields


def _elements(text: str) -> "list[GS1ElementString]":
    import biip
    from biip.gs1_messages import GS1Message

    config = biip.ParseConfig(gs1_element_strings_verify_date=False)
    try:
        elements = list(GS1Message.parse(text.strip(GROUP_SEPARATOR), config=config).element_strings)
    except (biip.ParseError, ValueError) as error:
        raise CodeError("codes.not_gs1") from error
    if not elements:
        raise CodeError("codes.not_gs1")
    _check_separators(text.strip(GROUP_SEPARATOR), elements)
    return elements


def _check_separators(text: str, elements: "list[GS1ElementString]") -> None:
    """Refuse a variable-length value that ran to its longest and was followed by no separator.

    biip cuts `10` after 20 characters and reads the rest as the next identifier; a scanner that lost the separator
    would so turn one over-long lot into a lot and a serial number.
    """
    rest = text
    for element in elements:
        rest = rest[len(element) :]
        if element.ai.separator_required and rest and not rest.startswith(GROUP_SEPARATOR):
            raise CodeError("codes.not_gs1")
        rest = rest.lstrip(GROUP_SEPARATOR)


def _value(identifier: str, value: str, today: date) -> str:
    if identifier not in _DATES:
        return value
    day = read_date(value[:6], today, latest_today=identifier in _MADE)
    # Times of day and the second date of a span stay as sent; only plain dates are turned.
    return day.isoformat() if len(value) == 6 else value
