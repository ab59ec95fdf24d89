"""Rules about values: in limits, from devices, checked."""

from core.acts import ActKind, Source
from core.batch.progress import typed_weight
from core.batch.rules.found import Applied, ReviewFinding, Subject, recorded
from core.finding import finding
from core.quality import Conclusion, judge_result
from core.specified import specification_of


def limits(subject: Subject) -> Applied:
    """Every value with limits is in them, or an exception says why not."""
    for step, entry, item in recorded(subject):
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


def _undone_cases(subject: Subject) -> Applied:
    """An exception on a value that was undone is judged like any other."""
    standing = {item.act.id for _, _, item in recorded(subject)}
    for case in subject.state.cases.values():
        if case.reference.id not in standing and not case.by_core:
            about = (case.severity, case.step, case.what, case.reference.id, case.id)
            yield ReviewFinding("limits", *about, not case.closed)


def answers(subject: Subject) -> Applied:
    """No answer was chosen that opens an exception, and no two counts of the same differ."""
    cases = {case.reference.id: case for case in subject.state.cases.values() if not case.by_core}
    for step, _, item in recorded(subject):
        if item.act.kind not in (ActKind.CHOICE_MADE, ActKind.SECOND_COUNT_MADE):
            continue
        case = cases.get(item.act.id)
        if case is None or case.what.key == "exception.out_of_limits":
            yield None
        else:
            yield ReviewFinding("answers", case.severity, step.id, case.what, item.act.id, case.id, not case.closed)


def alerts(subject: Subject) -> Applied:
    """Values between alert and action limits are shown."""
    for step, entry, item in recorded(subject):
        value = next(iter(item.act.values.values()), None)
        if entry.limits is None or value is None or (entry.limits.alert_low, entry.limits.alert_high) == (None, None):
            continue
        number = value.quantity.value
        alerted = entry.limits.hold(number) and entry.limits.alert(number)
        what = finding("review.alert", step=str(step.number), value=str(value.quantity))
        yield ReviewFinding("alerts", "note", step.id, what, item.act.id, "", False) if alerted else None


def from_devices(subject: Subject) -> Applied:
    """Every weight and reading carries its device and raw bytes."""
    for step, _, item in recorded(subject):
        for value in item.act.values.values():
            if value.source not in (Source.WEIGHED, Source.READ):
                continue
            good = value.device is not None and bool(value.device.raw)
            what = finding("review.no_raw_data", step=str(step.number))
            yield None if good else ReviewFinding("from_devices", "major", step.id, what, item.act.id)


def typed(subject: Subject) -> Applied:
    """A typed critical value was checked by a second person (GMP article 163)."""
    for step, _, item in recorded(subject):
        if not step.critical or not any(v.source == Source.TYPED for v in item.act.values.values()):
            continue
        good = subject.state.step(step.id).verified is not None
        what = finding("review.typed_unchecked", step=str(step.number))
        yield None if good else ReviewFinding("typed", "major", step.id, what, item.act.id)


def typed_weights(subject: Subject) -> Applied:
    """A weight that was typed and not weighed is shown for ever, with its reason (21 CFR 211.68; F25)."""
    for step, _, item in recorded(subject):
        if item.act.kind not in (ActKind.ZERO_CHECKED, ActKind.CONTAINER_TARED, ActKind.WEIGHT_TAKEN):
            continue
        what = finding("review.typed_weight", step=str(step.number), reason=item.act.facts.get("reason", "-"))
        note = ReviewFinding("typed_weights", "note", step.id, what, item.act.id, "", False)
        yield note if typed_weight(item.act) else None


def tested(subject: Subject) -> Applied:
    """Every test of every sample has a verified result that complies."""
    for sample in subject.state.samples.values():
        specification = specification_of(subject.plant, sample.specification, sample.version)
        for test in specification.tests if specification else ():
            result = sample.results.get(test.code)
            value = result.act.values["value"].quantity.value if result else None
            good = value is not None and judge_result(test, value).conclusion == Conclusion.COMPLIES
            key = "review.result_fails" if value is not None else "review.result_missing"
            what = finding(key, sample=sample.id, test=test.code)
            yield None if good else ReviewFinding("tested", "major", "", what, result.act.id if result else "")
        what = finding("review.results_unchecked", sample=sample.id)
        yield None if sample.verified else ReviewFinding("tested", "major", "", what)
