"""Review by exception: an approved rule set evaluated over the whole record, with counted evidence.

"Nothing found" is worth as much as the rules behind it, so the review counts how often rules were applied and held.
"""

from hashlib import sha256

import msgspec

from core.acts import ActKind
from core.batch.rules.found import ReviewFinding, Subject, recorded
from core.batch.rules.table import RULES, RULES_VERSION, Rule
from core.batch.state import BatchState
from core.master.model import MasterBatchRecord
from core.people import Person, Role
from core.plant import Plant
from core.record.payload import Record
from core.rule_set import ORDER, RuleSet, Severity


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
    findings: tuple[ReviewFinding, ...]
    sample: tuple[str, ...]
    rules: tuple[RuleCount, ...] = ()
    unread: tuple[str, ...] = ()


def review(state: BatchState, records: tuple[Record, ...], master: MasterBatchRecord, plant: Plant) -> Review:
    """Evaluate every rule of the set in force over every act of a batch.

    Args:
        state: The fold of the records.
        records: The whole record, in order.
        master: The pinned master record.
        plant: The plant, for its rule set, specifications and people.
    """
    subject = Subject(state, records, master, plant)
    findings: list[ReviewFinding] = []
    counts: list[RuleCount] = []
    for rule in RULES:
        outcomes = list(rule.apply(subject))
        broken = [_weighed(outcome, rule, plant.rule_set) for outcome in outcomes if outcome is not None]
        counts.append(RuleCount(rule.name, rule.source, len(outcomes), len(outcomes) - len(broken)))
        findings += broken
    findings.sort(key=lambda item: (not item.open, ORDER[Severity(item.severity)]))
    applied, held = sum(count.applied for count in counts), sum(count.held for count in counts)
    sample = _sample(subject, findings)
    read = _read(subject)
    unread = tuple(step for step in sample if step not in read)
    return Review(rule_set_name(plant.rule_set), applied, held, tuple(findings), sample, tuple(counts), unread)


def rule_set_name(rule_set: RuleSet) -> str:
    """Name a rule set by the version the plant has approved and that of the rules in this software."""
    return f"RS-BATCH v{rule_set.version}.{RULES_VERSION}"


def _weighed(found: ReviewFinding, rule: Rule, rule_set: RuleSet) -> ReviewFinding:
    """Give a finding the severity that the rule set asks for; an exception keeps its own."""
    wanted = rule_set.severities.get(rule.name)
    if wanted is None or found.case or ORDER[wanted] >= ORDER[Severity(found.severity)]:
        return found
    return msgspec.structs.replace(found, severity=wanted.value)


def _sample(subject: Subject, findings: list[ReviewFinding]) -> tuple[str, ...]:
    """Draw clean steps by the hash of the last entry, so that nobody chooses, knows before, or draws otherwise."""
    marked = {item.step for item in findings}
    state = subject.state
    done = [step.id for step in subject.master.steps() if step.id not in state.not_needed or state.step(step.id).filled]
    clean = [step for step in done if step not in marked]
    seed = subject.records[_drawn_at(subject)].sha256
    drawn = sorted(clean, key=lambda step: sha256(f"{seed}|{step}".encode()).digest())
    chosen = set(drawn[: -(-len(clean) // subject.plant.rule_set.sample_share)])
    return tuple(step for step in clean if step in chosen)


def _drawn_at(subject: Subject) -> int:
    """Give the place of the last entry that stands; a refused attempt draws nothing anew."""
    standing = {item.act.id for _, _, item in recorded(subject)}
    places = (place for place, record in enumerate(subject.records) if record.act.id in standing)
    return max(places, default=0)


def _read(subject: Subject) -> set[str | None]:
    """List the steps whose evidence somebody of quality has read since the sample was drawn."""
    since = subject.records[_drawn_at(subject) :]
    reads = (record.act for record in since if record.act.kind == ActKind.EVIDENCE_READ)
    return {act.subject.step for act in reads if _of_quality(subject.plant.people.get(act.who.person or ""))}


def _of_quality(person: Person | None) -> bool:
    return person is not None and bool({Role.QA, Role.QC_HEAD, Role.AUTHORISED_PERSON} & set(person.roles))
