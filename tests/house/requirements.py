"""Which test shows which requirement: read off the markers `urs(...)`, written to `docs/reference/requirements.md`.

Run `python -m tests.house.requirements` to write the page anew. Ids: `F..` and `C..` are features and China-specific
checks; the rest are clauses: 21 CFR 11 by its own numbers, `Annex 11` (2011), `Draft` (the consultation text of 2025),
`NMPA` (2020 No. 74), `CS` (appendix Computerised Systems, 2015), `GMP` (2010), `PI 041` (PIC/S), `ALCOA+`.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.house.sources import ROOT

PAGE = ROOT / "docs" / "reference" / "requirements.md"

FEATURES: Mapping[str, str] = {
    "F01": "Master batch record: versions, approval",
    "F02": "Batch issue",
    "F03": "Enforced sequence",
    "F04": "Context header",
    "F05": "Guided weighing and dispensing",
    "F06": "Balance gating",
    "F07": "Potency compensation",
    "F08": "Partial and reverse dispense, campaign",
    "F09": "Charge-in check",
    "F10": "In-process control",
    "F11": "Countersign",
    "F12": "Signature with meaning",
    "F13": "Exceptions",
    "F14": "Review by exception",
    "F15": "Batch release",
    "F16": "Line clearance",
    "F17": "Equipment status and logbook",
    "F18": "Cleaning and hold times",
    "F19": "Calibration gate",
    "F20": "Training gate",
    "F21": "Reconciliation, yield",
    "F22": "Genealogy and recall",
    "F23": "Labels",
    "F24": "Equipment capture",
    "F25": "Manual entry",
    "F26": "Correction",
    "F27": "Offline",
    "F28": "Session resume",
    "F29": "Environment",
    "F30": "Sampling, quality control",
    "F31": "Logbook without a batch",
    "F32": "Alerts",
    "F33": "Interfaces to ERP, LIMS, WMS, QMS",
    "F34": "Export",
    "C01": "One issued record a batch (GMP 173, 178)",
    "C02": "Product, strength, batch on every page and screen (GMP 172, 177)",
    "C03": "Each weight rechecked by another person (GMP 116)",
    "C04": "Line clearance record (GMP 201)",
    "C05": "Function check of barcode readers (GMP 211)",
    "C06": "No release before a reconciliation difference is concluded (GMP 215)",
    "C07": "No process owner is administrator (NMPA 22(1))",
    "C08": "Every verb of the log has its act (NMPA 22(4))",
    "C09": "Record time is system time; offset kept (NMPA 21(1))",
    "C10": "Signing data under the signer's sole control (NMPA 22(3))",
    "C11": "Unauthorised attempts logged (CS 14)",
    "C12": "Recall data available in an outage (CS 20)",
    "C13": "Blood products: receipt by scanning (NMPA 2024 No. 295)",
}

CLAUSES: Mapping[str, str] = {
    "11.10(a)": "Altered records are discerned",
    "11.10(b)": "Copies: readable and by machine, with audit trail",
    "11.10(c)": "Records are protected: no path of deletion",
    "11.10(d)": "Access: named accounts, lockout, inactivity lock",
    "11.10(e)": "Audit trail: computer-generated, old and new, who, when, why",
    "11.10(f)": "Sequence of steps enforced",
    "11.10(g)": "Authority checked at act, sign, device use, alteration",
    "11.10(h)": "Device checks",
    "11.10(i)": "Training",
    "11.10(j)": "Accountability for actions under the signature",
    "11.10(k)": "Documents: shown is effective",
    "11.30": "Open system: record signatures from kiosk to core",
    "11.50": "Name, date and time, meaning on screen and print",
    "11.70": "Signature and record linked",
    "11.100": "Unique to one person, never reassigned; identity verified",
    "11.200(a)(1)": "Two distinct components",
    "11.200(a)(2)": "Used by the genuine owner alone",
    "11.200(a)(3)": "Use by another takes two people",
    "11.300(a)": "Unique pairs of id and password",
    "11.300(b)": "Codes and passwords are checked, recalled, revised",
    "11.300(c)": "Lost tokens: revoked at once, replaced",
    "11.300(d)": "Misuse is detected and reported at once",
    "11.300(e)": "Tokens are tested at first and periodically",
    "Annex 11 8.2": "Prints show what was changed since the first entry",
    "Annex 11 9": "Audit trail with reason, reviewed",
    "Annex 11 7": "What is restored is shown to be whole; the backup itself is the plant's",
    "Annex 11 10": "Changes are controlled",
    "Annex 11 16": "Work goes on without the system, or with a part of it, and that is tested",
    "Annex 11 12.3": "Granting, change and removal of access are recorded",
    "Annex 11 12.4": "Operators' identity with date and time",
    "Annex 11 14": "Electronic signatures: equal, linked, dated",
    "Annex 11 15": "Only the authorised person releases, identified and signed",
    "Draft 11": "Token alone is not enough; lockout; log-out users cannot change; access log",
    "Draft 12": "Trail of all interactions, locked, searchable, exported, reviewed",
    "Draft 13": "Full re-authentication; name and role shown; unsigned after change",
    "PI 041": "Each act logged in true time, all previous values kept",
    "ALCOA+": "Attributable, legible, contemporaneous, original, accurate, and the rest",
    "NMPA 6": "Electronic does no less than paper; the master copy is stated",
    "NMPA 13": "Corrections keep what was there",
    "NMPA 14": "No version that is not in force is used, none is exchanged",
    "NMPA 21(1)": "Record time is true system time",
    "NMPA 21(2)": "All data can be shown, read, printed",
    "NMPA 21(3)": "A restore is validated",
    "NMPA 22(1)": "Process owners are never administrators",
    "NMPA 22(2)": "Changes of rights can be traced",
    "NMPA 22(3)": "Unique users; reliable electronic signatures",
    "NMPA 22(4)": "Log: who, when, what, why, for every verb, time stamps too",
    "CS 14": "Authorised people only; attempts logged",
    "CS 15": "Critical manual entries checked twice",
    "CS 16": "Changes of data approved, with reason, identity, trail",
    "CS 17": "Changes follow one controlled road",
    "CS 18": "The master form is stated; print and access",
    "CS 19": "A copy of the data can be restored",
    "CS 22": "The releaser's identity",
    "CS 23": "Electronic signatures by the law",
    "GMP 160": "Printouts name product, batch, device, and are signed",
    "GMP 161": "Changes keep the original legible",
    "GMP 163": "Deletions recorded, critical entries rechecked",
    "GMP 174": "Each operation signed and dated",
    "GMP 175": "Contents of the batch record",
}
"""Clauses that speak of access, signatures, audit trail or records; each must name the test that shows it."""

OPEN: Mapping[str, str] = {
    "Annex 11 17": "An archive is read again after a change of the system: there is one version of it yet",
    "NMPA 21(4)": "Backup and deletion on record: nothing is deleted; the product makes no backup by itself yet",
}
"""Clauses about records that nothing shows yet, and why; a test that shows one moves it above."""

FURTHER: Mapping[str, str] = {
    "11.50(a)": "Name, date and time, meaning in the signed record",
    "11.100(a)": "An id is one person's, never another's",
    "11.100(b)": "Identity is verified at enrolment",
    "11.100(c)": "The statement on electronic signatures is signed first",
    "11.200": "Components and controls of signatures",
    "11.300": "Controls of codes and passwords",
    "CS 20": "Recall data in an outage",
    "GMP 84": "Hold times are kept",
    "GMP 86": "Equipment has a logbook: use, cleaning, maintenance, with date, time, product, strength, batch",
    "GMP 87": "Equipment shows its state",
    "GMP 94": "What is not calibrated, overdue or inaccurate is not used",
    "GMP 106": "Fields of a receipt",
    "GMP 107": "Damage and differences at receipt",
    "GMP 113": "Only released materials are used",
    "GMP 116": "Weights are rechecked by another person",
    "GMP 132": "Rejected goods are destroyed",
    "GMP 136": "Returns and shipments are recorded",
    "GMP 154": "Documents are approved, dated, of one version in use",
    "GMP 162": "Review and release documents belong to the batch record",
    "GMP 168": "A master record for each product and batch size",
    "GMP 172": "Name, strength and batch on every page",
    "GMP 173": "Approved by production and quality; one issued copy",
    "GMP 177": "Head of the packaging record",
    "GMP 180": "Contents of the packaging record",
    "GMP 188": "No other product or strength in the room",
    "GMP 199": "Nothing left of the last batch",
    "GMP 201": "Clearance record after each stage",
    "GMP 297": "A mixed box holds two batches at most",
    "GMP 304": "A recall report balances the quantities",
    "GMP 215": "No release before a difference is concluded",
    "GMP 216": "Left-over printed packaging is counted and destroyed on record",
    "GMP 221": "Contents of the laboratory record",
    "GMP 229": "Release of materials",
    "GMP 230": "Release of products",
}
"""Further articles that tests name; those of `CLAUSES` include the tests of their own paragraphs."""


def shown() -> dict[str, list[str]]:
    """Gather the tests of every id, by reading the markers in the sources."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for ids, test in _marked(path):
            for identity in ids:
                found[identity].append(test)
                whole = identity.partition("(")[0]
                if whole != identity and whole in CLAUSES:
                    found[whole].append(test)
    return found


def page() -> str:
    """Write the page."""
    found = shown()
    lines = [
        "# Requirements and the tests that show them",
        "",
        "Written from the tests' markers by `python -m tests.house.requirements`; a test fails when this page is old.",
        "A clause below is shown as far as software can: procedures, training and validation remain the plant's.",
        "",
        "## Clauses on access, signatures, audit trail and records",
        "",
        *_table(CLAUSES, found),
        "",
        "## Clauses about records that nothing shows yet",
        "",
        *(f"- {identity}: {why}." for identity, why in OPEN.items()),
        "",
        "## Further articles",
        "",
        *_table(FURTHER, found),
        "",
        "## Features",
        "",
        *_table(FEATURES, found),
        "",
    ]
    return "\n".join(lines)


def _table(rows: Mapping[str, str], found: Mapping[str, list[str]]) -> Iterator[str]:
    yield "| id | requirement | tests |"
    yield "|---|---|---|"
    for identity, words in rows.items():
        tests = found.get(identity, [])
        named = "<br>".join(f"`{test}`" for test in tests[:6]) or "none yet"
        more = f"<br>and {len(tests) - 6} more" if len(tests) > 6 else ""
        yield f"| {identity} | {words} | {named}{more} |"


def _marked(path: Path) -> Iterator[tuple[list[str], str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.urs":
                ids = [str(arg.value) for arg in mark.args if isinstance(arg, ast.Constant)]
                yield ids, f"{path.relative_to(ROOT / 'tests')}::{node.name}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
