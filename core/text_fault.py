"""What is wrong in a text file, line by line, and how it is worded."""

import difflib
from collections.abc import Iterable

import msgspec

from core.finding import Finding, finding
from core.language import Language, worded
from core.yaml import Document

MOST_COMPARED = 500
"""Most names that a misspelt one is compared with."""


class TextFault(msgspec.Struct, frozen=True):
    """One thing wrong in a text file.

    Attributes:
        file: Name of the file as given.
        line: Line from 1.
        finding: What is wrong and what is expected.
        within: What else has to be known to find it, such as the use of the block that the line belongs to, or None.
    """

    file: str
    line: int
    finding: Finding
    within: Finding | None = None


def worded_fault(fault: TextFault, language: Language) -> str:
    """Word a fault, with what else has to be known to find it."""
    said = worded(fault.finding, language)
    return said if fault.within is None else f"{said} {worded(fault.within, language)}"


def once(faults: Iterable[TextFault]) -> tuple[TextFault, ...]:
    """Put faults in the order of their lines; what is wrong in every use of a line is said once, for the first use."""
    known: dict[tuple[int, str, tuple[tuple[str, str], ...]], TextFault] = {}
    for fault in sorted(faults, key=lambda fault: fault.line):
        known.setdefault((fault.line, fault.finding.key, tuple(fault.finding.params.items())), fault)
    return tuple(known.values())


class Reading:
    """What comes together while one text is read: faults, lines by path, paths that could not be read.

    Attributes:
        file: Name of the file as given.
        faults: What is wrong.
        lines: Line of each path.
        unread: Paths that could not be read.
        within: Use to which what is read now belongs, or None.
        uses: Paths that belong to a use, with it.
    """

    def __init__(self, file: str, document: Document) -> None:
        self.file = file
        self.faults: list[TextFault] = []
        self.lines: dict[str, int] = {"": document.root.line}
        self.unread: set[str] = set()
        # What is being read stands elsewhere in the text than where it is used.
        self.within: Finding | None = None
        self.uses: dict[str, Finding] = {}
        for key in document.doubled:
            self.fault(key.line, finding("text_file.key_twice", key=shown(key.text)))

    def fault(self, line: int, found: Finding) -> None:
        """Note what is wrong in a line."""
        self.faults.append(TextFault(self.file, line, found, self.within))

    def line(self, path: str) -> int:
        """Give the line of a path, or of the nearest one above it."""
        while path not in self.lines:
            path = path.rpartition("/")[0]
        return self.lines[path]


def unknown(key: str, meant: str | None, /, **params: str) -> Finding:
    """Word that a name is not known; with `_meant` after the key where another one is near."""
    return finding(key, **params) if meant is None else finding(f"{key}_meant", meant=shown(meant), **params)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the known name that was probably meant, or None; among too many names none is looked for."""
    names = list(known)
    if len(names) > MOST_COMPARED:
        return None
    found = difflib.get_close_matches(name[:64], names, n=1, cutoff=0.7)
    return found[0] if found else None


def shown(text: str) -> str:
    """Give a text from a file as it may stand in a message: printable, at most 60 characters."""
    clean = "".join(c if c.isprintable() else "?" for c in text[:61])
    return clean if len(clean) <= 60 else f"{clean[:57]}..."
