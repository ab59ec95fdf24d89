"""What a code is, once read."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from core.errors import CountersignError


class CodeError(CountersignError):
    """A code cannot be taken; the key names the sentence for the operator."""

    code = "COD-001"


class CodeKind(StrEnum):
    """What a code stands for.

    `GS1` is any other GS1 message, for example a supplier's pallet label (SSCC).
    """

    CONTAINER = "container"
    LOT = "lot"
    BADGE = "badge"
    EQUIPMENT = "equipment"
    ROOM = "room"
    BATCH = "batch"
    SAMPLE = "sample"
    DRUG_TRACE = "drug_trace"
    UDI_GS1 = "udi_gs1"
    UDI_MA = "udi_ma"
    GS1 = "gs1"
    UNKNOWN = "unknown"


class Code(msgspec.Struct, frozen=True):
    """One code, read.

    Attributes:
        kind: What it stands for.
        raw_text: As scanned, AIM identifier included; group separators (0x1D) kept.
        aim: AIM identifier such as `]d2`, or "" when the scanner sent none.
        text: The data after the AIM identifier.
        fields: What it says, by name. Dates are `YYYY-MM-DD`. Plant labels give one field named as their kind
            (`container`, `lot`, `badge`, `equipment`, `room`, `batch`, `sample`), which is the whole id; badges and
            room labels lose their mark (`U-operator1` gives `operator1`, `R-D-104` gives `D-104`). GS1 gives `gtin`,
            `lot`, `serial`, `expiry`, `retest`, `produced` or the application identifier itself; the plant's container
            label names (21) `container`, and so does the donation number of a unit of plasma (ISBT 128). UDI by MA
            gives `di`, `lot`, `serial`, `produced`, `expiry`, `valid_until`, `sterilisation_lot`. Drug traceability
            codes give `trace`.
    """

    kind: CodeKind
    raw_text: str
    aim: str
    text: str
    fields: Mapping[str, str] = {}

    def get(self, name: str) -> str | None:
        """Give a field, or None."""
        return self.fields.get(name)
