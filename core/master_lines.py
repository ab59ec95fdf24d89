"""What the signers of a master record are shown: not the text, but what it changes and whom that concerns.

Source: design/domain.md: difference and dry run both go into the approval; F01.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from core.acts import ManifestLine
from core.language import Language, text
from core.master.diff import Difference, differences, touched_steps, worded_difference
from core.master.model import MasterBatchRecord
from core.master.text import MasterUnreadable, load_master
from core.plant import EffectiveMaster, Plant
from core.trained import trained_on

MOST_LINES = 200
"""Most differences that are shown one by one."""
MOST_BYTES = 24_000
"""Most bytes that they take, so that the signed manifest fits an envelope."""
MOST_STEPS = 60
"""Most steps that are named."""
MOST_PEOPLE = 40
"""Most people that are named at a procedure."""


def master_lines(master: EffectiveMaster, plant: Plant, language: Language) -> list[ManifestLine]:
    """Draw what is shown of one version that is approved or retired."""
    known = plant.masters.get(master.sha256)
    heading = f"{text('change.kind.masters', language)} {master.code} v{master.version}"
    state = text("change.changed" if known else "change.new", language)
    lines = [ManifestLine(heading, state), _line("master_change.text", f"sha256 {master.sha256}", language)]
    if known is not None:
        return [*lines, *_retired(known, master, plant, language)]
    day = master.effective_from.isoformat() if master.effective_from else "-"
    lines.append(_line("field.effective_from", day, language))
    record, before = read_text(master.text), approved_before(master, plant)
    if record is not None:
        old = read_text(before.text) if before else None
        if before is None or old is None:
            lines.extend(_first(record, language))
            steps = frozenset(step.id for step in record.steps())
        else:
            found = differences(old, record)
            lines.append(_line("master_change.compared", f"v{before.version}", language))
            lines.extend(_differing(found, language))
            steps = touched_steps(found, record)
            lines.append(_line("master_change.steps", _steps(steps, language), language))
        lines.extend(_procedures(record, steps, plant, language))
    lines.append(_line("master_change.dry_run", _dry_run(master, language), language))
    return lines


def approved_before(master: EffectiveMaster, plant: Plant) -> EffectiveMaster | None:
    """Give the newest approved version of the same code that a version follows, or None."""
    earlier = (m for m in plant.masters.values() if m.code == master.code and m.version < master.version)
    return max(earlier, key=lambda m: m.version, default=None)


@lru_cache(maxsize=16)
def read_text(words: str) -> MasterBatchRecord | None:
    """Read a text once; None where it is no master record, which the judge of changes refuses."""
    try:
        return load_master(words)
    except MasterUnreadable:
        return None


def _retired(
    before: EffectiveMaster, after: EffectiveMaster, plant: Plant, language: Language
) -> Iterator[ManifestLine]:
    words = {False: text("master_change.approved", language), True: text("master_change.retired", language)}
    yield _line("field.state", f"{words[before.retired]} -> {words[after.retired]}", language)
    others = [
        f"v{m.version} {m.effective_from}"
        for m in plant.masters.values()
        if m.code == before.code and m.sha256 != before.sha256
    ]
    yield _line("master_change.others", ", ".join(others) or text("master_change.none", language), language)


def _first(record: MasterBatchRecord, language: Language) -> Iterator[ManifestLine]:
    yield _line("master_change.compared", text("master_change.first", language), language)
    counts = {
        "n": str(len(record.operations())),
        "steps": str(len(record.steps())),
        "bill": str(len(record.bill)),
    }
    yield _line("master_change.contents", text("master_change.counts", language, **counts), language)


def _differing(found: Sequence[Difference], language: Language) -> Iterator[ManifestLine]:
    """Word the differences, as many as there is room for, then how many more there are."""
    room = MOST_BYTES
    for shown, item in enumerate(found):
        label, value = worded_difference(item, language)
        room -= len(label.encode()) + len(value.encode())
        if shown == MOST_LINES or room < 0:
            yield _line("master_change.more", str(len(found) - shown), language)
            return
        yield ManifestLine(f"  {label}", value)


def _steps(steps: frozenset[str], language: Language) -> str:
    return _some(sorted(steps), MOST_STEPS) or text("master_change.none", language)


def _procedures(
    record: MasterBatchRecord, steps: frozenset[str], plant: Plant, language: Language
) -> Iterator[ManifestLine]:
    """Name the operating procedures of the steps concerned, and who is trained on each."""
    concerned = (record.procedure_of(step) for step in record.steps() if step.id in steps)
    for code in sorted({code for code in concerned if code}):
        procedure = plant.procedures.get(code)
        if procedure is not None:
            people = _some(trained_on(plant, procedure), MOST_PEOPLE) or text("master_change.nobody", language)
            yield ManifestLine(f"  {code} v{procedure.version}", text("master_change.trained", language, people=people))


def _some(names: Sequence[str], most: int) -> str:
    """Join names; of too many the first ones, then how many there are."""
    return ", ".join(names[:most]) + (f" ... ({len(names)})" if len(names) > most else "")


def _dry_run(master: EffectiveMaster, language: Language) -> str:
    if master.dry_run is None:
        return text("master_change.not_tried", language)
    counts = {"n": str(master.dry_run.batches), "k": str(master.dry_run.acts)}
    return text("master_change.tried", language, **counts)


def _line(key: str, value: str, language: Language) -> ManifestLine:
    return ManifestLine(f"  {text(key, language)}", value)
