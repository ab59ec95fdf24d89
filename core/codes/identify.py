"""Tell codes apart by their carrier and content."""

import re
from collections.abc import Mapping
from datetime import date

from core.codes.gs1 import CARRIERS, read_gs1
from core.codes.isbt import donation_number
from core.codes.model import Code, CodeKind
from core.codes.plant import is_container, read_plant_label
from core.codes.scan import GROUP_SEPARATOR, clean_scan, split_aim
from core.codes.udi_ma import is_ma, read_ma
from core.finding import Finding, finding

# A hint, not a proof: the check digits are not public, the ledger decides (NMPAB/T 1002-2019).
_DRUG_TRACE = re.compile(r"8\d{19}", re.ASCII)


def identify(raw: bytes, today: date) -> Code:
    """Read what a scanner sent.

    The carrier decides first: GS1 only from the carriers that say so, everything else never.

    Args:
        raw: Bytes between prefix and suffix.
        today: The plant's date, for two-digit years and dates of making.

    Returns:
        The code; `CodeKind.UNKNOWN` for clean text that fits no kind.

    Raises:
        CodeError: Not readable, or a GS1 or MA code that breaks its own rules.
    """
    raw_text = clean_scan(raw)
    aim, text = split_aim(raw_text)
    kind, fields = _read(aim, text, today)
    return Code(kind, raw_text, aim, text, fields)


def _read(aim: str, text: str, today: date) -> tuple[CodeKind, Mapping[str, str]]:
    if aim in CARRIERS:
        return _gs1(read_gs1(text, today))
    if is_ma(text):
        return CodeKind.UDI_MA, read_ma(text, today)
    donation = donation_number(text)
    if donation is not None:
        return CodeKind.CONTAINER, {"container": donation}
    if _DRUG_TRACE.fullmatch(text):
        return CodeKind.DRUG_TRACE, {"trace": text}
    return read_plant_label(text) or (CodeKind.UNKNOWN, {})


def _gs1(fields: Mapping[str, str]) -> tuple[CodeKind, Mapping[str, str]]:
    serial = fields.get("serial", "")
    if is_container(serial):
        named = {("container" if name == "serial" else name): value for name, value in fields.items()}
        return CodeKind.CONTAINER, named
    return (CodeKind.UDI_GS1 if "gtin" in fields else CodeKind.GS1), fields


def lot_unknown(code: Code) -> Finding:
    """Word that the lot of a code is in no ledger, with a hint where the scanner may have lost its separators.

    `10LOT-A21SN1` without 0x1D reads as lot `LOT-A21SN1`; nothing but the ledger can tell.
    """
    lot = code.fields.get("lot", "")
    lost = code.aim in CARRIERS and GROUP_SEPARATOR not in code.text and "21" in lot[1:]
    return finding("codes.lot_unknown_separator" if lost else "codes.lot_unknown", lot=lot)
