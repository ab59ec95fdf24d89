"""The release checklist: computed from the record, never ticked; a missing point says what is missing.

Source: Chinese GMP article 230; points on input lots and records after articles 25, 162, 215.
"""

import msgspec

from core.acts import Meaning
from core.batch.progress import finished
from core.batch.review import Review
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.master.kinds import Reconciliation, Yield
from core.master.model import MasterBatchRecord

NOT_ASKED = "release.not_asked"


class Evidence(msgspec.Struct, frozen=True):
    """What only the core knows about a batch.

    Attributes:
        lots: Lots over the whole backward trace that stand against a release, each with its state or its open recall,
            and results that did not comply when they were entered.
        records: What is wrong with records: not accepted yet, forked, flagged.
    """

    lots: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


class Point(msgspec.Struct, frozen=True):
    """One point of the checklist.

    Attributes:
        name: What is asked.
        missing: What is missing; empty when the point is met.
    """

    name: Finding
    missing: tuple[Finding, ...] = ()

    @property
    def met(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing


def conclusion_due(state: BatchState, meaning: Meaning) -> Finding | None:
    """Say what the signature of the decision must state in words: why a batch is rejected, or what to think of remarks.

    Remarks are the comments in the record; nothing closes them but the conclusion of who releases in spite of them.
    """
    if meaning == Meaning.REJECTED:
        return finding("refusal.rejection_reason")
    return finding("refusal.conclusion_missing", n=str(len(state.comments))) if state.comments else None


def checklist(
    state: BatchState, master: MasterBatchRecord, found: Review, evidence: Evidence | None
) -> tuple[Point, ...]:
    """Compute the checklist of a batch.

    Args:
        state: The batch.
        master: The pinned master record.
        found: The review of its record.
        evidence: What the core adds; None while it has not been asked, and then its points are not met.
    """
    open_steps = [step for step in master.steps() if not finished(step, state)]
    quality = (*_sampled(state, master), *(i.what for i in found.findings if i.rule == "tested" and i.open))
    return (
        _point("production", tuple(finding("review.step_open", step=str(step.number)) for step in open_steps)),
        _point("exceptions", tuple(finding("release.case_open", case=case.id) for case in state.open_cases())),
        _point("quality", quality),
        _point("yields", _yields(state, master)),
        _point("rules", _rules(found)),
        _point("sample", (finding("release.sample_unread", n=str(len(found.unread))),) if found.unread else ()),
        _point("lots", _told(evidence.lots if evidence else None)),
        _point("records", _told(evidence.records if evidence else None)),
    )


def _point(name: str, missing: tuple[Finding, ...]) -> Point:
    return Point(finding(f"release.point_{name}"), missing)


def _yields(state: BatchState, master: MasterBatchRecord) -> tuple[Finding, ...]:
    """Every yield and reconciliation is worked out, and in limits or its exception closed (GMP articles 187, 215)."""
    missing: list[Finding] = []
    for step in master.steps():
        if not isinstance(step.detail, Yield | Reconciliation):
            continue
        name = "yield" if isinstance(step.detail, Yield) else "reconciled"
        worked_out = name in state.step(step.id).filled
        unsettled = any(
            case.step == step.id and case.entry.startswith(name) and not case.closed for case in state.cases.values()
        )
        if not worked_out or unsettled:
            missing.append(finding("release.yield_open", step=str(step.number)))
    return tuple(missing)


def _sampled(state: BatchState, master: MasterBatchRecord) -> tuple[Finding, ...]:
    """The finished product is tested: a sample by its specification has been drawn (GMP articles 12, 223, 230(1))."""
    if any(sample.specification == master.specification for sample in state.samples.values()):
        return ()
    return (finding("release.not_sampled", specification=master.specification),)


def _told(items: tuple[str, ...] | None) -> tuple[Finding, ...]:
    return (finding(NOT_ASKED),) if items is None else tuple(finding("release.text", what=item) for item in items)


def _rules(found: Review) -> tuple[Finding, ...]:
    counted = ("complete", "tested")
    return tuple(item.what for item in found.findings if item.open and not item.case and item.rule not in counted)
