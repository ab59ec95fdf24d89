"""Rules about steps: done, in order, in time, nothing undone."""

from core.acts import ActKind
from core.batch.attached_again import AGAIN
from core.batch.entries import NOT_APPLICABLE, Entry
from core.batch.holding import hours
from core.batch.planned import begins_round
from core.batch.progress import finished
from core.batch.rules.found import Applied, ReviewFinding, Subject, recorded
from core.batch.state import ExceptionCase, Filled
from core.finding import finding
from core.master.hold_time import HoldTime
from core.master.kinds import Timer
from core.master.model import Step


def complete(subject: Subject) -> Applied:
    """Every step has its entries, dispositions and signatures."""
    for step in subject.master.steps():
        done = finished(step, subject.state)
        found = ReviewFinding("complete", "major", step.id, finding("review.step_open", step=str(step.number)))
        yield None if done else found


def in_order(subject: Subject) -> Applied:
    """No step starts before the one before it has its entries; parallel operations have no order between them."""
    anew, latest = _done_anew(subject), ""
    for procedure in subject.master.procedures:
        begun = latest
        for operation in procedure.operations:
            before = begun if procedure.parallel else latest
            for step in operation.steps:
                recorded = subject.state.step(step.id)
                if recorded.started is None:
                    continue
                what = finding("review.order", step=str(step.number))
                found = ReviewFinding("in_order", "major", step.id, what, recorded.started.act.id)
                yield found if recorded.started.act.when.utc < before else None
                if step.id not in anew:
                    before = max([before, *(item.act.when.utc for item in recorded.filled.values())])
            latest = max(latest, before)


def _done_anew(subject: Subject) -> set[str]:
    """Name the steps done after later ones had begun: put back, repeated, recalculated, or needed by a correction."""
    state = subject.state
    corrected = (correction.step for correction in state.corrections.values() if correction.in_force)
    found = {*state.reversals, *state.former, *corrected}
    for step in subject.master.conditional():
        if any(condition.step in found for condition in subject.master.conditions_of(step.id)):
            found.add(step.id)
    return found


def left_out(subject: Subject) -> Applied:
    """Steps that were declared not applicable are shown with the reason; so is what was done and is not needed now."""
    for step in subject.master.steps():
        recorded = subject.state.step(step.id)
        stated = recorded.filled.get(NOT_APPLICABLE)
        if stated is not None:
            what = finding("review.not_applicable", step=str(step.number), reason=stated.act.facts.get("reason", "-"))
            yield ReviewFinding("left_out", "note", step.id, what, stated.reference.id, "", False)
        elif step.id in subject.state.not_needed and recorded.filled:
            what = finding("review.done_unneeded", step=str(step.number))
            yield ReviewFinding("left_out", "note", step.id, what, "", "", False)
        elif step.optional or step.id in subject.state.not_needed:
            yield None


def late(subject: Subject) -> Applied:
    """No time limit was passed, no hold time; no control came late or was ended with a round due, or rounds left.

    A hold time that came near its end is shown.
    """
    cases: dict[str, list[ExceptionCase]] = {}
    for case in subject.state.cases.values():
        if case.what.key in _LATE:
            cases.setdefault(case.reference.id, []).append(case)
    for step, entry, item in recorded(subject):
        if not _timed(step, entry):
            continue
        found = cases.get(item.act.id, [])
        for case in found:
            yield ReviewFinding("late", case.severity, step.id, case.what, item.act.id, case.id, not case.closed)
        if not found:
            yield _near_the_end(step, item)


_LATE = frozenset(
    {
        *("exception.late", "exception.hold_over", "exception.control_late"),
        *("exception.control_missed", "exception.control_ended"),
    }
)


def _timed(step: Step, entry: Entry) -> bool:
    """Tell whether an entry has a time limit."""
    if entry.act == ActKind.CONTROL_ENDED:
        return True
    match step.detail:
        case Timer(maximum_s=maximum):
            return entry.act == ActKind.TIMER_ENDED and maximum is not None
        case HoldTime():
            return entry.act == ActKind.HOLD_ENDED
        case _:
            return begins_round(step, entry)


def _near_the_end(step: Step, item: Filled) -> ReviewFinding | None:
    value = item.act.values.get("value")
    if not isinstance(step.detail, HoldTime) or step.detail.warn_s is None or value is None:
        return None
    held = int(value.quantity.value)
    what = finding("review.hold_warned", step=str(step.number), held=hours(held))
    near = held > step.detail.warn_s
    return ReviewFinding("late", "note", step.id, what, item.act.id, "", False) if near else None


def undone(subject: Subject) -> Applied:
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


def charged(subject: Subject) -> Applied:
    """Every dispensed container was charged."""
    for item in subject.state.dispensed.values():
        what = finding("review.not_charged", container=item.container)
        yield None if item.charged else ReviewFinding("charged", "major", item.step, what)


def reprinted(subject: Subject) -> Applied:
    """Reprints are shown with their count."""
    for step, entry, item in recorded(subject):
        if entry.act != ActKind.LABEL_PRINTED:
            continue
        count = item.act.facts.get("reprint", "0")
        what = finding("review.reprinted", step=str(step.number), n=count)
        yield None if count == "0" else ReviewFinding("reprinted", "note", step.id, what, item.act.id, "", False)


def attached_once(subject: Subject) -> Applied:
    """A file that was attached in two places is shown, confirmed by the operator or not."""
    first: dict[str, str] = {}
    for step, _, item in recorded(subject):
        facts = item.act.facts
        if item.act.kind != ActKind.FILE_ATTACHED:
            continue
        place = facts.get(AGAIN) or first.get(facts.get("sha256", ""), "")
        first.setdefault(facts.get("sha256", ""), f"{subject.state.number} {step.id}")
        what = finding("review.attached_again", step=str(step.number), name=facts.get("name", "-"), place=place)
        yield ReviewFinding("attached_once", "note", step.id, what, item.act.id, "", False) if place else None
