"""Photographs that a batch attaches, as the printed record shows them."""

from core.acts import ActKind
from core.attached import KINDS, FileKind
from core.batch.evidence import Evidence
from server.attached import file_bytes
from server.db.store import Unit
from server.reports.photographs import photograph


def photographs_of(unit: Unit, evidence: Evidence) -> dict[str, bytes | None]:
    """Give what paper shows of each attached file that is here, by its hash: a small picture, or None for what is none.

    One file at a time is read, so that many large ones take no more memory than one.
    """
    acts = (item.act for step in evidence.state.steps.values() for item in step.filled.values())
    found: dict[str, bytes | None] = {}
    for facts in (act.facts for act in acts if act.kind == ActKind.FILE_ATTACHED):
        sha256 = facts.get("sha256", "")
        data = file_bytes(unit, sha256)
        if data is not None:
            found[sha256] = photograph(data) if KINDS.get(facts.get("type", "")) == FileKind.PHOTO else None
    return found
