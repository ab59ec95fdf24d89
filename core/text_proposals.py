"""New texts from a table (CSV): versions of procedures, and the statement of accountability, signed at a terminal.

Such texts are too long and too exact to be typed at a kiosk. Source: 21 CFR 11.10(j), 11.10(k); GMP article 158.
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from core.change_rules import change_refusals
from core.changes import LONGEST_BODY, Change, change, changes_digest
from core.errors import CountersignError
from core.finding import Finding, finding
from core.plant import Plant
from core.proposals import MOST_ROWS, Proposal, TableUnfit, in_force, table_rows
from core.qualification import Procedure
from core.supply_rows import RowUnfit
from core.text_fault import TextFault
from core.words import Words

TEXTS: Mapping[str, tuple[str, ...]] = {
    "procedures": ("code", "title_en", "title_zh", "text_en", "text_zh", "effective_from"),
    "statement": ("en", "zh"),
}
"""Kinds of text, and their columns; the next version is counted by itself."""
LONGEST_TEXT = 4000


def propose_texts(text: str, file: str, kind: str, plant: Plant) -> Proposal:
    """Read a table of new texts; a procedure that is as it was drops out.

    Raises:
        TableUnfit: Something is wrong; it carries every fault with its line.
    """
    rows, faults = table_rows(text, file, TEXTS[kind])
    if kind == "statement" and len(rows) > 1:
        faults.append(TextFault(file, rows[1][0], finding("supply.refused.twice", id=kind)))
    changed: list[Change] = []
    for line, row in rows:
        try:
            one = _procedure(row, plant) if kind == "procedures" else _statement(row, plant)
        except CountersignError as error:
            faults.append(TextFault(file, line, Finding(error.key, error.params)))
            continue
        if one is None or in_force(one, plant):
            continue
        if any(one.id == other.id for other in changed):
            faults.append(TextFault(file, line, finding("supply.refused.twice", id=one.id[:40])))
        faults += [TextFault(file, line, found) for found in change_refusals((one,), plant)]
        changed.append(one)
    if not faults and not changed:
        faults.append(TextFault(file, 1, finding("proposal.nothing")))
    if not faults and (len(changed) > MOST_ROWS or sum(len(one.body) for one in changed) > LONGEST_BODY - 500):
        faults.append(TextFault(file, 1, finding("proposal.too_long", most=str(MOST_ROWS))))
    if faults:
        raise TableUnfit(file, tuple(sorted(faults, key=lambda fault: fault.line)))
    told = tuple(changed)
    return Proposal(changes_digest(told), told[0].kind, file[:80], told)


def _procedure(row: Mapping[str, str], plant: Plant) -> Change | None:
    """Give the next version of a procedure, or its first one; None where title and text are those of now."""
    code = _cell(row, "code")
    title = Words(_cell(row, "title_en"), _cell(row, "title_zh"))
    words = Words(_cell(row, "text_en"), _cell(row, "text_zh"))
    try:
        since = date.fromisoformat(_cell(row, "effective_from"))
    except ValueError as error:
        raise _unfit("effective_from", row) from error
    before = plant.procedures.get(code)
    if before is not None and (before.title, before.text) == (title, words):
        return None
    if not code or len(code) > 40:
        raise _unfit("code", row)
    return change("procedures", code, Procedure(code, before.version + 1 if before else 1, title, since, words))


def _statement(row: Mapping[str, str], plant: Plant) -> Change | None:
    """Give the policy with a new statement, which everybody signs anew; None where it is that of now."""
    policy, words = plant.policy, Words(_cell(row, "en"), _cell(row, "zh"))
    if words == policy.statement:
        return None
    for column in ("en", "zh"):
        if len(_cell(row, column)) < 20:
            raise _unfit(column, row)
    counted = {"version": policy.version + 1, "statement_version": policy.statement_version + 1}
    return change("policy", "policy", msgspec.structs.replace(policy, statement=words, **counted))


def _cell(row: Mapping[str, str], column: str) -> str:
    text = " ".join(row[column].split())
    if not text.isprintable() or len(text) > LONGEST_TEXT:
        raise _unfit(column, row)
    return text


def _unfit(column: str, row: Mapping[str, str]) -> RowUnfit:
    return RowUnfit("supply.row.cell", column=column, text=row[column][:40])
