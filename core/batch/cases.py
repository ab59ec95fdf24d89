"""Exceptions: opened by the fold itself when a value breaks a limit or comes late, or by the core, and settled."""

from decimal import Decimal

import msgspec

from core.acts import Act, ActKind, ActReference, Meaning, Source
from core.batch.blind import difference, first_counters
from core.batch.control_end import early_end, missed_round
from core.batch.entries import entry_of
from core.batch.holding import over_hold
from core.batch.needed import unmet
from core.batch.planned import late_round
from core.batch.state import BatchState, ExceptionCase, Filled, SignedBy
from core.finding import Finding, finding
from core.master.choice import Choice, Severity
from core.master.hold_time import HoldTime
from core.master.kinds import Reconciliation, Timer
from core.master.model import Step
from core.times import utc_from


def case_of(step: Step, filled: Filled, state: BatchState) -> ExceptionCase | None:
    """Open the exception that an entry calls for, if any."""
    if filled.act.kind == ActKind.STEP_NOT_APPLICABLE:
        return None
    if filled.act.kind == ActKind.CONTROL_ENDED:
        return _ended(step, filled)
    what = _late(step, filled, state) or _out_of_limits(step, filled, state) or _answered(step, filled)
    what = what or _exhausted(step, filled, state) or over_hold(step, filled.act)
    return _differing(step, filled, state) or (None if what is None else _opened(step, filled, what))


def late_case(step: Step, filled: Filled, state: BatchState) -> ExceptionCase | None:
    """Open the exception of a planned round that came late or not at all, beside that of a value or of an early end."""
    ended = filled.act.kind == ActKind.CONTROL_ENDED
    what = missed_round(step, filled, state) if ended else late_round(step, filled, state)
    if what is None:
        return None
    return msgspec.structs.replace(_opened(step, filled, what), id=f"EX-{filled.reference.sha256[6:12].upper()}")


def corrected_case(step: Step, filled: Filled, state: BatchState) -> ExceptionCase | None:
    """Judge the limits of a corrected entry anew."""
    what = _out_of_limits(step, filled, state) or _answered(step, filled) or _exhausted(step, filled, state)
    return _differing(step, filled, state) or (None if what is None else _opened(step, filled, what))


def device_case(step: Step, old: Filled, new: Filled) -> ExceptionCase | None:
    """Open the exception of a value that a device had sent and a person has replaced; QA settles it (F25, F26)."""
    before = next(iter(old.act.values.values()), None)
    if before is None or before.source not in (Source.WEIGHED, Source.READ):
        return None
    what = finding("exception.device_corrected", old=new.act.facts.get("old", "-"), new=new.act.facts.get("new", "-"))
    case = _opened(step, new, what)
    return msgspec.structs.replace(case, id=f"EX-{new.reference.sha256[6:12].upper()}", severity="major")


def _ended(step: Step, filled: Filled) -> ExceptionCase | None:
    """Open the exception of a control that was ended early; it holds nothing up."""
    found = early_end(step, filled.act)
    if found is None:
        return None
    what, severity = found
    return msgspec.structs.replace(_opened(step, filled, what), severity=severity.value, on_hold=False)


def _differing(step: Step, filled: Filled, state: BatchState) -> ExceptionCase | None:
    """Open the exception of two counts that differ; it is about both, so that neither counter settles it."""
    recorded = state.step(step.id).filled
    what = difference(step, filled, recorded)
    if what is None:
        return None
    return msgspec.structs.replace(_opened(step, filled, what), others=tuple(sorted(first_counters(step, recorded))))


def _opened(step: Step, filled: Filled, what: Finding) -> ExceptionCase:
    subject, sha = filled.act.subject, filled.reference.sha256
    severity = _severity(step, filled)
    name = f"EX-{sha[:6].upper()}"
    about = (name, step.id, subject.entry or "", severity, what)
    opened, by = filled.act.when.utc, filled.act.who.person or ""
    hold = step.out_of_limits.hold or isinstance(step.detail, Reconciliation | HoldTime)
    return ExceptionCase(*about, filled.reference, opened, by, on_hold=hold)


def _out_of_limits(step: Step, filled: Filled, state: BatchState) -> Finding | None:
    entry = entry_of(step, filled.act.subject.entry or "", state.step(step.id).filled)
    value = next(iter(filled.act.values.values()), None)
    if entry is None or entry.limits is None or value is None or entry.limits.hold(value.quantity.value):
        return None
    low, high = _shown(entry.limits.low), _shown(entry.limits.high)
    return finding("exception.out_of_limits", value=str(value.quantity), low=low, high=high)


def _severity(step: Step, filled: Filled) -> str:
    option = step.detail.option(filled.act.facts["option"]) if isinstance(step.detail, Choice) else None
    if option is not None and option.exception != Severity.NONE:
        return option.exception.value
    stated = step.out_of_limits.severity
    return stated.value if stated is not None else "major" if step.critical else "minor"


def _answered(step: Step, filled: Filled) -> Finding | None:
    option = step.detail.option(filled.act.facts["option"]) if isinstance(step.detail, Choice) else None
    if option is None or option.exception == Severity.NONE:
        return None
    return finding("exception.answered", answer=f"{option.name.zh} / {option.name.en}")


def _exhausted(step: Step, filled: Filled, state: BatchState) -> Finding | None:
    """The last round of a repeat has not come to what the repeat was for."""
    until, entry = step.until, entry_of(step, filled.act.subject.entry or "", state.step(step.id).filled)
    if until is None or entry is None or until.entry not in (entry.name, entry.second):
        return None
    if not unmet(until, state, step):
        return None
    value = next(iter(filled.act.values.values()), None)
    got = str(value.quantity) if value else filled.act.facts.get("option", "-")
    return finding("exception.repeat_exhausted", got=got, want=f"{until.relation.sign} {until.value}")


def _late(step: Step, filled: Filled, state: BatchState) -> Finding | None:
    if not isinstance(step.detail, Timer) or filled.act.kind != ActKind.TIMER_ENDED:
        return None
    started = state.step(step.id).filled.get("start")
    if started is None or step.detail.maximum_s is None:
        return None
    passed = elapsed_s(started.act, filled.act)
    if passed <= step.detail.maximum_s:
        return None
    return finding("exception.late", minutes=str(int(passed - step.detail.maximum_s) // 60 + 1))


def elapsed_s(start: Act, end: Act) -> Decimal:
    """Give the seconds between two acts by their wall time."""
    return Decimal(int((utc_from(end.when.utc) - utc_from(start.when.utc)).total_seconds()))


def _shown(limit: Decimal | None) -> str:
    return "-" if limit is None else f"{limit:f}"


def opened_by_core(state: BatchState, act: Act) -> BatchState:
    """Open the exception that the core states: facts `code` and `got_*` are the finding, `sha256` names the record."""
    facts, subject = act.facts, act.subject
    params = {name.removeprefix("got_"): value for name, value in facts.items() if name.startswith("got_")}
    reference = ActReference(subject.record or "", facts.get("sha256", ""))
    what = Finding(facts.get("code", ""), params)
    name, severity = subject.exception or "", facts.get("severity", "major")
    case = ExceptionCase(name, subject.step or "", "", severity, what, reference, act.when.utc, by_core=True)
    return state.having("cases", name, case)


def on_case(state: BatchState, filled: Filled) -> BatchState:
    """Fold in what was stated about an exception: its explanation, or a proposed disposition."""
    case = state.cases.get(filled.act.subject.exception or "")
    if case is None:
        return state
    field = "explained" if filled.act.kind == ActKind.EXCEPTION_EXPLAINED else "proposed"
    return state.having("cases", case.id, msgspec.structs.replace(case, **{field: filled}))


def disposed(case: ExceptionCase, by: SignedBy) -> ExceptionCase:
    """Fold a signature into the exception whose disposition it signs."""
    if case.proposed is None:
        return case
    disposition = case.proposed.act.facts.get("disposition", "")
    field = "quality" if by.meaning == Meaning.APPROVED else "production"
    return msgspec.structs.replace(case, disposition=disposition, proposed=None, **{field: by})
