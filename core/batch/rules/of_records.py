"""Rules about records: accepted, real, on a good clock; refused attempts are shown."""

from core.acts import Act, ActKind
from core.batch.rules.found import Applied, ReviewFinding, Subject
from core.clock_state import ClockState
from core.finding import Finding, finding
from core.language import LANGUAGES, MissingText, text


def accepted(subject: Subject) -> Applied:
    """Every record was taken by the core without a flag, or QA has settled the exception that the core opened."""
    flagged = {case.reference.id: case for case in subject.state.cases.values() if case.by_core}
    for record in subject.records:
        case = flagged.get(record.act.id)
        if case is None:
            yield None
        else:
            step = record.act.subject.step or ""
            yield ReviewFinding("accepted", case.severity, step, case.what, record.act.id, case.id, not case.closed)


def real(subject: Subject) -> Applied:
    """Outside a demo no record comes from a simulated device."""
    for record in subject.records:
        good = subject.plant.simulated or not record.act.simulated
        what = finding("review.simulated")
        yield None if good else ReviewFinding("real", "major", record.act.subject.step or "", what, record.act.id)


def in_time(subject: Subject) -> Applied:
    """Every record was made on a synchronised clock; another one is shown."""
    for record in subject.records:
        act = record.act
        known = act.when.clock != ClockState.UNKNOWN
        what = finding("review.clock" if known else "review.clock_unknown", kiosk=record.place.kiosk)
        good = act.when.clock == ClockState.SYNCHRONISED
        yield None if good else ReviewFinding("in_time", "note", act.subject.step or "", what, act.id, "", False)


def refused(subject: Subject) -> Applied:
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
