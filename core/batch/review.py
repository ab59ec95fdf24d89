"""Review by exception: a versioned rule set evaluated over the whole record, with counted evidence.

"Nothing found" is worth as much as the rules behind it, so the review counts how often rules were applied and held.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256

import msgspec

from core.acts import Act, ActKind, Source
from core.batch.entries import Entry, entries
from core.batch.progress import finished, sign_policy, typed_weight
from core.batch.state import BatchState, Filled
from core.finding import Finding, finding
from core.language import LANGUAGES, MissingText, text
from core.master.model import MasterBatchRecord, SignPolicy, Step, Timer
from core.people import Person, Role
from core.plant import Plant
from core.quality import Conclusion, judge_result
from core.record.payload import Record

RULE_SET = "RS-BATCH v4"

SAMPLE_SHARE = 5
"""One clean step in so many is drawn for reading."""


class RuleCount(msgspec.Struct, frozen=True):
    """How one rule fared.

    Attributes:
        rule: Name of the rule; `review.rule_<name>` words it.
        source: The clause behind it.
        applied: To how many acts, steps or signatures it was applied.
        held: How often it held.
    """

    rule: str
    source: str
    applied: int
    held: int


class Review(msgspec.Struct, frozen=True):
    """What the rules found.

    Attributes:
        rule_set: Name and version.
        applied: How often rules were applied.
        held: How often they held.
        findings: What did not hold, the most severe first.
        sample: Step ids drawn at random from the clean ones, to be read.
        rules: The same by rule, clean ones too.
        unread: Those of the sample whose evidence nobody has read yet.
    """

    rule_set: str
    applied: int
    held: int
    findings: tuple["ReviewFinding", ...]
    sample: tuple[str, ...]
    rules: tuple[RuleCount, ...] = ()
    unread: tuple[str, ...] = ()


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


class Rule(msgspec.Struct, frozen=True):
    """A rule of the set: its name, the clause behind it, and how it is applied."""

    name: str
    source: str
    apply: Callable[["_Subject"], "Applied"]


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
    findings: list[ReviewFinding] = []
    counts: list[RuleCount] = []
    for rule in RULES:
        outcomes = list(rule.apply(subject))
        broken = [outcome for outcome in outcomes if outcome is not None]
        counts.append(RuleCount(rule.name, rule.source, len(outcomes), len(outcomes) - len(broken)))
        findings += broken
    findings.sort(key=lambda item: (not item.open, _ORDER[item.severity]))
    applied, held = sum(count.applied for count in counts), sum(count.held for count in counts)
    sample = _sample(subject, findings)
    unread = tuple(step for step in sample if step not in _read(subject))
    return Review(RULE_SET, applied, held, tuple(findings), sample, tuple(counts), unread)


def _recorded(subject: _Subject) -> Iterator[tuple[Step, Entry, Filled]]:
    for step in subject.master.steps():
        filled = subject.state.step(step.id).filled
        for entry in entries(step, filled):
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
        if step.id not in subject.state.reversals:  # what was put back is weighed again after later steps began
            latest = max([latest, *(item.act.when.utc for item in subject.state.step(step.id).filled.values())])


def _limits(subject: _Subject) -> Applied:
    """Every value with limits is in them, or an exception says why not."""
    for step, entry, item in _recorded(subject):
        value = next(iter(item.act.values.values()), None)
        if entry.limits is None or value is None:
            continue
        case = next((c for c in subject.state.cases.values() if c.reference.id == item.act.id and not c.by_core), None)
        if entry.limits.hold(value.quantity.value):
            yield None
        elif case is None:
            what = finding("review.limit_unseen", step=str(step.number), value=str(value.quantity))
            yield ReviewFinding("limits", "major", step.id, what, item.act.id)
        else:
            yield ReviewFinding("limits", case.severity, step.id, case.what, item.act.id, case.id, not case.closed)
    yield from _undone_cases(subject)


def _undone_cases(subject: _Subject) -> Applied:
    """An exception on a value that was undone is judged like any other."""
    standing = {item.act.id for _, _, item in _recorded(subject)}
    for case in subject.state.cases.values():
        if case.reference.id not in standing and not case.by_core:
            about = (case.severity, case.step, case.what, case.reference.id, case.id)
            yield ReviewFinding("limits", *about, not case.closed)


def _alerts(subject: _Subject) -> Applied:
    """Values between alert and action limits are shown."""
    for step, entry, item in _recorded(subject):
        value = next(iter(item.act.values.values()), None)
        if entry.limits is None or value is None or (entry.limits.alert_low, entry.limits.alert_high) == (None, None):
            continue
        number = value.quantity.value
        alerted = entry.limits.hold(number) and entry.limits.alert(number)
        what = finding("review.alert", step=str(step.number), value=str(value.quantity))
        yield ReviewFinding("alerts", "note", step.id, what, item.act.id, "", False) if alerted else None


def _late(subject: _Subject) -> Applied:
    """No time limit was passed."""
    late = {case.reference.id: case for case in subject.state.cases.values() if case.what.key == "exception.late"}
    for step, _, item in _recorded(subject):
        if item.act.kind != ActKind.TIMER_ENDED or not isinstance(step.detail, Timer) or step.detail.maximum_s is None:
            continue
        case = late.get(item.act.id)
        if case is None:
            yield None
        else:
            yield ReviewFinding("late", case.severity, step.id, case.what, item.act.id, case.id, not case.closed)


def _accepted(subject: _Subject) -> Applied:
    """Every record was taken by the core without a flag, or QA has settled the exception that the core opened."""
    flagged = {case.reference.id: case for case in subject.state.cases.values() if case.by_core}
    for record in subject.records:
        case = flagged.get(record.act.id)
        if case is None:
            yield None
        else:
            step = record.act.subject.step or ""
            yield ReviewFinding("accepted", case.severity, step, case.what, record.act.id, case.id, not case.closed)


def _signed(subject: _Subject) -> Applied:
    """Every step carries the signatures that its policy asks for."""
    for step in subject.master.steps():
        recorded = subject.state.step(step.id)
        policy = sign_policy(step, recorded)
        if policy == SignPolicy.NONE:
            continue
        checked = policy == SignPolicy.PERFORMED or recorded.verified is not None
        what = finding("review.signature", step=str(step.number))
        good = recorded.performed is not None and checked
        yield None if good else ReviewFinding("signed", "major", step.id, what)


def _independent(subject: _Subject) -> Applied:
    """Who checked a step did none of it and signed the same manifest, afterwards."""
    for step in subject.master.steps():
        recorded = subject.state.step(step.id)
        first, second = recorded.performed, recorded.verified
        if second is None:
            continue
        doers = {item.act.who.person for item in recorded.filled.values()} | {first.person if first else None}
        same = first is not None and first.manifest == second.manifest and first.utc <= second.utc
        what = finding("review.not_independent", step=str(step.number))
        good = second.person not in doers and same
        yield None if good else ReviewFinding("independent", "major", step.id, what, second.reference.id)


def _covered(subject: _Subject) -> Applied:
    """Every act that a signature covers is in the record with the very hash that was signed, and came before it."""
    before: dict[str, str] = {}
    for record in subject.records:
        act = record.act
        manifests = act.signature.manifests if act.signature else ()
        for manifest in manifests:
            good = all(before.get(covered.id) == covered.sha256 for covered in manifest.acts)
            what = finding("review.not_covered", title=manifest.title)
            step = manifest.step if subject.master.step(manifest.step) else ""
            yield None if good else ReviewFinding("covered", "major", step, what, act.id)
        before[act.id] = record.sha256


def _real(subject: _Subject) -> Applied:
    """Outside a demo no record comes from a simulated device."""
    for record in subject.records:
        good = subject.plant.simulated or not record.act.simulated
        what = finding("review.simulated")
        yield None if good else ReviewFinding("real", "major", record.act.subject.step or "", what, record.act.id)


def _in_time(subject: _Subject) -> Applied:
    """Every record was made on a synchronised clock; another one is shown."""
    for record in subject.records:
        act = record.act
        what = finding("review.clock", kiosk=record.place.kiosk)
        good = act.when.clock == "synchronised"
        yield None if good else ReviewFinding("in_time", "note", act.subject.step or "", what, act.id, "", False)


def _undone(subject: _Subject) -> Applied:
    """Entries that were undone before signing are shown; they stay in the record."""
    for record in subject.records:
        if record.act.kind not in (ActKind.ENTRIES_UNDONE, ActKind.DISPENSE_REVERSED):
            continue
        step = subject.master.step(record.act.subject.step or "")
        number = str(step.number) if step else "-"
        what = finding("review.undone", step=number)
        if record.act.kind == ActKind.DISPENSE_REVERSED:
            what = finding("review.reversed", step=number, reason=record.act.facts.get("reason", "-"))
        yield ReviewFinding("undone", "note", step.id if step else "", what, record.act.id, "", False)


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


def _typed_weights(subject: _Subject) -> Applied:
    """A weight that was typed and not weighed is shown for ever, with its reason (21 CFR 211.68; F25)."""
    for step, _, item in _recorded(subject):
        if item.act.kind not in (ActKind.CONTAINER_TARED, ActKind.WEIGHT_TAKEN):
            continue
        what = finding("review.typed_weight", step=str(step.number), reason=item.act.facts.get("reason", "-"))
        note = ReviewFinding("typed_weights", "note", step.id, what, item.act.id, "", False)
        yield note if typed_weight(item.act) else None


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
            what, step = refusal_of(record.act), record.act.subject.step or ""
            yield ReviewFinding("refused", "note", step, what, record.act.id, "", False)


def refusal_of(act: Act) -> Finding:
    """Give the sentence by which an attempt was refused, from its record; its bare key where it cannot be worded."""
    key = act.facts.get("why", "-")
    params = {name.removeprefix("got_"): value for name, value in act.facts.items() if name.startswith("got_")}
    try:
        for language in LANGUAGES:
            text(key, language, **params)
    except (MissingText, LookupError):
        return finding("review.refused", why=key)
    return Finding(key, params)


def _reprinted(subject: _Subject) -> Applied:
    """Reprints are shown with their count."""
    for step, entry, item in _recorded(subject):
        if entry.act != ActKind.LABEL_PRINTED:
            continue
        count = item.act.facts.get("reprint", "0")
        what = finding("review.reprinted", step=str(step.number), n=count)
        yield None if count == "0" else ReviewFinding("reprinted", "note", step.id, what, item.act.id, "", False)


RULES: tuple[Rule, ...] = (
    Rule("complete", "GMP 174, 179", _complete),
    Rule("in_order", "21 CFR 11.10(f)", _in_order),
    Rule("limits", "GMP 175(6)(7), 187, 215", _limits),
    Rule("alerts", "GMP 312.24", _alerts),
    Rule("late", "GMP 175(2)", _late),
    Rule("signed", "GMP 175(3)(4), 180(3)(4)", _signed),
    Rule("independent", "GMP 116, 163", _independent),
    Rule("covered", "21 CFR 11.70", _covered),
    Rule("from_devices", "GMP 160, 175(6)", _from_devices),
    Rule("typed", "GMP 163", _typed),
    Rule("typed_weights", "21 CFR 211.68", _typed_weights),
    Rule("charged", "GMP 115, 117", _charged),
    Rule("tested", "GMP 230(1)2", _tested),
    Rule("real", "21 CFR 11.10(h)", _real),
    Rule("in_time", "NMPA 2020 No. 74, 21(1)", _in_time),
    Rule("accepted", "21 CFR 11.10(a), (g)", _accepted),
    Rule("undone", "GMP 161", _undone),
    Rule("refused", "CS 14", _refused),
    Rule("reprinted", "GMP 209", _reprinted),
)
"""The rule set; a change of any rule makes a new version of `RULE_SET`."""


def _sample(subject: _Subject, findings: list[ReviewFinding]) -> tuple[str, ...]:
    """Draw clean steps by the hash of the last entry, so that nobody chooses, knows before, or draws otherwise."""
    marked = {item.step for item in findings}
    clean = [step.id for step in subject.master.steps() if step.id not in marked]
    seed = subject.records[_drawn_at(subject)].sha256
    drawn = sorted(clean, key=lambda step: sha256(f"{seed}|{step}".encode()).digest())
    chosen = set(drawn[: -(-len(clean) // SAMPLE_SHARE)])
    return tuple(step for step in clean if step in chosen)


def _drawn_at(subject: _Subject) -> int:
    """Give the place of the last entry that stands; a refused attempt draws nothing anew."""
    standing = {item.act.id for _, _, item in _recorded(subject)}
    places = (place for place, record in enumerate(subject.records) if record.act.id in standing)
    return max(places, default=0)


def _read(subject: _Subject) -> set[str | None]:
    """List the steps whose evidence somebody of quality has read since the sample was drawn."""
    since = subject.records[_drawn_at(subject) :]
    reads = (record.act for record in since if record.act.kind == ActKind.EVIDENCE_READ)
    return {act.subject.step for act in reads if _of_quality(subject.plant.people.get(act.who.person or ""))}


def _of_quality(person: Person | None) -> bool:
    return person is not None and bool({Role.QA, Role.QC_HEAD, Role.AUTHORISED_PERSON} & set(person.roles))
