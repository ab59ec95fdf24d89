"""The plant's own labels: plain text in Code 128, one mark a kind.

| kind | form | example |
|---|---|---|
| container | `C-` and 6 to 12 digits; `-2`, `-3` ... after a weighing undone | `C-000981` |
| lot | `L-`, date YYMMDD, `-`, 2 or more digits | `L-240817-03` |
| badge | `U-` and the user id | `U-operator1` |
| equipment | `E-` and more, the whole is its id | `E-GRAN-01` |
| room | `R-` and the room id | `R-D-104` |
| batch | `B`, YYMM, `-`, 4 digits | `B2611-0042` |
| sample | `S-`, a batch or lot number, `-`, 2 digits | `S-B2611-0042-01` |
"""

import re
from collections.abc import Mapping

from core.codes.model import CodeKind

_LOT = r"L-\d{6}-\d{2,4}"
_BATCH = r"B\d{4}-\d{4}"
_FORMS: tuple[tuple[CodeKind, re.Pattern[str]], ...] = (
    (CodeKind.CONTAINER, re.compile(r"(C-\d{6,12}(?:-\d{1,2})?)", re.ASCII)),
    (CodeKind.LOT, re.compile(rf"({_LOT})", re.ASCII)),
    (CodeKind.BADGE, re.compile(r"U-([A-Za-z0-9][A-Za-z0-9._-]{0,31})", re.ASCII)),
    (CodeKind.EQUIPMENT, re.compile(r"(E-[A-Z0-9][A-Z0-9-]{0,23})", re.ASCII)),
    (CodeKind.ROOM, re.compile(r"R-([A-Z0-9][A-Z0-9-]{0,23})", re.ASCII)),
    (CodeKind.BATCH, re.compile(rf"({_BATCH})", re.ASCII)),
    (CodeKind.SAMPLE, re.compile(rf"(S-(?:{_BATCH}|{_LOT})-\d{{2}})", re.ASCII)),
)


def read_plant_label(text: str) -> tuple[CodeKind, Mapping[str, str]] | None:
    """Read a plant label, or None when the text is none."""
    for kind, form in _FORMS:
        found = form.fullmatch(text)
        if found is not None:
            return kind, {kind.value: found.group(1)}
    return None


def is_container(text: str) -> bool:
    """Tell whether a text is a container number."""
    return _FORMS[0][1].fullmatch(text) is not None
