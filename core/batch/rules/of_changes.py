"""Rules about what was changed or said after signing: corrections, repeats of a step, comments; each is counted."""

from core.acts import ActKind
from core.batch.correcting import waits
from core.batch.rules.found import Applied, ReviewFinding, Subject
from core.batch.state import Correction
from core.finding import finding


def corrected(subject: Subject) -> Applied:
    """A value corrected after signing is shown with the old one; one that waits for its second signature is open."""
    for item in subject.state.corrections.values():
        step, facts = subject.master.step(item.step), item.new.act.facts
        waiting = waits(item, subject.state)
        number = str(step.number) if step else "-"
        what = finding("review.correction_left", step=number)
        if item.in_force:
            said = {name: facts.get(name, "-") for name in ("old", "new", "reason")}
            what = finding("review.corrected", step=number, **said)
        elif waiting:
            what = finding("review.correction_waits", step=number)
        elif item.performed is not None:
            what = finding("review.correction_overtaken", step=number)
        alone = item.in_force and not _independent(item)
        if alone:
            what = finding("review.not_independent", step=number)
        severity = "major" if waiting or alone else "note"
        yield ReviewFinding("corrected", severity, item.step, what, item.new.act.id, "", waiting or alone)
    for step in subject.master.steps():
        if not any(item.step == step.id for item in subject.state.corrections.values()):
            yield None


def _independent(item: Correction) -> bool:
    """Tell whether another person than who recorded or corrected the value has signed the same manifest."""
    first, second = item.performed, item.verified
    doers = {item.old.act.who.person, item.new.act.who.person, first.person if first else None}
    return bool(first and second and second.person not in doers and first.manifest == second.manifest)


def repeated(subject: Subject) -> Applied:
    """A step that was repeated is shown with its reason; the former round stays in the record."""
    for step in subject.master.steps():
        rounds = [
            item.by.act
            for item in subject.state.former.get(step.id, ())
            if item.by.act.kind == ActKind.STEP_REPEATED and item.by.act.subject.step == step.id
        ]
        for act in rounds:
            what = finding("review.repeated", step=str(step.number), reason=act.facts.get("reason", "-"))
            yield ReviewFinding("repeated", "note", step.id, what, act.id, "", False)
        if not rounds:
            yield None


def commented(subject: Subject) -> Applied:
    """Every comment is shown."""
    for item in subject.state.comments:
        step = subject.master.step(item.act.subject.step or "")
        said = item.act.facts.get("comment", "-")
        what = finding("review.comment", step=str(step.number) if step else "-", comment=said)
        yield ReviewFinding("commented", "note", step.id if step else "", what, item.act.id, "", False)
