"""The judge of attachments: a file of a kind and size that the master record takes, named by the hash of its bytes."""

import re

from core.acts import Act
from core.attached import KINDS, LONGEST_NAME, shown_size
from core.batch.attached_again import AGAIN, LONGEST_PLACE, attached_at
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.master.attachment import Attachment
from core.master.model import Step

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SIZE = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


def attachment_refusals(act: Act, step: Step, state: BatchState) -> list[Finding]:
    """Judge a `FileAttached` act: facts `sha256`, `name`, `type` (media type) and `size` (bytes).

    What the batch holds already is attached again only with the fact `again`: somebody has seen and confirmed it.
    """
    facts, wanted = act.facts, step.detail
    if not isinstance(wanted, Attachment):
        return [finding("refusal.entry_unknown", entry=act.subject.entry or "-", step=str(step.number))]
    name = facts["name"]
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or _SHA256.fullmatch(facts["sha256"]) is None:
        return [finding("refusal.file_unfit")]
    if KINDS.get(facts["type"]) not in wanted.types:
        return [finding("refusal.file_kind", name=name, kinds=", ".join(wanted.types))]
    if _SIZE.fullmatch(facts["size"]) is None:
        return [finding("refusal.file_empty", name=name)]
    if int(facts["size"]) > wanted.largest:
        size = shown_size(int(facts["size"]))
        return [finding("refusal.file_large", name=name, size=size, most=f"{wanted.largest_mb} MB")]
    stated, place = facts.get(AGAIN), attached_at(facts["sha256"], state)
    if stated is None:
        return [finding("refusal.file_again", name=name, place=place)] if place else []
    fit = 0 < len(stated) <= LONGEST_PLACE and stated.isprintable()
    return [] if fit and place in ("", stated) else [finding("refusal.file_unfit")]
