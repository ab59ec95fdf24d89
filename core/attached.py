"""Attached files: which kinds there are, how their first bytes tell them apart, and how they are named.

The name of a file says nothing about what is in it, so that only its first bytes count.
Source: JPEG (ITU-T T.81 annex B.1.1.3, SOI and the next marker), PNG (ISO/IEC 15948, 5.2), PDF (ISO 32000-1, 7.5.2).
"""

import re
from collections.abc import Mapping
from enum import StrEnum

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 20
LONGEST_NAME = 100


class FileKind(StrEnum):
    """What a master record may ask for."""

    PHOTO = "photo"
    PDF = "pdf"


JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"

KINDS: Mapping[str, FileKind] = {JPEG: FileKind.PHOTO, PNG: FileKind.PHOTO, PDF: FileKind.PDF}
"""Kind of each media type."""

EXTENSIONS: Mapping[str, str] = {JPEG: "jpg", PNG: "png", PDF: "pdf"}
"""How the name of a kept file ends, by its media type."""

EXPORTED = "files/"
"""Where an export holds the files."""

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FIRST_BYTES = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF))


def media_type(data: bytes) -> str:
    """Tell the media type by the first bytes, or "" for anything else."""
    return next((media for first, media in _FIRST_BYTES if data.startswith(first)), "")


def exported_name(facts: Mapping[str, object]) -> str:
    """Give the name under which an export holds the file of a `FileAttached` act, or "" where its facts name none."""
    digest, media = (str(facts.get(name)) for name in ("sha256", "type"))
    return f"{EXPORTED}{digest}.{EXTENSIONS[media]}" if _SHA256.fullmatch(digest) and media in EXTENSIONS else ""


def shown_name(name: str) -> str:
    """Write the name of a file so that it can stand in a record: printable, not too long, the end kept."""
    printable = "".join(character if character.isprintable() else "_" for character in name)
    return printable[-LONGEST_NAME:] or "_"


def shown_size(size: int) -> str:
    """Write a size in bytes, kB or MB."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} kB" if size < MEGABYTE else f"{size / MEGABYTE:.1f} MB"
