"""Review by exception: a versioned rule set evaluated over the whole record, with counted evidence.

"Nothing found" is worth as much as the rules behind it, so the review counts how often rules were applied and held.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256

import msgspec

from core.acts import ActKind, Source
from core.batch.entries import Entry, entries
from core.batch.state import BatchState, Filled, finished
from core.finding import Finding, finding
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.plant import Plant
from core.quality import Conclusion, judge_result
from core.record.payload import Record

RULE_SET = "RS-BATCH v1"

SAMPLE_SHARE = 5
"""One clean step in so many is drawn for reading."""


class Review(msgspec.Struct, frozen=True):
    """What the rules found.

    Attributes:
        rule_set: Name and version.
        applied: How often rules were applied.
        held: How often they held.
        findings: What did not hold, the most severe first.
        sample: Step ids drawn at random from the clean ones, to be read.
    """

    rule_set: str
    applied: int
    held: int
    findings: tuple["ReviewFinding", ...]
    sample: tuple[str, ...]


class ReviewFinding(msgspec.Struct, frozen=True):
    """One thing that a reviewer must judge.

    Attributes:
        rule: Name of the rule.
        severity: `major`, `minor` or `note`.
        step: Step id, or "".
        what: The sentence.
        record: Id of the record it is about, or "".
        case: Exception id when it is one, or "".
        open: True while it stands against the release.
    """

    rule: str
    severity: str
    step: str
    what: Finding
    record: str = ""
    case: str = ""
    open: bool = True


class _Subject(msgspec.Struct, frozen=True):
    state: BatchState
    records: tuple[Record, ...]
    master: MasterBatchRecord
    plant: Plant


Applied = Iterator[ReviewFinding | None]
"""One item an application of a rule: None where it held."""

_ORDER = {"major": 0, "minor": 1, "note": 2}


def review(state: BatchState, records: tuple[Record, ...], master: MasterBatchRecord, plant: Plant) -> Review:
    """Evaluate every rule over every act of a batch.

    Args:
        state: The fold of the records.
        records: The whole record, in order.
        master: The pinned master record.
        plant: The plant, for specifications.
    """
    subject = _Subject(state, records, master, plant)
    outcomes = [outcome for rule in _RULES for outcome in rule(subject)]
    findings = [outcome for outcome in outcomes if outcome is not None]
    findings.sort(key=lambda item: (not item.open, _ORDER[item.severity]))
    return Review(RULE_SET, len(outcomes), len(outcomes) - len(findings), tuple(findings), _sample(subject, findings))


def _recorded(subject: _Subject) -> Iterator[tuple[Step, Entry, Filled]]:
    for step in subject.master.steps():
        filled = subject.state.step(step.id).filled
        for entry in entries(step):
            if entry.name in filled:
                yield step, entry, filled[entry.name]


def _complete(subject: _Subject) -> Applied:
    """Every step has its entries, dispositions and signatures."""
    for step in subject.master.steps():
        done = finished(step, subject.state)
        found = ReviewFinding("complete", "major", step.id, finding("review.step_open", step=str(step.number)))
        yield None if done else found


def _in_order(subject: _Subject) -> Applied:
    """No step starts before the one before it has its entries."""
    latest = ""
    for step in subject.master.steps():
        started = subject.state.step(step.id).started
        if started is None:
            continue
        late = started.act.when.utc < latest
        found = ReviewFinding(
            "in_order", "major", step.id, finding("review.order", step=str(step.number)), started.act.id
        )
        yield found if late else None
        latest = max([latest, *(item.act.when.utc for item in subject.state.step(step.id).filled.values())])


def _limits(subject: _Subject) -> Applied:
    """Every value with limits is in them, or an exception says why not."""
    for step, entry, item in _recorded(subject):
        value = next(iter(item.act.values.values()), None)
        if entry.limits is None or value is None:
            continue
        case = next((c for c in subject.state.cases.values() if c.reference.id == item.act.id), None)
        if entry.limits.hold(value.quantity.value):
            yield None
        elif case is None:
            what = finding("review.limit_unseen", step=str(step.number), value=str(value.quantity))
            yield ReviewFinding("limits", "major", step.id, what, item.act.id)
        else:
            yield ReviewFinding("limits", case.severity, step.id, case.what, item.act.id, case.id, not case.closed)


def _late(subject: _Subject) -> Applied:
    """No time limit was passed."""
    for case in subject.state.cases.values():
        if case.what.key == "exception.late":
            yield ReviewFinding(
                "late", case.severity, case.step, case.what, case.reference.id, case.id, not case.closed
            )


def _signed(subject: _Subject) -> Applied:
    """Every step carries the signatures that its policy asks for, by different people."""
    for step in subject.master.steps():
        recorded = subject.state.step(step.id)
        if step.sign == SignPolicy.NONE:
            continue
        checked = step.sign == SignPolicy.PERFORMED or (
            recorded.verified is not None
            and recorded.performed is not None
            and recorded.verified.person != recorded.performed.person
        )
        what = finding("review.signature", step=str(step.number))
        good = recorded.performed is not None and checked
        yield None if good else ReviewFinding("signed", "major", step.id, what)


def _from_devices(subject: _Subject) -> Applied:
    """Every weight and reading carries its device and raw bytes."""
    for step, _, item in _recorded(subject):
        for value in item.act.values.values():
            if value.source not in (Source.WEIGHED, Source.READ):
                continue
            good = value.device is not None and bool(value.device.raw)
            what = finding("review.no_raw_data", step=str(step.number))
            yield None if good else ReviewFinding("from_devices", "major", step.id, what, item.act.id)


def _typed(subject: _Subject) -> Applied:
    """A typed critical value was checked by a second person (GMP article 163)."""
    for step, _, item in _recorded(subject):
        if not step.critical or not any(v.source == Source.TYPED for v in item.act.values.values()):
            continue
        good = subject.state.step(step.id).verified is not None
        what = finding("review.typed_unchecked", step=str(step.number))
        yield None if good else ReviewFinding("typed", "major", step.id, what, item.act.id)


def _charged(subject: _Subject) -> Applied:
    """Every dispensed container was charged."""
    for item in subject.state.dispensed.values():
        what = finding("review.not_charged", container=item.container)
        yield None if item.charged else ReviewFinding("charged", "major", item.step, what)


def _tested(subject: _Subject) -> Applied:
    """Every test of every sample has a verified result that complies."""
    for sample in subject.state.samples.values():
        specification = subject.plant.specifications.get(sample.specification)
        for test in specification.tests if specification else ():
            result = sample.results.get(test.code)
            value = result.act.values["value"].quantity.value if result else None
            good = value is not None and judge_result(test, value).conclusion == Conclusion.COMPLIES
            key = "review.result_fails" if value is not None else "review.result_missing"
            what = finding(key, sample=sample.id, test=test.code)
            yield None if good else ReviewFinding("tested", "major", "", what, result.act.id if result else "")
        what = finding("review.results_unchecked", sample=sample.id)
        yield None if sample.verified else ReviewFinding("tested", "major", "", what)


def _refused(subject: _Subject) -> Applied:
    """Refused attempts are shown, not judged: the system did not let them happen."""
    for record in subject.records:
        if record.act.kind == ActKind.REFUSED:
            what = finding("review.refused", why=record.act.facts.get("why", "-"))
            yield ReviewFinding("refused", "note", record.act.subject.step or "", what, record.act.id, "", False)


def _reprinted(subject: _Subject) -> Applied:
    """Reprints are shown with their count."""
    for step, entry, item in _recorded(subject):
        if entry.act != ActKind.LABEL_PRINTED:
            continue
        count = item.act.facts.get("reprint", "0")
        what = finding("review.reprinted", step=str(step.number), n=count)
        yield None if count == "0" else ReviewFinding("reprinted", "note", step.id, what, item.act.id, "", False)


_RULES: tuple[Callable[[_Subject], Applied], ...] = (
    _complete,
    _in_order,
    _limits,
    _late,
    _signed,
    _from_devices,
    _typed,
    _charged,
    _tested,
    _refused,
    _reprinted,
)


def _sample(subject: _Subject, findings: list[ReviewFinding]) -> tuple[str, ...]:
    """Draw clean steps by the hash of the core's issue record, so that nobody chooses and everybody draws the same."""
    marked = {item.step for item in findings}
    clean = [step.id for step in subject.master.steps() if step.id not in marked]
    drawn = sorted(clean, key=lambda step: sha256(f"{subject.records[0].sha256}|{step}".encode()).digest())
    chosen = set(drawn[: -(-len(clean) // SAMPLE_SHARE)])
    return tuple(step for step in clean if step in chosen)
