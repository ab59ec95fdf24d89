"""Rules about signatures: there, by another person, over what the record holds."""

from core.batch.blind import first_counts
from core.batch.correcting import set_aside_by
from core.batch.progress import sign_policy
from core.batch.rules.found import Applied, ReviewFinding, Subject
from core.finding import finding
from core.master.model import SignPolicy


def signed(subject: Subject) -> Applied:
    """Every step that is needed carries the signatures that its policy asks for."""
    for step in subject.master.steps():
        kept = subject.state.step(step.id)
        policy = sign_policy(step, kept)
        if policy == SignPolicy.NONE or step.id in subject.state.not_needed:
            continue
        checked = policy == SignPolicy.PERFORMED or kept.verified is not None
        what = finding("review.signature", step=str(step.number))
        good = kept.performed is not None and checked
        yield None if good else ReviewFinding("signed", "major", step.id, what)


def independent(subject: Subject) -> Applied:
    """Who checked a step did none of it and signed the same manifest, afterwards."""
    for step in subject.master.steps():
        kept = subject.state.step(step.id)
        first, second = kept.performed, kept.verified
        if second is None:
            continue
        done = first_counts(step, kept.filled).values()
        doers = {item.act.who.person for item in done} | {first.person if first else None}
        doers |= set_aside_by(subject.state, step)
        same = first is not None and first.manifest == second.manifest and first.utc <= second.utc
        what = finding("review.not_independent", step=str(step.number))
        good = second.person not in doers and same
        yield None if good else ReviewFinding("independent", "major", step.id, what, second.reference.id)


def covered(subject: Subject) -> Applied:
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
