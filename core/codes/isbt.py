"""Donation numbers of blood and plasma: ISBT 128, data structure 001, in Code 128 or DataMatrix.

`=` `a` `pppp` `yy` `nnnnnn` `ff`: the first five characters name the collecting establishment, then the year, the
number in that year, and two flag characters that do not belong to the number.
Source: ISBT 128 Standard Technical Specification, data structure 001, Donation Identification Number.
"""

import re

_DONATION = re.compile(r"=([A-NP-Z1-9][0-9]{12})[0-9A-Z]{2}", re.ASCII)


def donation_number(text: str) -> str | None:
    """Read the 13 characters of a donation number, without mark and flags; None when the text is none."""
    found = _DONATION.fullmatch(text)
    return found.group(1) if found is not None else None
