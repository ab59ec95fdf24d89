"""UDI by the issuer ZIIOT: `MA.156.M0.<registrant>.<item>` and production identifiers behind dots.

Source: udi.cp-sy.cn; whether a dot may stand inside a lot is not settled, so the raw text stays in the record.
"""

import re
from collections.abc import Mapping
from datetime import date

from core.codes.dates import read_date
from core.codes.model import CodeError

_DEVICE = re.compile(r"MA\.156\.M0\.[0-9A-Za-z]{6}\.[0-9A-Za-z]{8}(?=\.|$)")
_PRODUCTION = re.compile(r"\.(?=[LSMEVD])")
_NAMES = {
    "L": "lot",
    "S": "serial",
    "M": "produced",
    "E": "expiry",
    "V": "valid_until",
    "D": "sterilisation_lot",
}
_DATES = frozenset("MEV")


def is_ma(text: str) -> bool:
    """Tell whether a text claims to be an MA code."""
    return text.startswith("MA.")


def is_device(text: str) -> bool:
    """Tell whether a text is a device identifier by MA alone; its check character is not public and not judged."""
    found = _DEVICE.fullmatch(text)
    return found is not None


def write_ma(device: str, lot: str, serial: str, made: date, expiry: date) -> str:
    """Write a code that `read_ma` reads back: device identifier, made, expiry, lot, serial; dates with whole years.

    Args:
        device: Device identifier by MA.
        lot: Lot number, without dots.
        serial: Serial number, without dots.
        made: Day of making.
        expiry: Last day of use.
    """
    return f"{device}.M{made:%Y%m%d}.E{expiry:%Y%m%d}.L{lot}.S{serial}"


def read_ma(text: str, today: date) -> Mapping[str, str]:
    """Read an MA code into `di` and its production identifiers.

    Raises:
        CodeError: Another form, an identifier twice, an impossible date, or made after today.
    """
    device = _DEVICE.match(text)
    if device is None:
        raise CodeError("codes.not_ma")
    fields = {"di": device.group()}
    first, *parts = _PRODUCTION.split(text[device.end() :])
    if first:
        raise CodeError("codes.not_ma")
    for part in parts:
        mark, value = part[0], part[1:]
        if _NAMES[mark] in fields:
            raise CodeError("codes.identifier_twice", identifier=mark)
        if not value:
            raise CodeError("codes.not_ma")
        fields[_NAMES[mark]] = _date(mark, value, today) if mark in _DATES else value
    return fields


def _date(mark: str, value: str, today: date) -> str:
    if len(value) not in (6, 8) or not value.isdigit():
        raise CodeError("codes.bad_date", date=value)
    return read_date(value, today, latest_today=mark == "M").isoformat()
