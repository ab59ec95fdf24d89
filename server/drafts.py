"""Drafts of master records: a text that fits the plant is kept, so that it can be approved at a kiosk."""

from collections.abc import Iterator

import msgspec

from core.changes import LONGEST_BODY
from core.errors import CountersignError
from core.master.check import check_master
from core.master.diff import differences, touched_steps
from core.master.model import MasterBatchRecord
from core.master_versions import DraftLine, VersionLine
from core.plant import DryRun, EffectiveMaster, Plant
from core.record.canonical import canonical
from core.record.digest import sha256_hex
from core.text_fault import TextFault
from core.words import Words
from server.enrolment import state_item
from server.picture import Picture
from server.writing import Writer

_ROOM = DryRun(999_999, 999_999)


class DraftRefused(CountersignError):
    """A text cannot become a draft; nothing was kept. `faults` says why, line by line, where the text is wrong."""

    code = "MBR-005"
    faults: tuple[TextFault, ...] = ()


def submit(writer: Writer, text: str, file: str) -> EffectiveMaster:
    """Keep a text as a draft; the same text again changes nothing.

    Raises:
        DraftRefused: The text has faults at this plant, is too long, or its version was approved already.
    """
    with writer.writing() as writing:
        picture = writing.picture
        checked = check_master(text, file, picture.plant)
        if checked.record is None:
            raise _faulty(file, checked.faults)
        draft = EffectiveMaster(checked.record.code, checked.record.version, sha256_hex(text.encode()), text)
        if draft.sha256 not in {known.sha256 for known in picture.draft_masters()}:
            _refuse(draft, picture.plant)
            state_item(writing, "drafts", draft.sha256, draft)
    return draft


def draft_lines(picture: Picture) -> Iterator[DraftLine]:
    """Tell each draft that can be approved, compared with the newest approved version of its code."""
    for draft in picture.draft_masters():
        record, before = picture.draft(draft.sha256), _before(picture, draft)
        found = differences(before, record) if before is not None else ()
        steps = touched_steps(found, record) if before is not None else {step.id for step in record.steps()}
        version = before.version if before is not None else 0
        yield DraftLine(
            draft.code, draft.version, _named(record), draft.sha256, version, len(found), tuple(sorted(steps))
        )


def version_lines(picture: Picture) -> Iterator[VersionLine]:
    """Tell every version ever approved, the newest of each code first."""
    for known in picture.approved_masters():
        carried = known.sha256 in picture.plant.masters
        name = _named(picture.master(known.sha256)) if carried else Words("", "")
        yield VersionLine(known.code, known.version, name, known.sha256, known.effective_from, known.retired)


def _named(record: MasterBatchRecord) -> Words:
    return Words(f"{record.name.en} {record.strength}", f"{record.name.zh} {record.strength}")


def _before(picture: Picture, draft: EffectiveMaster) -> MasterBatchRecord | None:
    approved = (known for known in picture.plant.masters.values() if known.code == draft.code)
    newest = max(approved, key=lambda known: known.version, default=None)
    return picture.master(newest.sha256) if newest is not None else None


def _refuse(draft: EffectiveMaster, plant: Plant) -> None:
    newest = plant.master_versions.get(draft.code, 0)
    if draft.version <= newest:
        raise DraftRefused("master_change.version", code=draft.code, version=str(newest))
    whole = msgspec.structs.replace(draft, dry_run=_ROOM)
    if len(canonical(whole)) > LONGEST_BODY:
        raise DraftRefused("master_change.long", limit=str(LONGEST_BODY))


def _faulty(file: str, faults: tuple[TextFault, ...]) -> DraftRefused:
    refused = DraftRefused("diff.faulty", file=file, count=str(len(faults)))
    refused.faults = faults
    return refused
